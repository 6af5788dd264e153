package org.imginspect.facts.secrets;

import static org.imginspect.facts.secrets.TokenRule.credential;
import static org.imginspect.facts.secrets.TokenRule.weak;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Credentials of clouds, forges, registries and the tools that talk to them, by the forms their makers publish. */
final class CredentialRules {
    private static final int NEAR = 256;
    private static final int FAR = 4096;

    private CredentialRules() {}

    static List<SecretRule> all() {
        List<SecretRule> rules = new ArrayList<>();
        clouds(rules);
        services(rules);
        files(rules);
        return rules;
    }

    private static void clouds(List<SecretRule> rules) {
        rules.add(weak("AWS access key id", "AKIA", TokenRule.BASE32, 16, 16));
        rules.add(weak("AWS temporary access key id", "ASIA", TokenRule.BASE32, 16, 16));
        for (String keyword : new String[] {"secret_access_key", "SECRET_ACCESS_KEY", "ecretAccessKey"}) {
            rules.add(new PatternRule(
                    "secret access key (S3 or AWS)",
                    keyword,
                    "(?i)secret_?access_?key[\"']?[ \\t]*[:=][ \\t]*[\"']?([A-Za-z0-9/+=_-]{40})(?:[^A-Za-z0-9/+=_-]|$)",
                    CredentialRules::anywhere,
                    CredentialRules::isRandom,
                    NEAR));
        }
        rules.add(new PatternRule(
                "service account key (Google Cloud)",
                "service_account",
                "(?s)\"type\"\\s*:\\s*\"service_account\".{0,800}?\"private_key\"\\s*:\\s*\"-----BEGIN[ A-Z]{1,30}-----([A-Za-z0-9+/\\\\]{60})",
                CredentialRules::anywhere,
                CredentialRules::isRandom,
                FAR));
        rules.add(new PatternRule(
                "service account key (Yandex Cloud)",
                "Yandex.Cloud SA Key ID",
                "(?s)Yandex\\.Cloud SA Key ID.{0,80}?-----BEGIN[ A-Z]{1,30}-----([A-Za-z0-9+/\\\\]{60})",
                CredentialRules::anywhere,
                CredentialRules::isRandom,
                NEAR));
        rules.add(weak("Google API key", "AIza", TokenRule.BASE64URL, 35, 35));
        rules.add(credential("Google OAuth client secret", "GOCSPX-", TokenRule.BASE64URL, 28, 28));
        for (String keyword : new String[] {"\"refresh_token\"", "\"refreshToken\""}) {
            rules.add(new PatternRule(
                    "OAuth refresh token",
                    keyword,
                    "\"refresh_?[tT]oken\"\\s*:\\s*\"([^\"\\s]{20,})\"",
                    CredentialRules::anywhere,
                    CredentialRules::isRandom,
                    FAR));
        }
        rules.add(credential("OAuth token (Yandex)", "y0_", TokenRule.BASE64URL, 50, 80));
        rules.add(credential("API key (Yandex Cloud)", "AQVN", TokenRule.BASE64URL, 35, 38));
        rules.add(
                new PatternRule(
                        "IAM token (Yandex Cloud)",
                        "t1.",
                        "(?:^|[^A-Za-z0-9_.-])(t1\\.[A-Za-z0-9_-]{20,}={0,2}\\.[A-Za-z0-9_-]{80,90}={0,2})",
                        CredentialRules::anywhere,
                        CredentialRules::isRandom,
                        600) {
                    @Override
                    public boolean mayMatch(Window window) {
                        return run(window, 20);
                    }
                });
        for (String keyword : new String[] {"dop_v1_", "doo_v1_", "dor_v1_"}) {
            rules.add(credential("token (DigitalOcean)", keyword, TokenRule.HEX, 64, 64));
        }
        rules.add(
                new PatternRule(
                        "client secret (Azure)",
                        "8Q~",
                        "([A-Za-z0-9_~.-]{3}8Q~[A-Za-z0-9_~.-]{31,34})(?:[^A-Za-z0-9_~.-]|$)",
                        CredentialRules::anywhere,
                        CredentialRules::isRandom,
                        NEAR) {
                    @Override
                    public boolean mayMatch(Window window) {
                        return run(window, 10);
                    }
                });
        rules.add(new PatternRule(
                "storage account key (Azure)",
                "AccountKey=",
                "AccountKey=([A-Za-z0-9+/]{86}==)",
                CredentialRules::anywhere,
                CredentialRules::isRandom,
                NEAR));
        rules.add(new PatternRule(
                "shared access key (Azure)",
                "SharedAccessKey=",
                "SharedAccessKey=([A-Za-z0-9+/]{43}=)",
                CredentialRules::anywhere,
                CredentialRules::isRandom,
                NEAR));
        rules.add(weak("access key id (Alibaba Cloud)", "LTAI", TokenRule.ALPHANUMERIC, 16, 26));
        rules.add(weak("secret id (Tencent Cloud)", "AKID", TokenRule.ALPHANUMERIC, 32, 32));
        rules.add(new PatternRule(
                "password (OpenStack)",
                "OS_PASSWORD=",
                "OS_PASSWORD=[\"']?([^\\s\"']{4,})",
                CredentialRules::anywhere,
                CredentialRules::isChosen,
                NEAR));
    }

    private static void services(List<SecretRule> rules) {
        for (String keyword : new String[] {"ghp_", "gho_", "ghu_", "ghs_", "ghr_"}) {
            rules.add(credential("token (GitHub)", keyword, TokenRule.ALPHANUMERIC, 36, 255));
        }
        rules.add(credential("token (GitHub)", "github_pat_", Window::isWord, 82, 82));
        for (String keyword : new String[] {"glpat-", "gldt-", "glrt-", "glptt-"}) {
            rules.add(credential("token (GitLab)", keyword, TokenRule.DOTTED, 20, 300));
        }
        for (String keyword : new String[] {"xoxb-", "xoxp-", "xoxa-", "xoxr-", "xoxs-"}) {
            rules.add(credential("token (Slack)", keyword, TokenRule.BASE64URL, 20, 250));
        }
        rules.add(credential("webhook (Slack)", "hooks.slack.com/services/", TokenRule.PATH, 40, 60));
        rules.add(credential("token (npm)", "npm_", TokenRule.ALPHANUMERIC, 36, 36));
        rules.add(credential("token (PyPI)", "pypi-AgEIcHlwaS5vcmc", TokenRule.BASE64URL, 50, 500));
        rules.add(credential("token (Hugging Face)", "hf_", TokenRule.ALPHANUMERIC, 34, 34));
        rules.add(credential("API key (Anthropic)", "sk-ant-", TokenRule.BASE64URL, 60, 200));
        rules.add(credential("API key (OpenAI)", "sk-proj-", TokenRule.BASE64URL, 40, 250));
        rules.add(credential("live key (Stripe)", "sk_live_", TokenRule.ALPHANUMERIC, 24, 120));
        rules.add(credential("live key (Stripe)", "rk_live_", TokenRule.ALPHANUMERIC, 24, 120));
        rules.add(credential("API key (SendGrid)", "SG.", TokenRule.DOTTED, 66, 66));
        rules.add(credential("token (HashiCorp Vault)", "hvs.", TokenRule.BASE64URL, 24, 300));
        rules.add(new PatternRule(
                "token (Terraform Cloud)",
                ".atlasv1.",
                "([A-Za-z0-9]{14}\\.atlasv1\\.[A-Za-z0-9_-]{60,100})",
                CredentialRules::anywhere,
                CredentialRules::isRandom,
                NEAR));
    }

    private static void files(List<SecretRule> rules) {
        rules.add(new PatternRule(
                "registry password (docker)",
                "\"auth\"",
                "\"auth\"\\s*:\\s*\"([A-Za-z0-9+/_-]{8,}={0,2})\"",
                CredentialRules::anywhere,
                CredentialRules::isUserAndPassword,
                FAR));
        rules.add(new PatternRule(
                "client key (kubeconfig)",
                "client-key-data:",
                "client-key-data:\\s*\"?([A-Za-z0-9+/=]{100,})",
                CredentialRules::anywhere,
                CredentialRules::isRandom,
                FAR));
        rules.add(new PatternRule(
                "token (kubeconfig)",
                "token:",
                "token:\\s*[\"']?([A-Za-z0-9._-]{20,})",
                path -> path.contains("/.kube/") || path.startsWith("/etc/kubernetes/") || path.endsWith("kubeconfig"),
                CredentialRules::isRandom,
                FAR));
        rules.add(new PatternRule(
                "password (netrc)",
                "password",
                "(?:^|\\s)password\\s+(\\S{3,})",
                path -> path.endsWith("/.netrc") || path.endsWith("/_netrc") || path.startsWith("/etc/apt/auth.conf"),
                CredentialRules::isChosen,
                NEAR));
        rules.add(new PatternRule(
                "password (PyPI configuration)",
                "password",
                "(?:^|\\n)\\s*password\\s*[:=]\\s*(\\S{3,})",
                path -> path.endsWith("/.pypirc"),
                CredentialRules::isChosen,
                600));
        rules.add(new PatternRule(
                "password in an address",
                "://",
                "://[^\\s:/@\"']{0,200}:([^\\s/@\"']{3,})@",
                CredentialRules::holdsAddresses,
                CredentialRules::isChosen,
                800));
        rules.add(new PatternRule(
                "token (npm configuration)",
                "_auth",
                "_auth(?:Token)?[ \\t]*=[ \\t]*\"?([A-Za-z0-9+/=_.-]{16,})",
                path -> path.endsWith("npmrc"),
                CredentialRules::isRandom,
                1200));
        rules.add(new PatternRule(
                "secret key (s3cmd)",
                "secret_key",
                "(?:^|\\n)secret_key\\s*=\\s*(\\S{16,})",
                path -> path.endsWith("/.s3cfg"),
                CredentialRules::isRandom,
                NEAR));
        rules.add(new PatternRule(
                "password (OpenStack)",
                "password:",
                "password:\\s*[\"']?([^\\s\"']{4,})",
                path -> path.endsWith("/clouds.yaml") || path.endsWith("/clouds.yml") || path.endsWith("/secure.yaml"),
                CredentialRules::isChosen,
                NEAR));
        for (String keyword : new String[] {"password\"", "secret\"", "access_key\"", "token\""}) {
            rules.add(new PatternRule(
                    "value in Terraform's state",
                    keyword,
                    "(?:password|secret|access_key|token)\"\\s*:\\s*\"([^\"]{4,})\"",
                    path -> path.endsWith(".tfstate") || path.endsWith(".tfstate.backup"),
                    CredentialRules::isChosen,
                    2200));
        }
    }

    private static boolean anywhere(String path) {
        return true;
    }

    /** Of values that machines draw. */
    private static boolean isRandom(String value) {
        return Placeholder.isRandom(value, 3.0);
    }

    /** Of values that people may have chosen. */
    private static boolean isChosen(String value) {
        return !Placeholder.is(value);
    }

    private static boolean holdsAddresses(String path) {
        return path.endsWith("/.git-credentials")
                || path.endsWith("/.git/config")
                || path.endsWith("/.gitconfig")
                || path.endsWith("/pip.conf")
                || path.endsWith("npmrc")
                || path.endsWith("/.env")
                || path.equals("/etc/environment")
                || path.startsWith("/etc/apt/")
                || path.startsWith("/etc/yum.repos.d/");
    }

    /** Docker keeps {@code user:password} in base64. */
    private static boolean isUserAndPassword(String base64) {
        if (base64.length() % 4 != 0 || base64.indexOf('_') >= 0 || base64.indexOf('-') >= 0) {
            return false;
        }
        String text = new String(Base64.getDecoder().decode(base64), StandardCharsets.ISO_8859_1);
        int colon = text.indexOf(':');
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
                return false;
            }
        }
        return colon > 0 && colon < text.length() - 2 && !Placeholder.is(text.substring(colon + 1));
    }

    /** Whether at least so many characters of a token follow the keyword: cheaper than an expression. */
    private static boolean run(Window window, int least) {
        for (int i = 0; i < least; i++) {
            int c = window.at(window.end() + i);
            if (!Window.isWord(c) && c != '-' && c != '~' && c != '.') {
                return false;
            }
        }
        return true;
    }
}

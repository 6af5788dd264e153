package org.imginspect.facts.secrets;

import java.util.ArrayList;
import java.util.List;

/** Tokens that say what they are, by the forms that their makers publish: a prefix, an alphabet, a length. */
final class TokenRules {
    private final List<SecretRule> rules = new ArrayList<>();

    private TokenRules() {}

    static List<SecretRule> all() {
        TokenRules all = new TokenRules();
        all.clouds();
        all.forges();
        all.registries();
        all.messages();
        all.money();
        all.models();
        all.operations();
        return all.rules;
    }

    private void add(String kind, Alphabet alphabet, int least, int most, String... keywords) {
        for (String keyword : keywords) {
            rules.add(TokenRule.credential(kind, keyword, alphabet, least, most));
        }
    }

    private void weak(String kind, Alphabet alphabet, int least, int most, String... keywords) {
        for (String keyword : keywords) {
            rules.add(TokenRule.weak(kind, keyword, alphabet, least, most));
        }
    }

    private void clouds() {
        weak("AWS access key id", Alphabet.BASE32, 16, 16, "AKIA");
        weak("AWS temporary access key id", Alphabet.BASE32, 16, 16, "ASIA");
        add("API key (AWS Bedrock)", Alphabet.BASE64, 109, 269, "ABSK");
        add("token (AWS Marketplace web service)", Alphabet.UUID, 36, 36, "amzn.mws.");
        weak("Google API key", Alphabet.BASE64URL, 35, 35, "AIza");
        add("Google OAuth client secret", Alphabet.BASE64URL, 28, 28, "GOCSPX-");
        add("Google OAuth access token", Alphabet.BASE64URL, 50, 500, "ya29.");
        add("OAuth token (Yandex)", Alphabet.BASE64URL, 50, 80, "y0_", "y1_", "y2_", "y3_");
        add("API key (Yandex Cloud)", Alphabet.BASE64URL, 35, 38, "AQVN");
        add("token (DigitalOcean)", Alphabet.LOWER_HEX, 64, 64, "dop_v1_", "doo_v1_", "dor_v1_");
        weak("access key id (Alibaba Cloud)", Alphabet.ALPHANUMERIC, 16, 26, "LTAI");
        weak("secret id (Tencent Cloud)", Alphabet.ALPHANUMERIC, 32, 32, "AKID");
        weak("access key id (Scaleway)", Alphabet.UPPER_ALPHANUMERIC, 17, 17, "SCW");
        add("token (Fly.io)", Alphabet.BASE64URL, 43, 43, "fo1_");
        add("token (Fly.io)", Alphabet.BASE64, 100, 2000, "fm1a_", "fm1r_", "fm2_");
        add("API key (Heroku)", Alphabet.BASE64URL, 58, 58, "HRKU-AA");
        add("token (Netlify)", Alphabet.ALPHANUMERIC, 36, 60, "nfp_", "nfc_", "nfo_", "nfu_");
        add("token (Render)", Alphabet.ALPHANUMERIC, 28, 40, "rnd_");
        add("token (Scalingo)", Alphabet.BASE64URL, 48, 48, "tk-us-");
        add("origin CA key (Cloudflare)", Alphabet.UUID, 146, 180, "v1.0-");
        add("password (PlanetScale)", Alphabet.DOTTED_PADDED, 32, 64, "pscale_pw_", "pscale_tkn_", "pscale_oauth_");
        add("token (Supabase)", Alphabet.LOWER_HEX, 40, 40, "sbp_");
        add("token (Databricks)", Alphabet.LOWER_HEX, 32, 32, "dapi");
        add("API key (ClickHouse Cloud)", Alphabet.ALPHANUMERIC, 38, 38, "4b1d");
        add("token (OpenShift)", Alphabet.BASE64URL, 43, 43, "sha256~");
    }

    private void forges() {
        add("token (GitHub)", Alphabet.ALPHANUMERIC, 36, 255, "ghp_", "gho_", "ghu_", "ghs_", "ghr_");
        add("token (GitHub)", Alphabet.WORD, 82, 82, "github_pat_");
        add(
                "token (GitLab)",
                Alphabet.DOTTED,
                20,
                300,
                "glpat-",
                "gldt-",
                "glrt-",
                "glptt-",
                "glcbt-",
                "glft-",
                "glimt-",
                "glagent-",
                "gloas-",
                "glsoat-",
                "glffct-");
        add("token (Bitbucket)", Alphabet.ALPHANUMERIC, 28, 40, "ATBB");
        add("API token (Atlassian)", Alphabet.DOTTED_PADDED, 150, 250, "ATATT3", "ATCTT3");
        add("token (CircleCI)", Alphabet.WORD, 50, 90, "CCIPAT_", "CCIPRJ_");
        add("token (Buildkite)", Alphabet.ALPHANUMERIC, 40, 64, "bkua_");
        add("token (Pulumi)", Alphabet.LOWER_HEX, 40, 40, "pul-");
        add("token (SonarQube)", Alphabet.LOWER_HEX, 40, 40, "squ_", "sqp_", "sqa_");
        add("token (Sourcegraph)", Alphabet.WORD, 40, 60, "sgp_");
        add("token (Sentry)", Alphabet.LOWER_HEX, 64, 64, "sntryu_");
        add("token (Sentry)", Alphabet.of("0-9A-Za-z+/=_"), 60, 500, "sntrys_eyJ");
        add("token (Snyk)", Alphabet.DOTTED, 40, 120, "snyk_uat.", "snyk_sat.");
        add("API key (Infracost)", Alphabet.ALPHANUMERIC, 32, 32, "ico-");
        add("API key (Octopus Deploy)", Alphabet.UPPER_ALPHANUMERIC, 26, 26, "API-");
        add("token (Harness)", Alphabet.DOTTED, 66, 70, "pat.", "sat.");
        add("token (Prefect)", Alphabet.ALPHANUMERIC, 36, 36, "pnu_", "pnb_");
        add("API key (Postman)", Alphabet.UUID, 59, 59, "PMAK-");
    }

    private void registries() {
        add("token (npm)", Alphabet.ALPHANUMERIC, 36, 36, "npm_");
        add("token (PyPI)", Alphabet.BASE64URL, 50, 1000, "pypi-AgEIcHlwaS5vcmc", "pypi-AgENdGVzdC5weXBpLm9yZw");
        add("API key (RubyGems)", Alphabet.LOWER_HEX, 48, 48, "rubygems_");
        add("token (crates.io)", Alphabet.ALPHANUMERIC, 32, 32, "cio");
        add("token (Clojars)", Alphabet.LOWER_ALPHANUMERIC, 60, 60, "CLOJARS_");
        add("token (Docker Hub)", Alphabet.BASE64URL, 27, 40, "dckr_pat_", "dckr_oat_");
        add("API key (Artifactory)", Alphabet.ALPHANUMERIC, 69, 69, "AKCp");
        add("reference token (Artifactory)", Alphabet.ALPHANUMERIC, 59, 59, "cmVmd");
        add("API key (NuGet)", Alphabet.LOWER_ALPHANUMERIC, 43, 43, "oy2");
    }

    private void messages() {
        add(
                "token (Slack)",
                Alphabet.BASE64URL,
                20,
                250,
                "xoxb-",
                "xoxp-",
                "xoxa-",
                "xoxr-",
                "xoxs-",
                "xoxo-",
                "xoxe-");
        add("app token (Slack)", Alphabet.BASE64URL, 40, 200, "xapp-1-");
        add(
                "webhook (Slack)",
                Alphabet.PATH,
                40,
                60,
                "hooks.slack.com/services/",
                "hooks.slack.com/workflows/",
                "hooks.slack.com/triggers/");
        add(
                "webhook (Discord)",
                Alphabet.of("0-9A-Za-z_/-"),
                70,
                120,
                "discord.com/api/webhooks/",
                "discordapp.com/api/webhooks/");
        add("webhook (Microsoft Teams)", Alphabet.of("0-9A-Za-z/@-"), 100, 250, ".webhook.office.com/webhookb2/");
        add("API key (SendGrid)", Alphabet.DOTTED, 66, 66, "SG.");
        add("API key (Brevo)", Alphabet.BASE64URL, 81, 81, "xkeysib-", "xsmtpsib-");
        add("API key (Resend)", Alphabet.WORD, 32, 40, "re_");
        add("API token (Linear)", Alphabet.ALPHANUMERIC, 40, 40, "lin_api_");
        add("token (Notion)", Alphabet.ALPHANUMERIC, 40, 50, "ntn_");
        add("API key (Doppler)", Alphabet.ALPHANUMERIC, 40, 44, "dp.pt.", "dp.ct.", "dp.sa.");
        add("service account token (Doppler)", Alphabet.DOTTED, 40, 70, "dp.st.");
        add("token (Typeform)", Alphabet.DOTTED_PADDED, 40, 60, "tfp_");
        add("token (ReadMe)", Alphabet.LOWER_ALPHANUMERIC, 70, 70, "rdme_");
        add("token (Frame.io)", Alphabet.DOTTED_PADDED, 64, 64, "fio-u-");
        add("token (HubSpot)", Alphabet.UUID, 36, 40, "pat-na1-", "pat-eu1-");
    }

    private void money() {
        add("live key (Stripe)", Alphabet.ALPHANUMERIC, 24, 120, "sk_live_", "rk_live_");
        add("webhook secret (Stripe)", Alphabet.ALPHANUMERIC, 32, 64, "whsec_");
        add("token (Square)", Alphabet.BASE64URL, 22, 60, "sq0atp-", "sq0csp-");
        add("token (Shopify)", Alphabet.HEX, 32, 32, "shpat_", "shpca_", "shppa_", "shpss_");
        add("token (Shippo)", Alphabet.HEX, 40, 40, "shippo_live_");
        add("API key (EasyPost)", Alphabet.ALPHANUMERIC, 54, 54, "EZAK");
        add("token (Duffel)", Alphabet.DOTTED_PADDED, 43, 43, "duffel_live_");
        add("token (PayPal, Braintree)", Alphabet.of("0-9a-z$"), 40, 80, "access_token$production$");
    }

    private void models() {
        add("token (Hugging Face)", Alphabet.ALPHANUMERIC, 34, 34, "hf_", "api_org_");
        add("API key (Anthropic)", Alphabet.BASE64URL, 60, 200, "sk-ant-");
        add("API key (OpenAI)", Alphabet.BASE64URL, 40, 250, "sk-proj-", "sk-svcacct-", "sk-admin-");
        add("API key (Groq)", Alphabet.ALPHANUMERIC, 52, 52, "gsk_");
        add("API key (Replicate)", Alphabet.ALPHANUMERIC, 37, 37, "r8_");
        add("API key (Perplexity)", Alphabet.ALPHANUMERIC, 48, 48, "pplx-");
        add("API key (xAI)", Alphabet.ALPHANUMERIC, 80, 80, "xai-");
        add("API key (OpenRouter)", Alphabet.LOWER_HEX, 64, 64, "sk-or-v1-");
        add("API key (LangSmith)", Alphabet.WORD, 40, 50, "lsv2_pt_", "lsv2_sk_");
        add("API key (Pinecone)", Alphabet.WORD, 60, 80, "pcsk_");
    }

    private void operations() {
        add("token (HashiCorp Vault)", Alphabet.BASE64URL, 24, 300, "hvs.", "hvb.", "hvr.");
        add("API key (Dynatrace)", Alphabet.of("0-9A-Z."), 89, 89, "dt0c01.", "dt0s01.", "dt0s16.");
        add("API key (New Relic)", Alphabet.UPPER_ALPHANUMERIC, 27, 27, "NRAK-");
        add("insert key (New Relic)", Alphabet.BASE64URL, 32, 32, "NRII-");
        add("service account token (Grafana)", Alphabet.WORD, 41, 41, "glsa_");
        add("token (Grafana Cloud)", Alphabet.BASE64, 32, 400, "glc_");
        add("API key (Grafana)", Alphabet.BASE64, 70, 400, "eyJrIjoi");
        add(
                "auth key (Tailscale)",
                Alphabet.BASE64URL,
                20,
                80,
                "tskey-auth-",
                "tskey-api-",
                "tskey-client-",
                "tskey-scim-");
        add("service account token (1Password)", Alphabet.BASE64, 250, 2000, "ops_eyJ");
        add("secret key (1Password)", Alphabet.of("0-9A-Z-"), 31, 40, "A3-");
        add("token (Teleport)", Alphabet.LOWER_HEX, 64, 64, "teleport_");
        add("token (Adobe)", Alphabet.HEX, 32, 32, "p8e-");
        add("token (Contentful)", Alphabet.BASE64URL, 43, 43, "CFPAT-");
        add("token (Figma)", Alphabet.BASE64URL, 40, 80, "figd_");
        add("token (Airtable)", Alphabet.of("0-9A-Za-z."), 79, 79, "pat");
        add("access token (Facebook)", Alphabet.ALPHANUMERIC, 100, 400, "EAAM", "EAAC", "EAAG");
        add("secret token (Mapbox)", Alphabet.DOTTED, 70, 120, "sk.eyJ");
    }
}

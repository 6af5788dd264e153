package org.imginspect.facts.secrets;

import java.util.ArrayList;
import java.util.List;

/** Credentials that their surroundings tell: what is written before them, or the file they are in. */
final class CredentialRules {
    private static final int NEAR = 256;
    private static final int FAR = 4096;

    private final List<SecretRule> rules = new ArrayList<>();

    private CredentialRules() {}

    static List<SecretRule> all() {
        CredentialRules all = new CredentialRules();
        all.rules.addAll(TokenRules.all());
        all.clouds();
        all.files();
        all.addresses();
        all.commands();
        all.rules.addAll(NamedTokenRules.all());
        return all.rules;
    }

    private void add(String kind, String expression, Genuine genuine, int after, String... keywords) {
        add(kind, expression, Where.ANYWHERE, genuine, after, keywords);
    }

    private void add(String kind, String expression, Where files, Genuine genuine, int after, String... keywords) {
        for (String keyword : keywords) {
            rules.add(new PatternRule(
                    kind,
                    keyword,
                    expression,
                    files,
                    genuine,
                    after,
                    SecretHit.Category.CREDENTIAL,
                    SecretHit.Certainty.SECRET));
        }
    }

    private void application(
            String kind, String expression, Where files, Genuine genuine, int after, String... keywords) {
        for (String keyword : keywords) {
            rules.add(new PatternRule(
                    kind,
                    keyword,
                    expression,
                    files,
                    genuine,
                    after,
                    SecretHit.Category.APPLICATION,
                    SecretHit.Certainty.SECRET));
        }
    }

    private void clouds() {
        add(
                "secret access key (S3 or AWS)",
                "(?i)secret_?access_?key[\"']?[ \\t]*[:=][ \\t]*[\"']?([A-Za-z0-9/+=_-]{40})(?:[^A-Za-z0-9/+=_-]|$)",
                Genuine.RANDOM,
                NEAR,
                "secret_access_key",
                "SECRET_ACCESS_KEY",
                "ecretAccessKey");
        add(
                "secret access key (S3 or AWS)",
                "(?i)aws_?secret_?key[\"']?[ \\t]*[:=][ \\t]*[\"']?([A-Za-z0-9/+=_-]{40})(?:[^A-Za-z0-9/+=_-]|$)",
                Genuine.RANDOM,
                NEAR,
                "aws_secret_key",
                "AWS_SECRET_KEY",
                "awsSecretKey");
        add(
                "service account key (Google Cloud)",
                "(?s)\"type\"\\s*:\\s*\"service_account\".{0,800}?\"private_key\"\\s*:\\s*\"-----BEGIN[ A-Z]{1,30}-----([A-Za-z0-9+/\\\\]{60})",
                Genuine.RANDOM,
                FAR,
                "service_account");
        add(
                "service account key (Yandex Cloud)",
                "(?s)Yandex\\.Cloud SA Key ID.{0,80}?-----BEGIN[ A-Z]{1,30}-----([A-Za-z0-9+/\\\\]{60})",
                Genuine.RANDOM,
                NEAR,
                "Yandex.Cloud SA Key ID");
        add(
                "OAuth refresh token",
                "\"refresh_?[tT]oken\"\\s*:\\s*\"([^\"\\s]{20,})\"",
                Genuine.RANDOM,
                FAR,
                "\"refresh_token\"",
                "\"refreshToken\"");
        add(
                "IAM token (Yandex Cloud)",
                "(?:^|[^A-Za-z0-9_.-])(t1\\.[A-Za-z0-9_-]{20,}={0,2}\\.[A-Za-z0-9_-]{80,90}={0,2})",
                Genuine.RANDOM_RUN,
                600,
                "t1.");
        add(
                "client secret (Azure)",
                "([A-Za-z0-9_~.-]{3}[0-9]Q~[A-Za-z0-9_~.-]{31,34})(?:[^A-Za-z0-9_~.-]|$)",
                Genuine.RANDOM_RUN,
                NEAR,
                "7Q~",
                "8Q~");
        add("storage account key (Azure)", "AccountKey=([A-Za-z0-9+/]{86}==)", Genuine.RANDOM, NEAR, "AccountKey=");
        add(
                "shared access key (Azure)",
                "SharedAccessKey=([A-Za-z0-9+/]{43}=)",
                Genuine.RANDOM,
                NEAR,
                "SharedAccessKey=");
        add(
                "shared access signature (Azure)",
                "[?&]sv=20[0-9-]{8}&[^\\s\"']{0,300}sig=([A-Za-z0-9%+/]{43,60}(?:=|%3[dD]))",
                Genuine.RANDOM,
                600,
                "?sv=20",
                "&sv=20");
        add("password (OpenStack)", "OS_PASSWORD=[\"']?([^\\s\"']{4,})", Genuine.CHOSEN, NEAR, "OS_PASSWORD=");
        add(
                "token (Terraform Cloud)",
                "([A-Za-z0-9]{14}\\.atlasv1\\.[A-Za-z0-9_-]{60,100})",
                Genuine.RANDOM,
                NEAR,
                ".atlasv1.");
        add(
                "API key (OpenAI)",
                "(sk-[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20})(?:[^A-Za-z0-9]|$)",
                Genuine.RANDOM,
                NEAR,
                "T3BlbkFJ");
        add("license key (MaxMind)", "([A-Za-z0-9]{6}_[A-Za-z0-9]{29}_mmk)", Genuine.RANDOM, NEAR, "_mmk");
        add(
                "token (Telegram bot)",
                "api\\.telegram\\.org/bot([0-9]{8,10}:[A-Za-z0-9_-]{35})",
                Genuine.RANDOM,
                NEAR,
                "api.telegram.org/bot");
    }

    private void files() {
        add(
                "registry password (docker)",
                "\"auth\"\\s*:\\s*\"([A-Za-z0-9+/_-]{8,}={0,2})\"",
                Genuine.USER_AND_PASSWORD,
                FAR,
                "\"auth\"");
        add(
                "identity token (docker)",
                "\"identitytoken\"\\s*:\\s*\"([^\"\\s]{20,})\"",
                Genuine.RANDOM,
                FAR,
                "\"identitytoken\"");
        add(
                "client key (kubeconfig)",
                "client-key-data:\\s*\"?([A-Za-z0-9+/=]{100,})",
                Genuine.RANDOM,
                FAR,
                "client-key-data:");
        add(
                "token (kubeconfig)",
                "token:\\s*[\"']?([A-Za-z0-9._-]{20,})",
                Where.KUBECONFIG,
                Genuine.RANDOM,
                FAR,
                "token:");
        add(
                "password (kubeconfig)",
                "password:[ \\t]*[\"']?([^\\s\"']{4,})",
                Where.KUBECONFIG,
                Genuine.CHOSEN,
                NEAR,
                "password:");
        add(
                "service account token (Kubernetes)",
                "(eyJ[A-Za-z0-9_-]{10,}\\.eyJ[A-Za-z0-9_-]{20,}\\.[A-Za-z0-9_-]{20,})",
                Genuine.SERVICE_TOKEN,
                FAR,
                "eyJhbGciOi");
        add(
                "bootstrap token (Kubernetes)",
                "--token[ =]([a-z0-9]{6}\\.[a-z0-9]{16})(?:[^a-z0-9]|$)",
                Genuine.RANDOM,
                NEAR,
                "kubeadm join");
        add(
                "token (npm configuration)",
                "_auth(?:Token)?[ \\t]*=[ \\t]*\"?([A-Za-z0-9+/=_.-]{16,})",
                Where.NPM,
                Genuine.RANDOM,
                1200,
                "_auth");
        add(
                "join token (Docker Swarm)",
                "(SWMTKN-1-[a-z0-9]{40,60}-[a-z0-9]{20,30})",
                Genuine.RANDOM,
                NEAR,
                "SWMTKN-1-");
        add("Ceph key", "key[ \\t]*=[ \\t]*(AQ[A-Za-z0-9+/]{36}==)", Genuine.RANDOM, NEAR, "= AQ");
    }

    private void addresses() {
        add(
                "password in an address",
                "://[^\\s:/@\"']{0,200}:([^\\s/@\"']{3,})@",
                Where.ADDRESSES,
                Genuine.CHOSEN,
                800,
                "://");
        application(
                "password in a database's address",
                "(?i)(?:^|[^a-z0-9])(?:postgres|postgresql|mysql|mariadb|mongodb|redis|rediss|amqp|amqps|mssql|sqlserver|clickhouse|cockroachdb)(?:\\+[a-z0-9]+)?://[^\\s:/@\"'<>]{0,100}:([^\\s/@\"'<>]{3,})@[^\\s\"'<>]+",
                Where.OUTSIDE_LIBRARIES,
                Genuine.CHOSEN_WELL,
                NEAR,
                "postgres://",
                "postgresql://",
                "postgresql+psycopg2://",
                "postgresql+asyncpg://",
                "mysql://",
                "mysql+pymysql://",
                "mysql2://",
                "mariadb://",
                "mongodb://",
                "mongodb+srv://",
                "redis://",
                "rediss://",
                "amqp://",
                "amqps://",
                "mssql://",
                "sqlserver://",
                "clickhouse://",
                "cockroachdb://");
        add(
                "password in an address",
                "(?i)(?:ldap|ldaps|smtp|smtps|ftp|ftps|sftp|imap|imaps|mqtt|mqtts|nats)://[^\\s:/@\"'<>]{0,100}:([^\\s/@\"'<>]{3,})@[^\\s\"'<>]+",
                Where.OUTSIDE_LIBRARIES,
                Genuine.CHOSEN_WELL,
                NEAR,
                "ldap://",
                "ldaps://",
                "smtp://",
                "smtps://",
                "ftp://",
                "ftps://",
                "sftp://",
                "imap://",
                "imaps://",
                "mqtt://",
                "mqtts://",
                "nats://");
        add(
                "bearer token",
                "(?i)authorization:[ \\t]*(?:bearer|token)[ \\t]+([A-Za-z0-9._~+/=-]{20,})",
                Where.OUTSIDE_LIBRARIES,
                Genuine.RANDOM,
                2000,
                "uthorization: ");
        add(
                "password of HTTP's basic authentication",
                "(?i)authorization:[ \\t]*basic[ \\t]+([A-Za-z0-9+/]{8,}={0,2})",
                Where.OUTSIDE_LIBRARIES,
                Genuine.USER_AND_PASSWORD,
                600,
                "uthorization: ");
    }

    /** What was typed at a prompt, or stands in a script. */
    private void commands() {
        application(
                "password in a command",
                "mysql(?:admin|dump|import|sh)?(?:[ \\t][^\\n|;]{0,200}?)?[ \\t]-p[\"']?([^\\s'\"-][^\\s'\"]{3,})",
                Where.COMMANDS,
                Genuine.CHOSEN_WELL,
                300,
                "mysql ",
                "mysqldump ",
                "mysqladmin ");
        application(
                "password in a command",
                "sshpass[ \\t]+-p[ \\t]*[\"']?([^\\s'\"]{3,})",
                Where.COMMANDS,
                Genuine.CHOSEN_WELL,
                NEAR,
                "sshpass ");
        application(
                "password in a command",
                "(?:PGPASSWORD|MYSQL_PWD|SSHPASS|REDISCLI_AUTH|RESTIC_PASSWORD|BORG_PASSPHRASE|RCLONE_CONFIG_PASS)=[\"']?([^\\s'\";]{3,})",
                Where.COMMANDS,
                Genuine.CHOSEN_WELL,
                NEAR,
                "PGPASSWORD=",
                "MYSQL_PWD=",
                "SSHPASS=",
                "REDISCLI_AUTH=",
                "RESTIC_PASSWORD=",
                "BORG_PASSPHRASE=",
                "RCLONE_CONFIG_PASS=");
        application(
                "password in a command",
                "curl[ \\t][^\\n|;]{0,300}?(?:-u|--user)[ =]*[\"']?[^\\s:'\"]{1,80}:([^\\s'\"]{3,})",
                Where.COMMANDS,
                Genuine.CHOSEN_WELL,
                500,
                "curl ");
        application(
                "password in a command",
                "(?:login|auth)[ \\t][^\\n|;]{0,200}?(?:-p[ =]?|--password[ =])[\"']?([^\\s'\"-][^\\s'\"]{3,})",
                Where.COMMANDS,
                Genuine.CHOSEN_WELL,
                300,
                "docker login ",
                "podman login ",
                "helm registry login ",
                "az login ");
        application(
                "password in a command",
                "redis-cli[ \\t][^\\n|;]{0,200}?-a[ \\t]+[\"']?([^\\s'\"]{3,})",
                Where.COMMANDS,
                Genuine.CHOSEN_WELL,
                300,
                "redis-cli ");
        application(
                "password in a command",
                "-pass(?:in|out)?[ =]*pass:([^\\s'\"]{3,})",
                Where.COMMANDS,
                Genuine.CHOSEN_WELL,
                NEAR,
                " pass:");
        application(
                "password in a command",
                "echo[ \\t]+[\"']?[^\\s:'\"]{1,40}:([^\\s'\"]{3,})[\"']?[ \\t]*\\|[ \\t]*(?:sudo[ \\t]+)?chpasswd",
                Where.COMMANDS,
                Genuine.CHOSEN_WELL,
                NEAR,
                "| chpasswd",
                "|chpasswd",
                "| sudo chpasswd");
        application(
                "password in a command",
                "(?i)identified[ \\t]+(?:with[ \\t]+[a-z0-9_]+[ \\t]+)?by[ \\t]+'([^'\\n]{3,})'",
                Where.COMMANDS,
                Genuine.CHOSEN_WELL,
                NEAR,
                "IDENTIFIED ",
                "identified ");
        application(
                "password in a command",
                "(?i)(?:create|alter)[ \\t]+(?:user|role)[ \\t][^\\n;]{0,200}?password[ \\t]+'([^'\\n]{3,})'",
                Where.COMMANDS,
                Genuine.CHOSEN_WELL,
                NEAR,
                "PASSWORD '",
                "password '");
        application(
                "password in a command",
                "(?:wget|ldapsearch|ldapadd|ldapmodify|smbclient|mount|xfreerdp|mongo|mongosh|mongodump|psql|sqlcmd|keytool)[ \\t][^\\n|;]{0,300}?(?:--(?:http-|ftp-|proxy-)?password[ =]|--pass[ =]|-storepass[ ]|-w[ \\t]|/p:|password=|-P[ \\t])[\"']?([^\\s'\",-][^\\s'\",]{3,})",
                Where.COMMANDS,
                Genuine.CHOSEN_WELL,
                500,
                "wget ",
                "ldapsearch ",
                "ldapadd ",
                "ldapmodify ",
                "smbclient ",
                "mount -t cifs",
                "xfreerdp ",
                "mongosh ",
                "mongodump ",
                "sqlcmd ",
                "keytool ");
    }
}

package org.imginspect.facts.secrets;

import static org.imginspect.facts.secrets.ConfigurationForm.Trait.CODE;
import static org.imginspect.facts.secrets.ConfigurationForm.Trait.KNOWN;
import static org.imginspect.facts.secrets.ConfigurationForm.Trait.NO_COMMENTS;
import static org.imginspect.facts.secrets.ConfigurationForm.Trait.SPACES;
import static org.imginspect.facts.secrets.ConfigurationForm.Trait.WHOLE_LINE;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.imginspect.facts.secrets.ConfigurationForm.Trait;

/** Which form a file has, by its path. */
final class ConfigurationForms {
    private static final SecretHit.Category APPLICATION = SecretHit.Category.APPLICATION;
    private static final SecretHit.Category CREDENTIAL = SecretHit.Category.CREDENTIAL;

    private static final ConfigurationForm NETRC =
            ConfigurationForm.of("password (netrc)", CREDENTIAL, KNOWN, SPACES, WHOLE_LINE);
    private static final ConfigurationForm MYSQL = app("password (MySQL option file)", KNOWN, WHOLE_LINE);
    private static final ConfigurationForm NETWORK = app("password of a network", KNOWN, WHOLE_LINE)
            .naming(
                    "psk",
                    "wep-key0",
                    "leap-password",
                    "private-key-password",
                    "wpa-psk",
                    "wpa_passphrase",
                    "pin",
                    "preshared-key",
                    "wpa-password");
    private static final ConfigurationForm DOTENV = app("secret (.env)", KNOWN).naming("app_key", "secret_key");
    private static final ConfigurationForm ENVIRONMENT = app("secret (environment)");
    private static final ConfigurationForm SPRING = app("secret (Spring configuration)", KNOWN);
    private static final ConfigurationForm DOTNET =
            app("secret (.NET configuration)", KNOWN).naming("cleartextpassword");
    private static final ConfigurationForm COMPOSE = app("secret (docker-compose)", KNOWN);
    private static final ConfigurationForm DJANGO = app("secret (Django settings)", KNOWN, CODE);
    private static final ConfigurationForm TOMCAT = app("password (Tomcat)", KNOWN);
    private static final ConfigurationForm STATE =
            ConfigurationForm.of("value in Terraform's state", CREDENTIAL, KNOWN, NO_COMMENTS);
    private static final ConfigurationForm VARIABLES =
            ConfigurationForm.of("value in Terraform's variables", CREDENTIAL, KNOWN);
    private static final ConfigurationForm OPENSTACK = ConfigurationForm.of("password (OpenStack)", CREDENTIAL, KNOWN);
    private static final ConfigurationForm DIRECTORY = app("password of a directory service", KNOWN, SPACES, WHOLE_LINE)
            .naming("bindpw", "rootpw", "rootpwmodpw", "olcrootpw", "ldap_default_authtok", "ipa_hostname_password");
    private static final ConfigurationForm MAIL =
            app("password (mail)", KNOWN, SPACES, WHOLE_LINE).naming("authpass", "imap_pass", "smtp_pass");
    private static final ConfigurationForm MONITORING =
            app("password (Zabbix)", KNOWN).naming("dbpassword", "tlspskidentity");
    private static final ConfigurationForm BACKUP = app("password (backup)", KNOWN, WHOLE_LINE);
    private static final ConfigurationForm VPN =
            app("secret (VPN)", KNOWN, SPACES).naming("psk", "presharedkey", "eap", "xauth", "ntlm");
    private static final ConfigurationForm DNS = app("key (DNS)", KNOWN, SPACES);
    private static final ConfigurationForm CIFS = app("password (SMB)", KNOWN, WHOLE_LINE);
    private static final ConfigurationForm GENERIC = app("secret (configuration)");
    private static final ConfigurationForm PROGRAM = app("secret (program's settings)", CODE);
    private static final ConfigurationForm SHELL = app("secret (shell)");

    private static final Map<String, ConfigurationForm> NAMES = names();
    private static final Map<String, ConfigurationForm> ENDINGS = Map.ofEntries(
            Map.entry("env", DOTENV),
            Map.entry("tfstate", STATE),
            Map.entry("tfvars", VARIABLES),
            Map.entry("smbcredentials", CIFS),
            Map.entry("nmconnection", NETWORK),
            Map.entry("psk", NETWORK.naming("passphrase", "presharedkey")),
            Map.entry("keyring", app("Ceph key", KNOWN).naming("key")),
            Map.entry("properties", GENERIC),
            Map.entry("yml", GENERIC),
            Map.entry("yaml", GENERIC),
            Map.entry("json", GENERIC),
            Map.entry("toml", GENERIC),
            Map.entry("ini", GENERIC),
            Map.entry("conf", GENERIC),
            Map.entry("config", GENERIC),
            Map.entry("cfg", GENERIC),
            Map.entry("cnf", GENERIC),
            Map.entry("xml", GENERIC),
            Map.entry("sh", SHELL),
            Map.entry("bash", SHELL),
            Map.entry("service", ENVIRONMENT));

    private static final String[] SAMPLES = {
        "example", "sample", "template", ".dist", "-dist", ".tmpl", ".tpl", ".j2", ".default", ".erb"
    };

    private ConfigurationForms() {}

    private static ConfigurationForm app(String kind, Trait... traits) {
        return ConfigurationForm.of(kind, APPLICATION, traits);
    }

    private static void put(Map<String, ConfigurationForm> names, ConfigurationForm form, String... files) {
        for (String file : files) {
            names.put(file, form);
        }
    }

    private static Map<String, ConfigurationForm> names() {
        Map<String, ConfigurationForm> names = new HashMap<>(400);
        tools(names);
        web(names);
        services(names);
        return names;
    }

    private static void tools(Map<String, ConfigurationForm> names) {
        put(names, NETRC, ".netrc", "_netrc", ".authinfo", "auth.conf");
        put(names, ConfigurationForm.of("password (PyPI configuration)", CREDENTIAL, KNOWN, WHOLE_LINE), ".pypirc");
        put(
                names,
                ConfigurationForm.of("secret key (s3cmd)", CREDENTIAL, KNOWN, WHOLE_LINE)
                        .naming("secret_key", "gpg_passphrase"),
                ".s3cfg");
        put(
                names,
                ConfigurationForm.of("secret (rclone)", CREDENTIAL, KNOWN, WHOLE_LINE)
                        .naming(
                                "pass",
                                "pass2",
                                "password2",
                                "key",
                                "account_key",
                                "service_account_credentials",
                                "sas_url"),
                "rclone.conf");
        put(names, ConfigurationForm.of("credential (gsutil)", CREDENTIAL, KNOWN, WHOLE_LINE), ".boto");
        put(names, OPENSTACK, "clouds.yaml", "clouds.yml", "secure.yaml", "secure.yml");
        put(
                names,
                ConfigurationForm.of("token (Terraform)", CREDENTIAL, KNOWN),
                ".terraformrc",
                "credentials.tfrc.json");
        put(names, ConfigurationForm.of("password (Maven)", CREDENTIAL, KNOWN), "settings-security.xml");
        put(
                names,
                ConfigurationForm.of("password (NuGet)", CREDENTIAL, KNOWN).naming("cleartextpassword"),
                "nuget.config");
        put(names, MYSQL, ".my.cnf", "my.cnf", "debian.cnf", ".mylogin.cnf", "client.cnf");
        put(
                names,
                MAIL,
                ".fetchmailrc",
                ".msmtprc",
                "msmtprc",
                "ssmtp.conf",
                ".mailrc",
                ".muttrc",
                ".esmtprc",
                "revaliases",
                ".mbsyncrc",
                ".offlineimaprc");
        put(names, CIFS, ".smbcredentials", ".cifs", ".smb", "smbcredentials");
        put(
                names,
                SHELL,
                ".bashrc",
                ".bash_profile",
                ".profile",
                ".zshrc",
                ".zshenv",
                ".bash_aliases",
                ".envrc",
                ".bash_history",
                ".zsh_history",
                ".sh_history",
                ".ash_history",
                ".history",
                ".histfile",
                "bash.bashrc",
                "profile",
                "rc.local",
                "crontab");
        put(names, app("secret (Docker build)", SPACES), "dockerfile", "containerfile");
    }

    private static void web(Map<String, ConfigurationForm> names) {
        put(
                names,
                app("secret (WordPress)", KNOWN, CODE)
                        .naming("auth_key", "secure_auth_key", "logged_in_key", "nonce_key", "auth_salt"),
                "wp-config.php");
        put(names, app("password (Drupal)", KNOWN, CODE), "settings.php", "settings.local.php");
        put(
                names,
                app("password (MediaWiki)", KNOWN, CODE).naming("wgdbpassword", "wgsecretkey", "wgupgradekey"),
                "localsettings.php");
        put(names, app("password (Joomla)", KNOWN, CODE), "configuration.php");
        put(
                names,
                app("password (phpMyAdmin)", KNOWN, CODE).naming("blowfish_secret", "controlpass", "dbpass"),
                "config.inc.php",
                "config-db.php");
        put(
                names,
                app("secret (PHP application)", KNOWN, CODE)
                        .naming("dbpass", "dbpassword", "passwordsalt", "secret", "des_key"),
                "config.php",
                "env.php",
                "database.php",
                "db.php",
                "parameters.php",
                "config_db.php",
                "credentials.php",
                "secrets.php");
        put(names, app("secret (Symfony)", KNOWN), "parameters.yml", "parameters.yaml");
        put(
                names,
                DJANGO,
                "settings.py",
                "local_settings.py",
                "settings_local.py",
                "production.py",
                "config.py",
                "secrets.py",
                "credentials.py",
                "superset_config.py",
                "config_local.py");
        put(names, app("secret (Rails)", KNOWN).naming("secret_key_base"), "database.yml", "secrets.yml");
        put(
                names,
                SPRING,
                "application.properties",
                "application.yml",
                "application.yaml",
                "bootstrap.yml",
                "bootstrap.properties",
                "hibernate.cfg.xml",
                "hibernate.properties",
                "persistence.xml",
                "jdbc.properties",
                "database.properties",
                "db.properties",
                "log4j2.xml",
                "applicationcontext.xml");
        put(
                names,
                DOTNET,
                "appsettings.json",
                "web.config",
                "app.config",
                "connectionstrings.config",
                "machine.config",
                "secrets.json");
        put(
                names,
                COMPOSE,
                "docker-compose.yml",
                "docker-compose.yaml",
                "compose.yml",
                "compose.yaml",
                "docker-compose.override.yml",
                "docker-compose.prod.yml",
                "docker-stack.yml");
        put(names, TOMCAT, "tomcat-users.xml", "server.xml", "context.xml");
        put(
                names,
                app("password (JBoss)", KNOWN),
                "standalone.xml",
                "domain.xml",
                "mgmt-users.properties",
                "application-users.properties",
                "login-config.xml");
        put(names, app("secret (GitLab)", KNOWN, CODE), "gitlab.rb");
        put(
                names,
                app("secret (GitLab)", KNOWN).naming("db_key_base", "otp_key_base", "openid_connect_signing_key"),
                "gitlab-secrets.json",
                "gitlab.yml");
        put(
                names,
                app("secret (Gitea)", KNOWN, WHOLE_LINE)
                        .naming("passwd", "internal_token", "jwt_secret", "lfs_jwt_secret", "secret_key"),
                "app.ini");
        put(
                names,
                app("secret (Node.js configuration)", KNOWN),
                "local.json",
                "production.json",
                "ecosystem.config.js",
                "config.json",
                "credentials.json");
    }

    private static void services(Map<String, ConfigurationForm> names) {
        put(
                names,
                app("password (Redis)", KNOWN, SPACES)
                        .naming("requirepass", "masterauth", "auth-pass", "sentinel-pass"),
                "redis.conf",
                "sentinel.conf",
                "valkey.conf",
                "users.acl",
                "keydb.conf");
        put(
                names,
                app("password (RabbitMQ)", KNOWN).naming("default_pass", "password_hash"),
                "rabbitmq.conf",
                "rabbitmq.config",
                "advanced.config",
                "definitions.json",
                "rabbitmq-env.conf");
        put(names, app("password (MongoDB)", KNOWN), "mongod.conf", "mongos.conf", "mongodb.conf");
        put(
                names,
                app("password (PostgreSQL pooler)", KNOWN),
                "pgbouncer.ini",
                "pgpool.conf",
                "pcp.conf",
                "patroni.yml",
                "recovery.conf",
                "postgresql.auto.conf",
                ".pg_service.conf",
                "pg_service.conf");
        put(
                names,
                app("password (Grafana)", KNOWN, WHOLE_LINE).naming("admin_password", "secret_key"),
                "grafana.ini",
                "custom.ini");
        put(
                names,
                app("password (Elastic)", KNOWN),
                "elasticsearch.yml",
                "kibana.yml",
                "logstash.yml",
                "filebeat.yml",
                "metricbeat.yml",
                "opensearch.yml",
                "opensearch_dashboards.yml");
        put(names, app("password (InfluxDB, Telegraf)", KNOWN), "influxdb.conf", "telegraf.conf");
        put(
                names,
                app("password (Prometheus)", KNOWN),
                "prometheus.yml",
                "alertmanager.yml",
                "web-config.yml",
                "blackbox.yml",
                "postgres_exporter.yml");
        put(
                names,
                MONITORING,
                "zabbix_server.conf",
                "zabbix_proxy.conf",
                "zabbix_agentd.conf",
                "zabbix_agent2.conf",
                "zabbix.conf.php");
        put(
                names,
                DIRECTORY,
                "slapd.conf",
                "ldap.conf",
                "pam_ldap.conf",
                "nslcd.conf",
                "libnss-ldap.conf",
                ".ldaprc",
                "nss_ldap.conf");
        put(
                names,
                app("password of a directory service", KNOWN, WHOLE_LINE).naming("ldap_default_authtok"),
                "sssd.conf");
        put(names, app("password (HAProxy)", KNOWN, SPACES).naming("insecure-password"), "haproxy.cfg");
        put(names, app("password (keepalived)", KNOWN, SPACES).naming("auth_pass"), "keepalived.conf");
        put(
                names,
                BACKUP,
                "bacula-dir.conf",
                "bacula-fd.conf",
                "bacula-sd.conf",
                "bconsole.conf",
                "bareos-dir.conf",
                "duplicity.conf",
                "restic.env",
                "borgmatic.yaml");
        put(names, VPN, "ipsec.secrets", "swanctl.conf", "strongswan.conf");
        put(
                names,
                DNS,
                "rndc.key",
                "rndc.conf",
                "named.conf",
                "named.conf.local",
                "named.conf.keys",
                "ddclient.conf",
                "inadyn.conf",
                "knot.conf",
                "pdns.conf",
                "tsig.key");
        put(names, app("secret (RADIUS)", KNOWN), "clients.conf", "radiusclient.conf", "proxy.conf");
        put(
                names,
                app("secret (Asterisk)", KNOWN),
                "manager.conf",
                "sip.conf",
                "pjsip.conf",
                "iax.conf",
                "res_odbc.conf",
                "cdr_mysql.conf",
                "voicemail.conf");
        put(names, app("secret (TURN server)", KNOWN).naming("static-auth-secret", "cli-password"), "turnserver.conf");
        put(
                names,
                app("secret (Matrix)", KNOWN)
                        .naming("macaroon_secret_key", "registration_shared_secret", "form_secret"),
                "homeserver.yaml");
        put(
                names,
                app("password (Dovecot, Postfix)", KNOWN).naming("connect"),
                "dovecot-sql.conf.ext",
                "dovecot-ldap.conf.ext",
                "dovecot-sql.conf");
        put(
                names,
                app("password (game server)", KNOWN).naming("rcon.password", "rcon_password", "sv_password"),
                "server.properties",
                "server.cfg");
        put(names, app("secret (Home Assistant)", KNOWN), "secrets.yaml");
        put(names, app("secret (Jenkins)", KNOWN), "credentials.xml");
        put(names, app("password (SonarQube)", KNOWN), "sonar.properties");
        put(names, app("secret (Kafka)", KNOWN), "kafka_server_jaas.conf", "jaas.conf", "kafka_client_jaas.conf");
        put(
                names,
                app("secret (Consul, Nomad)", KNOWN).naming("encrypt", "default", "agent", "initial_management"),
                "consul.hcl",
                "nomad.hcl",
                "consul.json");
        put(names, app("password (mount)", KNOWN), "fstab");
        put(names, app("secret (DRBD)", KNOWN, SPACES).naming("shared-secret"), "global_common.conf");
        put(
                names,
                app("password (proxy)", KNOWN, SPACES).naming("cache_peer"),
                "squid.conf",
                "proxychains.conf",
                "cntlm.conf");
        put(names, ENVIRONMENT, "environment");
    }

    /** The form of the file with this path; empty if nothing in it is looked at that has no form of its own. */
    static Optional<ConfigurationForm> of(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
        if (isSample(name)) {
            return Optional.empty();
        }
        ConfigurationForm form = NAMES.get(name);
        if (form != null && (!Where.isLibrary(path) || path.contains("/wp-config.php"))) {
            return Optional.of(form);
        }
        Optional<ConfigurationForm> placed = byPlace(path, name);
        if (placed.isPresent() || Where.isLibrary(path)) {
            return placed;
        }
        return byName(name);
    }

    private static Optional<ConfigurationForm> byName(String name) {
        if (name.startsWith(".env")) {
            return Optional.of(DOTENV);
        }
        if (name.startsWith("appsettings.")) {
            return Optional.of(DOTNET);
        }
        if (name.startsWith("application-")
                && (name.endsWith(".yml") || name.endsWith(".properties") || name.endsWith(".yaml"))) {
            return Optional.of(SPRING);
        }
        if (name.startsWith("docker-compose") || name.startsWith("compose.")) {
            return Optional.of(COMPOSE);
        }
        if (name.startsWith("dockerfile") || name.endsWith("_history")) {
            return Optional.of(SHELL);
        }
        if (name.startsWith("wpa_supplicant")) {
            return Optional.of(NETWORK);
        }
        if (name.endsWith(".tfstate.backup")) {
            return Optional.of(STATE);
        }
        if (name.endsWith(".auto.tfvars.json") || name.endsWith(".tfvars.json")) {
            return Optional.of(VARIABLES);
        }
        String ending = name.substring(name.lastIndexOf('.') + 1);
        ConfigurationForm form = name.indexOf('.') < 0 ? null : ENDINGS.get(ending);
        if (form != null) {
            return Optional.of(form);
        }
        boolean program = ending.equals("php")
                || ending.equals("py")
                || ending.equals("rb")
                || ending.equals("js")
                || ending.equals("ts");
        return program && isSettings(name) ? Optional.of(PROGRAM) : Optional.empty();
    }

    private static Optional<ConfigurationForm> byPlace(String path, String name) {
        if (path.startsWith("/etc/NetworkManager/system-connections/")
                || path.startsWith("/etc/netplan/")
                || path.startsWith("/etc/network/interfaces")
                || path.startsWith("/var/lib/iwd/")
                || path.startsWith("/var/lib/connman/")
                || path.startsWith("/etc/hostapd/")
                || path.startsWith("/etc/wpa_supplicant/")
                || path.startsWith("/etc/sysconfig/network-scripts/keys-")) {
            return Optional.of(NETWORK.naming(
                    "psk",
                    "passphrase",
                    "wep-key0",
                    "leap-password",
                    "private-key-password",
                    "wpa-psk",
                    "wpa_passphrase",
                    "wpa_psk_passphrase"));
        }
        if (path.startsWith("/etc/apt/auth.conf.d/")) {
            return Optional.of(NETRC);
        }
        if (path.startsWith("/etc/mysql/") || path.startsWith("/etc/my.cnf.d/")) {
            return Optional.of(MYSQL);
        }
        if (path.startsWith("/etc/sssd/") || path.startsWith("/etc/openldap/") || path.startsWith("/etc/ldap/")) {
            return Optional.of(DIRECTORY);
        }
        if (path.startsWith("/etc/swanctl/")
                || path.startsWith("/etc/ipsec.d/")
                || path.startsWith("/etc/strongswan/")) {
            return Optional.of(VPN);
        }
        if (path.startsWith("/etc/bareos/") || path.startsWith("/etc/bacula/")) {
            return Optional.of(BACKUP);
        }
        if (path.startsWith("/etc/bind/") || path.startsWith("/etc/named/")) {
            return Optional.of(DNS);
        }
        if (path.startsWith("/etc/samba/") || path.startsWith("/etc/cifs") || path.contains("/.smb")) {
            return Optional.of(CIFS);
        }
        if (path.endsWith("/.gem/credentials") || path.endsWith("/.local/share/gem/credentials")) {
            return Optional.of(ConfigurationForm.of("API key (RubyGems)", CREDENTIAL, KNOWN)
                    .naming("rubygems_api_key"));
        }
        if (path.contains("/.cargo/credentials")) {
            return Optional.of(ConfigurationForm.of("token (crates.io)", CREDENTIAL, KNOWN));
        }
        if (path.endsWith("/.m2/settings.xml")) {
            return Optional.of(ConfigurationForm.of("password (Maven)", CREDENTIAL, KNOWN));
        }
        if (path.endsWith("/.mc/config.json") || path.endsWith("/.minio/config.json")) {
            return Optional.of(ConfigurationForm.of("secret key (MinIO client)", CREDENTIAL, KNOWN)
                    .naming("secretkey"));
        }
        if (path.endsWith("/.composer/auth.json") || path.endsWith("/composer/auth.json")) {
            return Optional.of(ConfigurationForm.of("password (Composer)", CREDENTIAL, KNOWN));
        }
        if (path.contains("/.azure/") || path.contains("/.aws/sso/cache/")) {
            return Optional.of(ConfigurationForm.of("token (cloud command line)", CREDENTIAL, KNOWN));
        }
        if (path.contains("/.oci/") && name.equals("config")) {
            return Optional.of(ConfigurationForm.of("pass phrase (Oracle Cloud)", CREDENTIAL, KNOWN)
                    .naming("pass_phrase"));
        }
        if (path.endsWith("/doctl/config.yaml")) {
            return Optional.of(ConfigurationForm.of("token (doctl)", CREDENTIAL, KNOWN));
        }
        if (path.endsWith("/gh/hosts.yml") || path.endsWith("/glab-cli/config.yml") || path.endsWith("/.config/hub")) {
            return Optional.of(ConfigurationForm.of("token (forge's command line)", CREDENTIAL, KNOWN));
        }
        if (path.endsWith("/helm/repositories.yaml")) {
            return Optional.of(ConfigurationForm.of("password (Helm)", CREDENTIAL, KNOWN));
        }
        if (path.startsWith("/etc/default/") || path.startsWith("/etc/sysconfig/") || path.startsWith("/etc/conf.d/")) {
            return Optional.of(ENVIRONMENT);
        }
        if (path.startsWith("/etc/profile.d/") || path.startsWith("/etc/cron") || path.startsWith("/var/spool/cron/")) {
            return Optional.of(SHELL);
        }
        if (path.startsWith("/etc/postfix/") && name.endsWith(".cf")) {
            return Optional.of(app("password (Dovecot, Postfix)", KNOWN));
        }
        return Optional.empty();
    }

    private static boolean isSettings(String name) {
        return name.contains("config")
                || name.contains("setting")
                || name.contains("secret")
                || name.contains("credential")
                || name.contains("database")
                || name.startsWith("db");
    }

    private static boolean isSample(String name) {
        for (String sample : SAMPLES) {
            if (name.contains(sample)) {
                return true;
            }
        }
        return false;
    }
}

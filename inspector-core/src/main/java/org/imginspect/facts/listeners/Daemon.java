package org.imginspect.facts.listeners;

import java.util.List;

/**
 * A daemon that is known to open ports.
 *
 * @param units the names of its unit, without suffix
 * @param files where its configuration lies; patterns of glob(7)
 * @param syntax how that says what it listens on
 * @param ports what it listens on if nothing is said: {@code 80/tcp}, {@code 127.0.0.1:6379/tcp}
 */
record Daemon(List<String> units, List<String> files, Syntax syntax, List<String> ports) {
    /** How a configuration says what a daemon listens on. */
    enum Syntax {
        /** It is not read: the ports are those of the protocol. */
        FIXED,
        /** {@code listen 80;} */
        NGINX,
        /** {@code Listen 80} */
        APACHE,
        /** {@code port = 3306}, {@code bind-address = …}, {@code skip-networking}, below {@code [mysqld]}. */
        MYSQL,
        /** {@code listen_addresses = '…'}, {@code port = 5432} */
        POSTGRESQL,
        /** {@code bind …}, {@code port 6379} */
        REDIS,
        /** {@code port: 27017}, {@code bindIp: …}, or {@code port = } and {@code bind_ip = } */
        MONGODB,
        /** {@code inet_interfaces = loopback-only} */
        POSTFIX,
        /** {@code dc_local_interfaces='127.0.0.1 ; ::1'} */
        EXIM,
        /** {@code Listen localhost:631}, {@code Port 631} */
        CUPS
    }

    static final List<Daemon> ALL = List.of(
            new Daemon(
                    List.of("nginx"),
                    List.of(
                            "/etc/nginx/nginx.conf",
                            "/etc/nginx/conf.d/*.conf",
                            "/etc/nginx/sites-enabled/*",
                            "/etc/nginx/http.d/*.conf"),
                    Syntax.NGINX,
                    List.of("80/tcp")),
            new Daemon(
                    List.of("apache2", "httpd"),
                    List.of(
                            "/etc/apache2/ports.conf",
                            "/etc/apache2/listen.conf",
                            "/etc/apache2/httpd.conf",
                            "/etc/apache2/sites-enabled/*.conf",
                            "/etc/apache2/conf.d/*.conf",
                            "/etc/httpd/conf/httpd.conf",
                            "/etc/httpd/conf.d/*.conf"),
                    Syntax.APACHE,
                    List.of("80/tcp")),
            new Daemon(
                    List.of("mysql", "mysqld", "mariadb"),
                    List.of(
                            "/etc/my.cnf",
                            "/etc/my.cnf.d/*.cnf",
                            "/etc/mysql/my.cnf",
                            "/etc/mysql/conf.d/*.cnf",
                            "/etc/mysql/*.conf.d/*.cnf"),
                    Syntax.MYSQL,
                    List.of("3306/tcp")),
            new Daemon(
                    List.of("postgresql"),
                    List.of(
                            "/etc/postgresql/*/*/postgresql.conf",
                            "/var/lib/pgsql/data/postgresql.conf",
                            "/var/lib/pgsql/*/data/postgresql.conf"),
                    Syntax.POSTGRESQL,
                    List.of("localhost:5432/tcp")),
            new Daemon(
                    List.of("redis", "redis-server", "valkey"),
                    List.of("/etc/redis/redis.conf", "/etc/redis.conf", "/etc/valkey/valkey.conf"),
                    Syntax.REDIS,
                    List.of("127.0.0.1:6379/tcp")),
            new Daemon(
                    List.of("mongod", "mongodb"),
                    List.of("/etc/mongod.conf", "/etc/mongodb.conf"),
                    Syntax.MONGODB,
                    List.of("127.0.0.1:27017/tcp")),
            new Daemon(List.of("postfix"), List.of("/etc/postfix/main.cf"), Syntax.POSTFIX, List.of("25/tcp")),
            new Daemon(
                    List.of("exim4", "exim"),
                    List.of("/etc/exim4/update-exim4.conf.conf"),
                    Syntax.EXIM,
                    List.of("25/tcp")),
            new Daemon(List.of("cups"), List.of("/etc/cups/cupsd.conf"), Syntax.CUPS, List.of("localhost:631/tcp")),
            new Daemon(List.of("cups-browsed"), List.of(), Syntax.FIXED, List.of("631/udp")),
            new Daemon(List.of("avahi-daemon"), List.of(), Syntax.FIXED, List.of("5353/udp")),
            new Daemon(List.of("rpcbind"), List.of(), Syntax.FIXED, List.of("111/tcp", "111/udp")),
            new Daemon(List.of("nfs-server", "nfs-kernel-server"), List.of(), Syntax.FIXED, List.of("2049/tcp")),
            new Daemon(List.of("smbd", "smb"), List.of(), Syntax.FIXED, List.of("139/tcp", "445/tcp")),
            new Daemon(List.of("nmbd", "nmb"), List.of(), Syntax.FIXED, List.of("137/udp", "138/udp")),
            new Daemon(List.of("named", "bind9"), List.of(), Syntax.FIXED, List.of("53/tcp", "53/udp")),
            new Daemon(List.of("vsftpd", "proftpd", "pure-ftpd"), List.of(), Syntax.FIXED, List.of("21/tcp")),
            new Daemon(List.of("snmpd"), List.of(), Syntax.FIXED, List.of("161/udp")),
            new Daemon(List.of("memcached"), List.of(), Syntax.FIXED, List.of("11211/tcp")),
            new Daemon(
                    List.of("rabbitmq-server"), List.of(), Syntax.FIXED, List.of("5672/tcp", "25672/tcp", "4369/tcp")),
            new Daemon(List.of("elasticsearch"), List.of(), Syntax.FIXED, List.of("9200/tcp", "9300/tcp")),
            new Daemon(List.of("cockpit"), List.of(), Syntax.FIXED, List.of("9090/tcp")),
            new Daemon(List.of("xrdp"), List.of(), Syntax.FIXED, List.of("3389/tcp")));
}

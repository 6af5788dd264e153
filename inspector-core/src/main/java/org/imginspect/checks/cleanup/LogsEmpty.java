package org.imginspect.checks.cleanup;

import java.util.Optional;
import org.imginspect.check.Area;
import org.imginspect.check.Check;
import org.imginspect.check.CheckContext;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Level;
import org.imginspect.check.Verdict;
import org.imginspect.error.ImageException;
import org.imginspect.facts.Facts;
import org.imginspect.facts.logs.LoginLogs;
import org.imginspect.facts.packages.PackageFiles;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.Node;

/** Flags logs that are not empty, of the system and of applications. */
final class LogsEmpty implements Check {
    private static final GuestPath LOG = GuestPath.of("/var/log");
    private static final GuestPath JOURNAL = GuestPath.of("/var/log/journal");

    /** What tells which packages were installed when, and of the machine nothing else; the distributions ship some of it. */
    private static final String[] PACKAGE_LOGS = {
        "apt/",
        "dpkg.log",
        "alternatives.log",
        "bootstrap.log",
        "aptitude",
        "unattended-upgrades/",
        "ubuntu-advantage",
        "fontconfig.log",
        "dnf.",
        "dnf5.",
        "hawkey.",
        "yum.log",
        "up2date",
        "zypper.log",
        "zypp/",
        "pk_backend_",
        "pacman.log",
        "apk.log"
    };

    /** What installers write elsewhere: anaconda of Enterprise Linux 6, AutoYaST. */
    private static final String[] INSTALLERS = {"/root/install.log*", "/var/adm/autoinstall/logs"};

    private static final String[] APPLICATIONS = {
        "/opt/*/log",
        "/opt/*/logs",
        "/opt/*/*/log",
        "/opt/*/*/logs",
        "/var/opt/*/log",
        "/usr/local/*/log",
        "/usr/local/*/logs",
        "/srv/*/log",
        "/srv/*/logs",
        "/var/www/*/log",
        "/var/www/*/logs",
        "/var/www/*/storage/logs",
        "/var/named/data/named.run",
        "/var/lib/docker/containers/*/*-json.log*",
        "/var/lib/mysql/*.err",
        "/var/lib/mysql/*-slow.log",
        "/var/lib/pgsql/data/log",
        "/var/lib/pgsql/data/pg_log",
        "/var/lib/pgsql/*/data/log",
        "/var/lib/postgresql/*/*/log"
    };

    private static final Piles.Kind SYSTEM = new Piles.Kind(Level.ERROR, "log file", "log files");
    private static final Piles.Kind PACKAGES =
            new Piles.Kind(Level.WARNING, "log file of the package manager", "log files of the package manager");
    private static final Piles.Kind APPLICATION =
            new Piles.Kind(Level.WARNING, "log file of an application", "log files of applications");

    private static final CheckInfo INFO = new CheckInfo(
            "cleanup.logs-empty",
            Area.CLEANUP,
            Level.ERROR,
            "No log of the build machine is left",
            "find /var/log -type f -exec truncate -s 0 {} +; delete rotated logs, and keep the directories");

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        GuestTree tree = context.tree();
        Facts facts = context.facts();
        Piles piles = new Piles();
        Optional<GuestPath> log = tree.resolve(LOG);
        if (log.isPresent()) {
            system(tree, facts, log.get(), piles);
        }
        for (String pattern : INSTALLERS) {
            piles.collectAll(tree, pattern, (file, node) -> Optional.of(SYSTEM));
        }
        for (String pattern : APPLICATIONS) {
            piles.collectAll(
                    tree,
                    pattern,
                    (file, node) -> (log.isPresent() && file.startsWith(log.get())) || isPackaged(facts, file)
                            ? Optional.empty()
                            : Optional.of(APPLICATION));
        }
        return Verdict.of(piles.findings());
    }

    /** One pile for the files that lie there themselves and one for each directory; the journal and the login records have checks of their own. */
    private static void system(GuestTree tree, Facts facts, GuestPath log, Piles piles) throws ImageException {
        Optional<GuestPath> journal = tree.resolve(JOURNAL);
        tree.walk(log, (path, node) -> {
            if (node.isDirectory()) {
                return !journal.equals(Optional.of(path));
            }
            if (node.isFile() && node.sizeBytes() > 0) {
                add(facts, log, path, node, piles);
            }
            return false;
        });
    }

    private static void add(Facts facts, GuestPath log, GuestPath path, Node node, Piles piles) throws ImageException {
        String below = path.below(log).text().substring(1);
        int slash = below.indexOf('/');
        if (slash < 0 && LoginLogs.isOne(below)) {
            return;
        }
        // openSUSE's systemd explains there where the logs are.
        if (path.name().text().startsWith("README") && isPackaged(facts, path)) {
            return;
        }
        Piles.Kind kind = SYSTEM;
        for (String prefix : PACKAGE_LOGS) {
            if (below.startsWith(prefix)) {
                kind = PACKAGES;
            }
        }
        piles.add(kind, slash < 0 ? log : log.resolve(path.below(log).names().get(0)), path, node.sizeBytes());
    }

    private static boolean isPackaged(Facts facts, GuestPath file) throws ImageException {
        Optional<PackageFiles> packages = facts.find(PackageFiles.class);
        return packages.isPresent() && packages.get().owner(file) == PackageFiles.Owner.PACKAGE;
    }
}

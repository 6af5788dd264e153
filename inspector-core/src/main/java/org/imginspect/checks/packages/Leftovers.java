package org.imginspect.checks.packages;

import java.util.List;
import java.util.Optional;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.error.ImageException;
import org.imginspect.facts.packages.Packages;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.Node;

/** Journals, locks and unfinished transactions of package managers. */
final class Leftovers {
    private static final GuestPath UPDATES = GuestPath.of("/var/lib/dpkg/updates");
    private static final GuestPath UNPACKING = GuestPath.of("/var/lib/dpkg/tmp.ci");
    private static final GuestPath TRIGGERS = GuestPath.of("/var/lib/dpkg/triggers/Unincorp");
    private static final GuestPath YUM = GuestPath.of("/var/lib/yum");
    private static final GuestPath VAR_LIB = GuestPath.of("/var/lib");
    private static final GuestPath RPM = GuestPath.of("/var/lib/rpm");
    private static final GuestPath SYSTEM_UPDATE = GuestPath.of("/system-update");
    private static final GuestPath PACMAN_LOCK = GuestPath.of("/var/lib/pacman/db.lck");
    private static final GuestPath[] APK = {GuestPath.of("/lib/apk/db"), GuestPath.of("/usr/lib/apk/db")};

    /** Process ids of dnf that ran when the image was made. */
    private static final GuestPath[] DNF_LOCKS = {
        GuestPath.of("/var/lib/dnf/rpmdb_lock.pid"),
        GuestPath.of("/var/cache/dnf/metadata_lock.pid"),
        GuestPath.of("/var/cache/dnf/download_lock.pid")
    };

    private Leftovers() {}

    static void find(GuestTree tree, Packages.Manager manager, List<Finding> findings) throws ImageException {
        switch (manager) {
            case DPKG -> dpkg(tree, findings);
            case RPM -> rpm(tree, findings);
            case APK -> apk(tree, findings);
            case PACMAN -> {
                if (tree.lstat(PACMAN_LOCK).isPresent()) {
                    findings.add(Finding.of(
                            Level.ERROR,
                            "pacman was torn from its work, and refuses to work until it is removed",
                            PACMAN_LOCK));
                }
            }
        }
        if (tree.lstat(SYSTEM_UPDATE).isPresent()) {
            findings.add(Finding.of(
                    Level.ERROR, "the next start installs updates instead of starting the machine", SYSTEM_UPDATE));
        }
    }

    private static void dpkg(GuestTree tree, List<Finding> findings) throws ImageException {
        int journal = 0;
        for (GuestName name : tree.list(UPDATES)) {
            journal += isNumber(name.text()) ? 1 : 0;
        }
        if (journal > 0) {
            findings.add(Finding.of(
                    Level.ERROR,
                    "dpkg was torn from its work: " + journal + " changes are in its journal and not in its status",
                    UPDATES));
        }
        if (!tree.list(UNPACKING).isEmpty()) {
            findings.add(Finding.of(Level.WARNING, "dpkg was torn from unpacking a package", UNPACKING));
        }
        Optional<Node> triggers = tree.stat(TRIGGERS);
        if (triggers.isPresent() && triggers.get().sizeBytes() > 0) {
            findings.add(Finding.of(Level.WARNING, "triggers of packages have not been handed out yet", TRIGGERS));
        }
    }

    private static void rpm(GuestTree tree, List<Finding> findings) throws ImageException {
        for (GuestName name : tree.list(YUM)) {
            String text = name.text();
            if (text.startsWith("transaction-all.") && !text.endsWith(".disabled")) {
                findings.add(Finding.of(
                        Level.WARNING,
                        "yum was torn from a transaction (yum-complete-transaction)",
                        YUM.resolve(name)));
            }
        }
        for (GuestName name : tree.list(VAR_LIB)) {
            if (name.text().startsWith("rpmrebuilddb.")) {
                findings.add(
                        Finding.of(Level.WARNING, "rpm was torn from rebuilding its database", VAR_LIB.resolve(name)));
            }
        }
        int environment = 0;
        for (GuestName name : tree.list(RPM)) {
            environment += name.text().startsWith("__db.") ? 1 : 0;
        }
        if (environment > 0) {
            findings.add(Finding.of(
                    Level.NOTE,
                    environment
                            + " files __db.* are the environment of rpm's database on the machine the image was made on",
                    RPM));
        }
        for (GuestPath lock : DNF_LOCKS) {
            if (tree.lstat(lock).isPresent()) {
                findings.add(Finding.of(Level.NOTE, "dnf's lock is left over: dnf ran when the image was made", lock));
            }
        }
    }

    private static void apk(GuestTree tree, List<Finding> findings) throws ImageException {
        for (GuestPath directory : APK) {
            GuestPath half = directory.resolve("installed.new");
            if (tree.lstat(half).isPresent()) {
                findings.add(Finding.of(Level.WARNING, "apk was torn from writing its database", half));
            }
        }
    }

    private static boolean isNumber(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) < '0' || name.charAt(i) > '9') {
                return false;
            }
        }
        return !name.isEmpty();
    }
}

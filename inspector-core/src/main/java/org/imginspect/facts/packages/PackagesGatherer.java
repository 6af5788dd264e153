package org.imginspect.facts.packages;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.facts.FactGatherer;
import org.imginspect.facts.Facts;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/** Reads dpkg's database. Empty if no package manager's database is there; one that is not read yet is refused by its name. */
public final class PackagesGatherer implements FactGatherer<Packages> {
    static final GuestPath DPKG = GuestPath.of("/var/lib/dpkg");

    private static final GuestPath STATUS = DPKG.resolve("status");
    private static final GuestPath STATUS_D = DPKG.resolve("status.d");
    private static final GuestPath UPDATES = DPKG.resolve("updates");

    /** Where the others keep theirs: the path, then the name. */
    private static final String[][] OTHERS = {
        {"/var/lib/rpm/Packages", "rpm"},
        {"/var/lib/rpm/rpmdb.sqlite", "rpm"},
        {"/var/lib/rpm/Packages.db", "rpm"},
        {"/usr/lib/sysimage/rpm/Packages", "rpm"},
        {"/usr/lib/sysimage/rpm/rpmdb.sqlite", "rpm"},
        {"/usr/lib/sysimage/rpm/Packages.db", "rpm"},
        {"/usr/share/rpm/rpmdb.sqlite", "rpm"},
        {"/usr/share/rpm/Packages", "rpm"},
        {"/lib/apk/db/installed", "apk"},
        {"/usr/lib/apk/db/installed", "apk"},
        {"/var/lib/pacman/local", "pacman"},
        {"/var/db/pkg", "portage"},
        {"/nix/var/nix/db/db.sqlite", "nix"}
    };

    /** Nothing to be told: a gatherer has no state. */
    public PackagesGatherer() {}

    @Override
    public Class<Packages> type() {
        return Packages.class;
    }

    @Override
    public Optional<Packages> gather(GuestTree tree, Facts others) throws ImageException {
        StatusParser parser = new StatusParser();
        Optional<byte[]> status = tree.bytes(STATUS);
        if (status.isPresent()) {
            parser.parse(status.get(), STATUS, null);
        }
        for (GuestName name : tree.list(UPDATES)) {
            if (isNumber(name)) {
                GuestPath file = UPDATES.resolve(name);
                parser.parse(tree.bytes(file).orElse(new byte[0]), file, null);
            }
        }
        boolean distroless = false;
        for (GuestName name : tree.list(STATUS_D)) {
            if (!name.text().endsWith(".md5sums")) {
                GuestPath file = STATUS_D.resolve(name);
                parser.parse(tree.bytes(file).orElse(new byte[0]), file, Packages.State.INSTALLED);
                distroless = true;
            }
        }
        List<Packages.Entry> all = new ArrayList<>(parser.packages().values());
        if (all.isEmpty()) {
            // A machine with rpm may have dpkg's tools, and the other way round: the one that lists packages counts.
            for (String[] other : OTHERS) {
                GuestPath database = GuestPath.of(other[0]);
                if (tree.exists(database)) {
                    throw new UnsupportedFeatureException(
                            "packages: " + other[1] + " databases are not read yet", database.toString());
                }
            }
        }
        return status.isPresent() || distroless
                ? Optional.of(new Packages(Packages.Manager.DPKG, all, parser.conffiles()))
                : Optional.empty();
    }

    private static boolean isNumber(GuestName name) {
        for (int i = 0; i < name.length(); i++) {
            if (name.byteAt(i) < '0' || name.byteAt(i) > '9') {
                return false;
            }
        }
        return true;
    }
}

package org.imginspect.facts.packages;

import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.facts.FactGatherer;
import org.imginspect.facts.Facts;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/**
 * Reads the database of the guest's package manager. Empty if there is none; one that is not read is refused by its name.
 */
public final class PackagesGatherer implements FactGatherer<Packages> {
    /** Managers whose databases are not read: the path, then the name. */
    private static final String[][] OTHERS = {
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
        // A machine with rpm may have dpkg's tools, and the other way round: the first that lists packages counts.
        Optional<Packages> dpkg = DpkgSource.read(tree);
        if (dpkg.isPresent() && !dpkg.get().all().isEmpty()) {
            return dpkg;
        }
        Optional<Packages> empty = dpkg;
        Optional<Packages> other = RpmSource.read(tree);
        for (int next = 0; next < 3; next++) {
            if (other.isPresent()) {
                if (!other.get().all().isEmpty()) {
                    return other;
                }
                empty = other;
            }
            if (next == 0) {
                other = ApkSource.read(tree);
            } else if (next == 1) {
                other = PacmanSource.read(tree);
            }
        }
        for (String[] unread : OTHERS) {
            GuestPath database = GuestPath.of(unread[0]);
            if (tree.exists(database)) {
                throw new UnsupportedFeatureException(
                        "packages: " + unread[1] + " databases are not read yet", database.toString());
            }
        }
        return empty;
    }
}

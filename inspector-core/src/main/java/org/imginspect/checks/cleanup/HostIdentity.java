package org.imginspect.checks.cleanup;

import java.util.Optional;
import org.imginspect.check.Area;
import org.imginspect.check.Check;
import org.imginspect.check.CheckContext;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Level;
import org.imginspect.check.Verdict;
import org.imginspect.error.ImageException;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/** Flags what makes clones of one machine look like that machine, beside the machine id. */
final class HostIdentity implements Check {
    private static final CheckInfo INFO = new CheckInfo(
            "cleanup.host-identity",
            Area.CLEANUP,
            Level.ERROR,
            "No seed, name, registration or key tells one machine from others",
            "unregister the agents and delete the files named; let them be made at the first boot");

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        GuestTree tree = context.tree();
        Piles piles = new Piles();
        for (IdentityPlace place : IdentityPlace.ALL) {
            Piles.Kind kind = new Piles.Kind(
                    place.level(),
                    place.what() + ", which all clones share; a file",
                    "files with a " + place.what() + ", which all clones share,");
            piles.collectAll(
                    tree,
                    place.pattern(),
                    (file, node) -> isIdentity(tree, file, place.marker()) ? Optional.of(kind) : Optional.empty());
        }
        return Verdict.of(piles.findings());
    }

    /** Configuration holds an identity only if one of its lines gives a value to it. */
    private static boolean isIdentity(GuestTree tree, GuestPath file, String marker) throws ImageException {
        if (marker.isEmpty()) {
            return true;
        }
        for (String raw : tree.text(file).orElse("").split("\n", -1)) {
            String line = raw.strip();
            if (line.startsWith(marker)) {
                String value = line.substring(marker.length()).strip();
                return !value.isEmpty() && !value.equals("\"\"") && !value.equals("''");
            }
        }
        return false;
    }
}

package org.imginspect.facts.packages;

import java.util.List;
import org.imginspect.facts.Fact;
import org.imginspect.guest.GuestPath;

/**
 * The files that packages brought and that are not what they brought, by the digests in the package manager's database, after every one of
 * them was read. Configuration is left aside, which is meant to be changed. Nothing says that the database itself is as the package
 * manager left it.
 *
 * @param altered in the order of the tree
 * @param unverified of each package that keeps no digest for some of its files, how many; packages without such are left out
 * @param verified how many files were read and are as their package brought them
 */
public record AlteredFiles(List<Altered> altered, List<Unverified> unverified, int verified) implements Fact {
    public AlteredFiles {
        altered = List.copyOf(altered);
        unverified = List.copyOf(unverified);
    }

    /** How a file differs. */
    public enum Kind {
        /** The content is another. */
        CHANGED,
        /** There is nothing at its path. */
        MISSING,
        /** There is a directory or a device at its path. */
        NO_FILE
    }

    /**
     * One of them.
     *
     * @param path without links, as far as it leads anywhere
     * @param permissions of the file; 0 if it is missing
     */
    public record Altered(GuestPath path, Packages.Entry by, Kind kind, int permissions) {}

    /** A package and how many of its regular files it keeps no digest for. */
    public record Unverified(Packages.Entry by, int files) {}
}

package org.imginspect.facts.packages;

import org.imginspect.facts.Fact;
import org.imginspect.guest.GuestPath;

/**
 * Which paths packages own.
 *
 * <p>Kept as 64-bit hashes: among 100 000 paths a wrong answer has a probability below 10<sup>-14</sup> per path asked for.
 */
public final class PackageFiles implements Fact {
    /** Whose a path is. */
    public enum Owner {
        /** No package lists it. */
        NONE,
        /** A package lists it, and not as configuration. */
        PACKAGE,
        /** A package lists it as configuration, which is meant to be changed. */
        CONFIGURATION
    }

    private final LongSet files;
    private final LongSet conffiles;
    private final LongSet directories;

    PackageFiles(LongSet files, LongSet conffiles, LongSet directories) {
        this.files = files;
        this.conffiles = conffiles;
        this.directories = directories;
    }

    /**
     * Whose path this is, by the very text that packages list: {@code /bin/sh} and {@code /usr/bin/sh} are two questions even
     * where {@code /bin} is a link.
     */
    public Owner owner(GuestPath path) {
        byte[] bytes = path.toBytes();
        long hash = LongSet.hash(bytes, 0, bytes.length);
        if (conffiles.contains(hash)) {
            return Owner.CONFIGURATION;
        }
        return files.contains(hash) ? Owner.PACKAGE : Owner.NONE;
    }

    /** Whether a package lists something below this path. A link that stands there gives what lies behind it a second name. */
    public boolean isDirectory(GuestPath path) {
        byte[] bytes = path.toBytes();
        return directories.contains(LongSet.hash(bytes, 0, bytes.length));
    }

    /** How many paths packages own, directories included. */
    public int size() {
        return files.size();
    }
}

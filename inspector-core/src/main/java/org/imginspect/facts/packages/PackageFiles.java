package org.imginspect.facts.packages;

import java.util.List;
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
        CONFIGURATION,
        /** A package (of rpm) names it, and does not bring it: its content is made on the machine. */
        GHOST
    }

    private final LongSet files;
    private final LongSet conffiles;
    private final LongSet ghosts;
    private final LongSet directories;
    private final List<LogDirectory> logDirectories;

    /**
     * A directory below {@code /var/log} that a package brings.
     *
     * @param path as the package lists it
     * @param owner the package's name
     */
    public record LogDirectory(GuestPath path, String owner) {}

    /** @param files those of all owners */
    PackageFiles(
            LongSet files, LongSet conffiles, LongSet ghosts, LongSet directories, List<LogDirectory> logDirectories) {
        this.logDirectories = List.copyOf(logDirectories);
        this.files = files;
        this.conffiles = conffiles;
        this.ghosts = ghosts;
        this.directories = directories;
    }

    /**
     * Whose path this is, by the very text that packages list: {@code /bin/sh} and {@code /usr/bin/sh} are two questions even
     * where {@code /bin} is a link.
     */
    public Owner owner(GuestPath path) {
        byte[] bytes = path.toBytes();
        long hash = PathHash.of(bytes, 0, bytes.length);
        if (conffiles.contains(hash)) {
            return Owner.CONFIGURATION;
        }
        if (!files.contains(hash)) {
            return Owner.NONE;
        }
        return ghosts.contains(hash) ? Owner.GHOST : Owner.PACKAGE;
    }

    /** Whether a package lists something below this path. A link that stands there gives what lies behind it a second name. */
    public boolean isDirectory(GuestPath path) {
        byte[] bytes = path.toBytes();
        return directories.contains(PathHash.of(bytes, 0, bytes.length));
    }

    /**
     * The directories below {@code /var/log} that packages bring, in the order of the database. dpkg's lists do not tell a directory in which
     * nothing else is listed from a file; such a path is taken for a directory.
     */
    public List<LogDirectory> logDirectories() {
        return logDirectories;
    }

    /** How many paths packages own, directories included. */
    public int size() {
        return files.size();
    }
}

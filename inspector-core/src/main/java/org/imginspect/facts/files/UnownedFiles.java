package org.imginspect.facts.files;

import java.util.List;
import org.imginspect.facts.Fact;
import org.imginspect.facts.packages.PackageFiles.Owner;
import org.imginspect.guest.GuestPath;

/**
 * The regular files whose content packages do not vouch for: those that no package owns, and those that are a package's configuration.
 * In byte order of the walk, a directory's entries together.
 *
 * <p>Left out, because what they hold was made from files that packages own, or is the package manager's own: see {@link Generated}.
 *
 * @param files not empty ones only
 */
public record UnownedFiles(List<Entry> files) implements Fact {
    public UnownedFiles {
        files = List.copyOf(files);
    }

    /**
     * One file.
     *
     * @param path without links
     * @param permissions the lower twelve bits of its mode
     * @param owner what it is to packages: {@code NONE}, {@code CONFIGURATION} or {@code GHOST}
     */
    public record Entry(GuestPath path, long sizeBytes, int permissions, long uid, long gid, Owner owner) {
        Entry ownedAs(Owner as) {
            return new Entry(path, sizeBytes, permissions, uid, gid, as);
        }
    }
}

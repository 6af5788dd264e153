package org.imginspect.facts.startup;

import java.util.List;
import org.imginspect.facts.Fact;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.Node;

/**
 * Every such file that no package vouches for, and whatever lies in their directories that everybody may write to.
 *
 * @param files in byte order, those that links in the directories lead to last
 * @param links from the directories to files elsewhere
 * @param writable files and directories that everybody may write to, packages' own among them
 */
public record StartupFiles(List<StartupFile> files, List<Link> links, List<Writable> writable) implements Fact {
    public StartupFiles {
        files = List.copyOf(files);
        links = List.copyOf(links);
        writable = List.copyOf(writable);
    }

    /**
     * A link that stands where such a file does.
     *
     * @param target without links; it need not exist
     */
    public record Link(GuestPath path, GuestPath target) {}

    /** A file or directory with the right to write for others. */
    public record Writable(GuestPath path, Node node) {}
}

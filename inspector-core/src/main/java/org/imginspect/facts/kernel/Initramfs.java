package org.imginspect.facts.kernel;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.imginspect.facts.Fact;
import org.imginspect.guest.GuestPath;

/**
 * The modules in the initial RAM file system of the default boot entry. The fact is absent if it is proved that nothing is loaded as one.
 *
 * @param files the archives, in the order they are unpacked
 * @param modules the normalised names of the modules in them, by the kernel release they are for
 */
public record Initramfs(List<GuestPath> files, Map<String, Set<String>> modules) implements Fact {
    public Initramfs {
        files = List.copyOf(files);
        modules = Map.copyOf(modules);
    }

    /** The modules for one kernel. */
    public Set<String> modulesFor(String release) {
        return modules.getOrDefault(release, Set.of());
    }
}

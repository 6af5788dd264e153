package org.imginspect.facts.kernel;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.imginspect.facts.Fact;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/**
 * The initial RAM file system of the default boot entry. The fact is absent if it is proved that nothing is loaded as one.
 *
 * @param files the archives, in the order they are unpacked; of a unified kernel image the image
 * @param generator what made it
 * @param modules the normalised names of the modules in it, by the kernel release they are for
 * @param configuration a few of its files, of which it has a copy or which were made for it: modprobe.d, {@code etc/cmdline.d}, links of
 *     udev's, fstab and crypttab, what dracut notes about itself. By the paths they have in it
 * @param modprobe what modprobe.d in it says; the paths are those in it
 * @param hostOnly why it is known to be made only for the machine it was made on; empty if nothing says so
 */
public record Initramfs(
        List<GuestPath> files,
        Generator generator,
        Map<String, Set<String>> modules,
        GuestTree configuration,
        ModprobeConfig modprobe,
        Optional<String> hostOnly)
        implements Fact {
    /** The programs that make one. */
    public enum Generator {
        /** Debian, Ubuntu. */
        INITRAMFS_TOOLS("initramfs-tools"),
        /** EL, Fedora, SUSE, Amazon; on Debian if somebody chose it. */
        DRACUT("dracut"),
        /** Arch. */
        MKINITCPIO("mkinitcpio"),
        /** Alpine. */
        MKINITFS("mkinitfs"),
        /** None of those. */
        OTHER("an unknown program");

        private final String title;

        Generator(String title) {
            this.title = title;
        }

        /** Its name. */
        public String title() {
            return title;
        }
    }

    public Initramfs {
        files = List.copyOf(files);
        modules = Map.copyOf(modules);
    }

    /** The modules for one kernel. */
    public Set<String> modulesFor(String release) {
        return modules.getOrDefault(release, Set.of());
    }

    /** The last of the {@link #files}, which holds what was made for the guest; earlier ones hold microcode. */
    public GuestPath mainFile() {
        return files.get(files.size() - 1);
    }
}

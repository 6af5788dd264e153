package org.imginspect.engine.disk;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.imginspect.error.ImageException;
import org.imginspect.guest.FileTree;
import org.imginspect.guest.Fstab;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.io.Limits;

/** What the kernel's command line says of the subvolume that is the root: {@code rootflags=subvol=@}. */
final class KernelRoots {
    /** Where command lines are written down; on a /boot of its own, or below the root. */
    private static final List<String> FILES = List.of(
            "/loader/entries/*.conf",
            "/boot/loader/entries/*.conf",
            "/grub2/grub.cfg",
            "/boot/grub2/grub.cfg",
            "/grub2/grubenv",
            "/boot/grub2/grubenv",
            "/grub/grub.cfg",
            "/boot/grub/grub.cfg",
            "/EFI/*/grub.cfg",
            "/etc/kernel/cmdline",
            "/etc/default/grub");

    private static final String ARGUMENT = "rootflags=";

    private final List<Volume> volumes;
    private final Limits limits;
    private final List<String> unread;

    /** @param unread gets what could not be read, in words: it may have named another root */
    KernelRoots(List<Volume> volumes, Limits limits, List<String> unread) {
        this.volumes = volumes;
        this.limits = limits;
        this.unread = unread;
    }

    /** What is said of a file system, each once: in files outside it first, then in those of its own subvolumes. */
    List<Subvolumes.Wanted> of(Volume volume) {
        Set<Subvolumes.Wanted> said = new LinkedHashSet<>();
        for (Volume other : volumes) {
            other.tree().ifPresent(tree -> read(tree, said));
        }
        for (Volume.Sub sub : volume.subvolumes()) {
            if (!Subvolumes.isSnapshot(sub)) {
                read(sub.tree(), said);
            }
        }
        return new ArrayList<>(said);
    }

    private void read(FileTree files, Set<Subvolumes.Wanted> said) {
        GuestTree tree = new GuestTree(files, limits);
        for (String pattern : FILES) {
            try {
                List<GuestPath> paths = pattern.indexOf('*') < 0 ? List.of(GuestPath.of(pattern)) : tree.glob(pattern);
                for (GuestPath path : paths) {
                    tree.bytes(path).ifPresent(text -> arguments(text, said));
                }
            } catch (ImageException e) {
                unread.add("a kernel command line could not be read: " + e.getMessage());
            }
        }
    }

    private static void arguments(byte[] file, Set<Subvolumes.Wanted> said) {
        String text = new String(file, StandardCharsets.ISO_8859_1);
        for (int at = text.indexOf(ARGUMENT); at >= 0; at = text.indexOf(ARGUMENT, at + 1)) {
            int start = at + ARGUMENT.length();
            int end = start;
            while (end < text.length() && " \t\r\n\"'\\".indexOf(text.charAt(end)) < 0) {
                end++;
            }
            byte[] value = text.substring(start, end).getBytes(StandardCharsets.ISO_8859_1);
            Subvolumes.wanted(Fstab.options(new String(value, StandardCharsets.UTF_8)))
                    .ifPresent(said::add);
        }
    }
}

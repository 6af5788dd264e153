package org.imginspect.facts.memory;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.imginspect.engine.StorageEntry;
import org.imginspect.error.ImageException;
import org.imginspect.facts.FactGatherer;
import org.imginspect.facts.Facts;
import org.imginspect.facts.files.UnownedFiles;
import org.imginspect.facts.memory.MemoryImages.Extent;
import org.imginspect.facts.memory.MemoryImages.Image;
import org.imginspect.facts.mounts.DeviceName;
import org.imginspect.facts.mounts.Mounts;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.io.ByteSource;

/**
 * Finds dumps by name and then by their first bytes: a name alone is no proof. Compressed dumps are believed where only dumps lie. Of swap files the
 * content counts: one that was never used holds nothing.
 */
public final class MemoryImagesGatherer implements FactGatherer<MemoryImages> {
    /** The signature stands 10 bytes before the end of a page of 4 KiB, or of 64 KiB. */
    private static final int[] PAGES = {4096, 8192, 16384, 65536};

    private static final int SIGNATURE = 10;
    private static final int BLOCK = 1 << 20;
    /** How much of a swap file is looked through for a page that was used. */
    private static final long MOST_SWAP = 512L << 20;

    private static final Set<String> SWAP_FILES = Set.of(
            "/swapfile",
            "/swap.img",
            "/swap",
            "/.swapfile",
            "/swap/swapfile",
            "/var/swap",
            "/var/swapfile",
            "/var/swap.img",
            "/mnt/swapfile",
            "/mnt/resource/swapfile");
    private static final String[] DUMPS = {
        "/var/lib/systemd/coredump/",
        "/var/crash/",
        "/var/spool/abrt/",
        "/var/tmp/abrt/",
        "/var/cache/abrt/",
        "/var/lib/apport/coredump/",
        "/var/spool/abrt-upload/",
        "/var/dump/",
        "/var/cores/",
        "/cores/"
    };

    /** Nothing to be told: a gatherer has no state. */
    public MemoryImagesGatherer() {}

    @Override
    public Class<MemoryImages> type() {
        return MemoryImages.class;
    }

    @Override
    public Optional<MemoryImages> gather(GuestTree tree, Facts others) throws ImageException {
        List<Image> images = new ArrayList<>();
        Set<String> swap = new HashSet<>(SWAP_FILES);
        for (Mounts.Mount mount : others.find(Mounts.class).map(Mounts::mounts).orElse(List.of())) {
            if (mount.type().equals("swap") && mount.device().kind() == DeviceName.Kind.FILE) {
                swap.add(mount.device().text());
            }
        }
        for (UnownedFiles.Entry entry :
                others.find(UnownedFiles.class).orElseThrow().files()) {
            String path = entry.path().text();
            boolean dumps = isBelow(path);
            if (swap.contains(path)) {
                look(tree, entry, images, true, false);
            } else if (dumps || isNamedSo(path)) {
                look(tree, entry, images, false, dumps);
            }
        }
        for (StorageEntry entry : others.storage().entries()) {
            if (entry.kind() == StorageEntry.Kind.SWAP) {
                boolean suspended = entry.format().equals("swsuspend");
                images.add(new Image(
                        suspended ? Extent.MACHINE : Extent.PAGES,
                        suspended
                                ? entry.path() + " is swap space with the memory of a suspended machine"
                                : entry.path() + " is swap space, which keeps what was ever moved there",
                        Optional.empty()));
            }
        }
        return Optional.of(new MemoryImages(images));
    }

    private static boolean isBelow(String path) {
        for (String directory : DUMPS) {
            if (path.startsWith(directory)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isNamedSo(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1).toLowerCase(java.util.Locale.ROOT);
        if (name.equals("core")
                || name.equals("vmcore")
                || name.startsWith("vmcore.")
                || name.equals("memory.dmp")
                || name.equals("hiberfil.sys")
                || name.equals("pagefile.sys")
                || name.equals("swapfile.sys")) {
            return true;
        }
        if (name.startsWith("core.") || name.startsWith("core-")) {
            return true;
        }
        for (String suffix : new String[] {
            ".core", ".dmp", ".mdmp", ".hprof", ".phd", ".vmem", ".vmss", ".vmsn", ".sav", ".coredump", ".crash"
        }) {
            if (name.endsWith(suffix)) {
                return true;
            }
        }
        return false;
    }

    private static void look(GuestTree tree, UnownedFiles.Entry entry, List<Image> into, boolean swap, boolean dumps)
            throws ImageException {
        Optional<ByteSource> opened = tree.open(entry.path());
        if (opened.isEmpty()) {
            return;
        }
        try (ByteSource source = opened.get()) {
            byte[] head = new byte[(int) Math.min(PAGES[PAGES.length - 1], source.size())];
            source.readFully(0, head, 0, head.length);
            Optional<Image> found = swap ? swap(source, head, entry.path()) : dump(head, entry.path(), dumps);
            found.ifPresent(into::add);
        }
    }

    private static Optional<Image> dump(byte[] head, GuestPath file, boolean dumps) {
        if (isElfCore(head)) {
            boolean kernel = file.name().text().startsWith("vmcore");
            return image(
                    kernel ? Extent.MACHINE : Extent.PROGRAM,
                    kernel ? "a dump of the kernel's memory (ELF)" : "a core dump (ELF)",
                    file);
        }
        if (begins(head, "KDUMP   ") || begins(head, "makedumpfile") || begins(head, "DISKDUMP")) {
            return image(Extent.MACHINE, "a dump of the kernel's memory (kdump)", file);
        }
        if (begins(head, "PAGEDU64") || begins(head, "PAGEDUMP")) {
            return image(Extent.MACHINE, "a memory dump of Windows", file);
        }
        if (begins(head, "hibr") || begins(head, "HIBR") || begins(head, "wake") || begins(head, "RSTR")) {
            return image(Extent.MACHINE, "the memory of a hibernated Windows", file);
        }
        String name = file.name().text().toLowerCase(java.util.Locale.ROOT);
        if (name.equals("pagefile.sys") || name.equals("swapfile.sys")) {
            return image(Extent.PAGES, "a page file of Windows", file);
        }
        if (begins(head, "MDMP")) {
            return image(Extent.PROGRAM, "a minidump", file);
        }
        if (begins(head, "JAVA PROFILE 1.")) {
            return image(Extent.PROGRAM, "a dump of a Java heap", file);
        }
        if (begins(head, "ProblemType: Crash")) {
            return image(Extent.PROGRAM, "a report of a crash with the program's memory", file);
        }
        if (name.endsWith(".vmem") || name.endsWith(".vmss") || name.endsWith(".vmsn")) {
            return image(Extent.MACHINE, "the memory of a virtual machine", file);
        }
        boolean packed = begins(head, 0x28, 0xb5, 0x2f, 0xfd)
                || begins(head, 0xfd, '7', 'z', 'X')
                || begins(head, 0x04, 0x22, 0x4d, 0x18)
                || begins(head, 0x1f, 0x8b);
        boolean core = name.startsWith("core") || name.startsWith("vmcore") || name.contains("dump");
        return dumps && packed && core
                ? image(name.startsWith("vmcore") ? Extent.MACHINE : Extent.PROGRAM, "a compressed core dump", file)
                : Optional.empty();
    }

    /** {@code e_type}, 0x10, le16 or be16: {@code ET_CORE} is 4. */
    private static boolean isElfCore(byte[] head) {
        return head.length > 18
                && begins(head, 0x7f, 'E', 'L', 'F')
                && (head[5] == 2 ? head[16] == 0 && head[17] == 4 : head[16] == 4 && head[17] == 0);
    }

    private static Optional<Image> swap(ByteSource source, byte[] head, GuestPath file) throws ImageException {
        for (int page : PAGES) {
            if (head.length < page) {
                break;
            }
            String signature = new String(head, page - SIGNATURE, SIGNATURE, StandardCharsets.ISO_8859_1);
            if (signature.startsWith("S1SUSPEND")
                    || signature.startsWith("S2SUSPEND")
                    || signature.startsWith("ULSUSPEND")
                    || signature.startsWith("LINHIB0001")
                    || signature.startsWith("TOIHIBERN")) {
                return image(Extent.MACHINE, "a swap file with the memory of a suspended machine", file);
            }
            if (signature.equals("SWAPSPACE2") || signature.equals("SWAP-SPACE")) {
                return pages(source, page, file);
            }
        }
        return Optional.empty();
    }

    private static Optional<Image> pages(ByteSource source, int from, GuestPath file) throws ImageException {
        byte[] block = new byte[BLOCK];
        long end = Math.min(source.size(), MOST_SWAP);
        for (long at = from; at < end; at += BLOCK) {
            int count = (int) Math.min(BLOCK, end - at);
            source.readFully(at, block, 0, count);
            for (int i = 0; i < count; i++) {
                if (block[i] != 0) {
                    return image(Extent.PAGES, "a swap file that was used", file);
                }
            }
        }
        return end < source.size()
                ? image(
                        Extent.PAGES,
                        "a swap file, of which only the first " + MOST_SWAP + " bytes were looked at",
                        file)
                : Optional.empty();
    }

    private static Optional<Image> image(Extent extent, String what, GuestPath file) {
        return Optional.of(new Image(extent, what, Optional.of(file)));
    }

    private static boolean begins(byte[] head, String text) {
        byte[] magic = text.getBytes(StandardCharsets.ISO_8859_1);
        int[] values = new int[magic.length];
        for (int i = 0; i < magic.length; i++) {
            values[i] = magic[i];
        }
        return begins(head, values);
    }

    private static boolean begins(byte[] head, int... magic) {
        if (head.length < magic.length) {
            return false;
        }
        for (int i = 0; i < magic.length; i++) {
            if ((head[i] & 0xff) != magic[i]) {
                return false;
            }
        }
        return true;
    }
}

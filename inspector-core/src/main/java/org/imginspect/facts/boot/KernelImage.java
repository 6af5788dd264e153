package org.imginspect.facts.boot;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Bytes;

/** What release a kernel is of, where its loader's configuration does not say. */
final class KernelImage {
    private static final GuestPath MODULES = GuestPath.of("/lib/modules");
    private static final int HEADER_BYTES = 0x210;
    private static final int RELEASE_BYTES = 128;

    private KernelImage() {}

    /** The entry with its kernel's release, if it can be told. */
    static BootEntry completed(GuestTree tree, BootEntry entry) throws ImageException {
        if (entry.release().isPresent() || entry.kernel().isEmpty()) {
            return entry;
        }
        Optional<String> release = release(tree, entry.kernel().get());
        return release.isPresent() ? entry.with(release) : entry;
    }

    /**
     * The release of an entry's kernel: by the file's name, by the name of the file that it links to, by its own header, or by its
     * flavour if the modules of just one kernel have it ({@code vmlinuz-virt}).
     *
     * @return empty if none of them tells
     */
    private static Optional<String> release(GuestTree tree, BootFile kernel) throws ImageException {
        Optional<String> named = named(kernel.name());
        if (named.isPresent() || kernel.path().isEmpty()) {
            return named;
        }
        Optional<GuestPath> real = tree.resolve(kernel.path().get());
        named = real.isPresent() ? named(real.get().name().text()) : Optional.empty();
        if (named.isPresent()) {
            return named;
        }
        Optional<ByteSource> opened = real.isPresent() ? tree.open(real.get()) : Optional.empty();
        if (opened.isPresent()) {
            try (ByteSource source = opened.get()) {
                Optional<String> own = release(source, 0);
                if (own.isPresent()) {
                    return own;
                }
            }
        }
        return flavour(tree, kernel.name());
    }

    /** {@code 6.1.0-56-cloud-amd64} of {@code vmlinuz-6.1.0-56-cloud-amd64}. */
    private static Optional<String> named(String file) {
        int dash = file.indexOf('-');
        boolean digit = dash > 0 && dash + 1 < file.length() && isDigit(file.charAt(dash + 1));
        return digit && !file.startsWith("0-rescue", dash + 1) && !file.endsWith(".old")
                ? Optional.of(file.substring(dash + 1))
                : Optional.empty();
    }

    private static Optional<String> flavour(GuestTree tree, String file) throws ImageException {
        int dash = file.indexOf('-');
        if (dash <= 0) {
            return Optional.empty();
        }
        List<String> matching = new ArrayList<>();
        for (GuestName name : tree.list(MODULES)) {
            if (name.text().endsWith(file.substring(dash))) {
                matching.add(name.text());
            }
        }
        return matching.size() == 1 ? Optional.of(matching.get(0)) : Optional.empty();
    }

    /**
     * The release that a kernel for x86 says in its header (Documentation/arch/x86/boot.rst).
     *
     * @param start where the kernel begins in the file
     */
    static Optional<String> release(ByteSource file, long start) throws ImageException {
        if (file.size() - start < HEADER_BYTES) {
            return Optional.empty();
        }
        Bytes head = file.read(start, HEADER_BYTES);
        if (head.be32(0x202) != 0x48647253L) { // header, 0x202, 4 bytes, "HdrS"
            return Optional.empty();
        }
        int offset = head.le16(0x20e); // kernel_version, 0x20e, le16, bytes after 0x200; 0 if there is none
        long position = start + 0x200 + offset;
        if (offset == 0 || file.size() - position < RELEASE_BYTES) {
            return Optional.empty();
        }
        String text = file.read(position, RELEASE_BYTES).latin1(0, RELEASE_BYTES);
        int end = 0;
        while (end < text.length() && text.charAt(end) > ' ' && text.charAt(end) < 0x7f && text.charAt(end) != '/') {
            end++;
        }
        return end > 0 && end < RELEASE_BYTES && isDigit(text.charAt(0))
                ? Optional.of(text.substring(0, end))
                : Optional.empty();
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}

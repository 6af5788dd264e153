package org.imginspect.facts.kernel;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.io.ByteSource;

/**
 * The release that an x86 kernel image names itself (Documentation/arch/x86/boot.rst, "The Real-Mode Kernel Header").
 *
 * <pre>
 * 0x202  header          4  "HdrS"
 * 0x206  version         2  le16, 0x0200 and later have what follows
 * 0x20e  kernel_version  2  le16, offset of a NUL-terminated text, less 0x200; 0 if there is none
 * </pre>
 */
final class KernelImage {
    private static final int HEADER = 0x202;
    private static final int VERSION = 0x206;
    private static final int KERNEL_VERSION = 0x20e;
    /** The longest that utsname(2) has room for, and some words behind it. */
    private static final int TEXT_BYTES = 256;

    private KernelImage() {}

    /** The first word of its version text; empty if it is no such image, or names none. */
    static Optional<String> release(GuestTree tree, GuestPath image) throws ImageException {
        Optional<ByteSource> opened = tree.open(image);
        if (opened.isEmpty()) {
            return Optional.empty();
        }
        try (ByteSource source = opened.get()) {
            byte[] header = new byte[KERNEL_VERSION + 2];
            if (source.size() < header.length) {
                return Optional.empty();
            }
            source.readFully(0, header, 0, header.length);
            boolean magic = header[HEADER] == 'H'
                    && header[HEADER + 1] == 'd'
                    && header[HEADER + 2] == 'r'
                    && header[HEADER + 3] == 'S';
            int offset = (header[KERNEL_VERSION] & 0xff) | (header[KERNEL_VERSION + 1] & 0xff) << 8;
            if (!magic || header[VERSION + 1] < 2 || offset == 0) {
                return Optional.empty();
            }
            long start = offset + 0x200L;
            int length = (int) Math.min(TEXT_BYTES, source.size() - start);
            if (length <= 0) {
                return Optional.empty();
            }
            byte[] text = new byte[length];
            source.readFully(start, text, 0, length);
            int end = 0;
            while (end < length && text[end] > ' ' && text[end] != '/' && text[end] < 0x7f) {
                end++;
            }
            String release = new String(text, 0, end, StandardCharsets.US_ASCII);
            return release.isEmpty() || !Character.isDigit(release.charAt(0)) ? Optional.empty() : Optional.of(release);
        }
    }
}

package org.imginspect.image.vmdk;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Bytes;

/**
 * The headers of a tar archive (POSIX ustar and pax, GNU), hopped over from one to the next: no content is read but long names.
 *
 * <p>Header, 512 bytes: name 0x0, 100; size 0x7c, 12, octal or, if bit 7 of the first byte is set, base 256; chksum 0x94, 8; typeflag
 * 0x9c; magic 0x101, "ustar"; version 0x107; prefix 0x159, 155, for POSIX only.
 */
final class OvaTar {
    private static final int BLOCK_BYTES = 512;
    private static final int ENTRIES_MAX = 10_000;
    private static final int EXTENSION_MAX_BYTES = 1 << 20;
    private static final char REGULAR = '0';
    private static final char REGULAR_OLD = '\0';
    private static final char CONTIGUOUS = '7';
    private static final char GNU_LONG_NAME = 'L';
    private static final char GNU_LONG_LINK = 'K';
    private static final char GNU_SPARSE = 'S';
    private static final char PAX = 'x';
    private static final char PAX_GLOBAL = 'g';

    /**
     * A regular file in the archive.
     *
     * @param position where its bytes begin
     * @param sparse whether holes were left out of them
     */
    record Entry(String name, long position, long bytes, boolean sparse) {}

    private OvaTar() {}

    /** Whether there is a tar header at the beginning, its checksum right. */
    static boolean begins(ByteSource file) throws ImageException {
        if (file.size() < BLOCK_BYTES) {
            return false;
        }
        Bytes head = file.read(0, BLOCK_BYTES);
        return head.latin1(0x101, 5).equals("ustar") && checksumIsRight(head);
    }

    /**
     * The regular files, in the archive's order, as many as there are among the first {@code most} headers.
     *
     * @param most 0 for all of them
     */
    static List<Entry> entries(ByteSource file, int most) throws ImageException {
        List<Entry> entries = new ArrayList<>();
        Map<String, String> pax = new LinkedHashMap<>();
        String longName = "";
        long at = 0;
        for (int i = 0; most == 0 || i < most; i++) {
            if (i > ENTRIES_MAX) {
                throw new DamagedImageException("ova: more than " + ENTRIES_MAX + " entries", file.describe(), at);
            }
            if (at > file.size() - BLOCK_BYTES) {
                // Two blocks of zeros should end the archive; tar itself does without.
                return entries;
            }
            Bytes head = file.read(at, BLOCK_BYTES);
            if (head.isZero(0, BLOCK_BYTES)) {
                return entries;
            }
            if (!checksumIsRight(head)) {
                throw head.damaged("ova: checksum of a tar header is wrong", 0x94);
            }
            char type = (char) head.u8(0x9c);
            long position = type == GNU_SPARSE ? behindMap(file, at, head) : at + BLOCK_BYTES;
            boolean extension = type == PAX || type == PAX_GLOBAL || type == GNU_LONG_NAME || type == GNU_LONG_LINK;
            long bytes = extension || !pax.containsKey("size")
                    ? number(head, 0x7c, 12)
                    : decimal(pax.getOrDefault("size", ""), head);
            if (bytes > file.size() - position) {
                throw head.damaged(
                        "ova: a tar entry of " + bytes + " bytes ends beyond the file of " + file.size() + " bytes",
                        0x7c);
            }
            if (type == PAX) {
                pax = records(extension(file, position, bytes, head));
            } else if (type == GNU_LONG_NAME) {
                longName = text(extension(file, position, bytes, head).copy(0, (int) bytes));
            } else if (!extension) {
                if (type == REGULAR || type == REGULAR_OLD || type == CONTIGUOUS || type == GNU_SPARSE) {
                    boolean sparse =
                            type == GNU_SPARSE || pax.keySet().stream().anyMatch(key -> key.startsWith("GNU.sparse."));
                    entries.add(new Entry(
                            plain(pax.getOrDefault("path", longName.isEmpty() ? name(head) : longName)),
                            position,
                            bytes,
                            sparse));
                }
                pax = new LinkedHashMap<>();
                longName = "";
            }
            at = position + (bytes + BLOCK_BYTES - 1) / BLOCK_BYTES * BLOCK_BYTES;
        }
        return entries;
    }

    /** The map of a GNU sparse file goes on in further blocks: isextended, 0x1e2 in the header, 0x1f8 in those. */
    private static long behindMap(ByteSource file, long at, Bytes head) throws ImageException {
        long position = at + BLOCK_BYTES;
        boolean more = head.u8(0x1e2) != 0;
        while (more) {
            if (position > file.size() - BLOCK_BYTES || position - at > EXTENSION_MAX_BYTES) {
                throw head.damaged("ova: the map of a sparse tar entry has no end", 0x1e2);
            }
            more = file.read(position, BLOCK_BYTES).u8(0x1f8) != 0;
            position += BLOCK_BYTES;
        }
        return position;
    }

    private static String plain(String name) {
        String plain = name;
        while (plain.startsWith("./")) {
            plain = plain.substring(2);
        }
        return plain;
    }

    private static Bytes extension(ByteSource file, long position, long bytes, Bytes head) throws ImageException {
        if (bytes > EXTENSION_MAX_BYTES) {
            throw head.damaged("ova: a tar extension header of " + bytes + " bytes exceeds 1 MiB", 0x7c);
        }
        return file.read(position, (int) bytes);
    }

    /** {@code LENGTH KEY=VALUE\n}, the length counting itself. */
    private static Map<String, String> records(Bytes bytes) throws ImageException {
        Map<String, String> records = new LinkedHashMap<>();
        int at = 0;
        while (at < bytes.length()) {
            int length = 0;
            int digit = at;
            while (bytes.u8(digit) >= '0' && bytes.u8(digit) <= '9' && length <= EXTENSION_MAX_BYTES) {
                length = length * 10 + bytes.u8(digit) - '0';
                digit++;
            }
            int start = digit + 1;
            if (bytes.u8(digit) != ' ' || length <= start - at || length > bytes.length() - at) {
                throw bytes.damaged("ova: a record of a pax header has no length", at);
            }
            String record = text(bytes.copy(start, at + length - start - 1));
            int equals = record.indexOf('=');
            if (equals < 1) {
                throw bytes.damaged("ova: a record of a pax header has no '='", at);
            }
            records.put(record.substring(0, equals), record.substring(equals + 1));
            at += length;
        }
        return records;
    }

    private static String name(Bytes head) throws ImageException {
        String name = text(head.copy(0, 100));
        // "ustar\0" is POSIX, "ustar  " GNU, which has times where the prefix would be.
        String prefix = head.u8(0x106) == 0 ? text(head.copy(0x159, 155)) : "";
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    /** Up to the first NUL. */
    private static String text(byte[] bytes) {
        int end = 0;
        while (end < bytes.length && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }

    private static long number(Bytes head, int at, int count) throws ImageException {
        if ((head.u8(at) & 0x80) != 0) {
            if (head.u8(at) != 0x80 || !head.isZero(at + 1, count - 9)) {
                throw new UnsupportedFeatureException(
                        "ova: a tar entry of a negative size, or of 2^63 bytes or more",
                        head.where(),
                        head.positionOf(at));
            }
            return head.be64Size(at + count - 8, "ova: size of a tar entry");
        }
        long value = 0;
        boolean any = false;
        for (int i = at; i < at + count; i++) {
            int c = head.u8(i);
            if (c >= '0' && c <= '7') {
                value = value << 3 | c - '0'; // at most 36 bits
                any = true;
            } else if (c == 0 || (c == ' ' && any)) {
                break;
            } else if (c != ' ') {
                throw head.damaged("ova: size of a tar entry is no octal number", at);
            }
        }
        return value;
    }

    private static long decimal(String text, Bytes head) throws ImageException {
        boolean digits = !text.isEmpty() && text.length() < 19;
        for (int i = 0; i < text.length() && digits; i++) {
            digits = text.charAt(i) >= '0' && text.charAt(i) <= '9';
        }
        if (!digits) {
            throw head.damaged("ova: size '" + text + "' of a pax header is no number below 10^18", 0);
        }
        return Long.parseLong(text);
    }

    /** The sum of all bytes, those of the checksum itself taken for blanks. */
    private static boolean checksumIsRight(Bytes head) throws ImageException {
        long sum = 0;
        for (int i = 0; i < BLOCK_BYTES; i++) {
            sum += i >= 0x94 && i < 0x9c ? ' ' : head.u8(i);
        }
        long stored = 0;
        for (int i = 0x94; i < 0x9c; i++) {
            int c = head.u8(i);
            if (c >= '0' && c <= '7') {
                stored = stored << 3 | c - '0';
            }
        }
        return sum == stored;
    }
}

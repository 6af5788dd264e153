package org.imginspect.facts.packages.rpm;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import org.imginspect.error.DamagedImageException;
import org.imginspect.io.Bytes;

/**
 * One package's header as rpm keeps it in its database: an index, then data. All numbers are big-endian.
 *
 * <pre>
 * il      0x00  be32  entries of the index
 * dl      0x04  be32  bytes of data
 * index   0x08  il entries of 16 bytes: tag be32, type be32, offset into the data be32, count be32
 * data    after the index
 * </pre>
 *
 * <p>The header as it was built is a region; what rpm added when it installed the package ("dribbles") follows it and wins over an
 * entry of the region that has the same tag.
 */
public final class RpmHeader {
    private static final int INDEX_START = 8;
    private static final int ENTRY_BYTES = 16;
    /** HEADER_TAGS_MAX and HEADER_DATA_MAX of lib/header.c. */
    private static final long MOST_ENTRIES = 0xffff;

    private static final long MOST_DATA = 0x0fff_ffff;

    private final byte[] blob;
    private final Bytes bytes;
    private final int entries;
    private final int dataStart;

    private RpmHeader(byte[] blob, Bytes bytes, int entries, int dataStart) {
        this.blob = blob;
        this.bytes = bytes;
        this.entries = entries;
        this.dataStart = dataStart;
    }

    /**
     * @param blob not copied
     * @throws DamagedImageException if the index does not fit
     */
    public static RpmHeader parse(byte[] blob, String where) throws DamagedImageException {
        Bytes bytes = new Bytes(blob, where, 0);
        long il = bytes.be32(0x00);
        long dl = bytes.be32(0x04);
        if (il == 0 || il > MOST_ENTRIES) {
            throw new DamagedImageException("rpm header: " + il + " entries, not 1 to " + MOST_ENTRIES, where);
        }
        if (dl > MOST_DATA) {
            throw new DamagedImageException("rpm header: " + dl + " bytes of data exceed " + MOST_DATA, where);
        }
        long whole = INDEX_START + il * ENTRY_BYTES + dl;
        if (whole != blob.length) {
            throw new DamagedImageException(
                    "rpm header: index and data of " + whole + " bytes in a record of " + blob.length, where);
        }
        return new RpmHeader(blob, bytes, (int) il, INDEX_START + (int) il * ENTRY_BYTES);
    }

    /** Where this header lies, for messages. */
    public String where() {
        return bytes.where();
    }

    /** The first number of an entry of 32-bit numbers; empty if there is no such entry. */
    OptionalLong number(int tag) throws DamagedImageException {
        Optional<Numbers> numbers = numbers(tag, RpmTag.TYPE_INT32);
        return numbers.isEmpty() || numbers.get().count() == 0
                ? OptionalLong.empty()
                : OptionalLong.of(numbers.get().at(0));
    }

    /** An entry that is one text; empty if there is no such entry. */
    Optional<String> text(int tag) throws DamagedImageException {
        Optional<Strings> strings = strings(tag);
        return strings.isPresent() && strings.get().next()
                ? Optional.of(strings.get().text())
                : Optional.empty();
    }

    /** Numbers of one width. */
    record Numbers(Bytes bytes, int start, int width, int count) {
        long at(int index) throws DamagedImageException {
            int offset = start + index * width;
            return switch (width) {
                case 1 -> bytes.u8(offset);
                case 2 -> bytes.be16(offset);
                default -> bytes.be32(offset);
            };
        }
    }

    /**
     * An entry of numbers; empty if there is no such entry.
     *
     * @throws DamagedImageException if it holds something else
     */
    Optional<Numbers> numbers(int tag, int type) throws DamagedImageException {
        int entry = find(tag);
        if (entry < 0) {
            return Optional.empty();
        }
        expect(tag, entry, type, type == RpmTag.TYPE_INT8 ? RpmTag.TYPE_CHAR : type);
        int width = type == RpmTag.TYPE_INT32 ? 4 : type == RpmTag.TYPE_INT16 ? 2 : 1;
        long count = bytes.be32(entry + 12);
        int start = start(tag, entry, count * width);
        return Optional.of(new Numbers(bytes, start, width, (int) count));
    }

    /** The bytes of an entry; empty if there is no such entry. */
    Optional<byte[]> binary(int tag) throws DamagedImageException {
        int entry = find(tag);
        if (entry < 0) {
            return Optional.empty();
        }
        expect(tag, entry, RpmTag.TYPE_BIN, RpmTag.TYPE_BIN);
        long count = bytes.be32(entry + 12);
        int start = start(tag, entry, count);
        return Optional.of(Arrays.copyOfRange(blob, start, start + (int) count));
    }

    /** An entry of one or several texts, to be taken one after the other; empty if there is no such entry. */
    Optional<Strings> strings(int tag) throws DamagedImageException {
        int entry = find(tag);
        if (entry < 0) {
            return Optional.empty();
        }
        long type = bytes.be32(entry + 4);
        if (type != RpmTag.TYPE_STRING && type != RpmTag.TYPE_STRING_ARRAY && type != RpmTag.TYPE_I18NSTRING) {
            throw damaged(tag, "is of type " + type + ", not text", entry);
        }
        long count = type == RpmTag.TYPE_STRING ? 1 : bytes.be32(entry + 12);
        int start = start(tag, entry, count); // Each takes a byte at least: its end.
        return Optional.of(new Strings(blob, start, (int) count, bytes));
    }

    /** A walk over texts that end with NUL, without copies. */
    static final class Strings {
        private final byte[] blob;
        private final int count;
        private final Bytes bytes;
        private int next;
        private int taken;
        private int from;
        private int end;

        private Strings(byte[] blob, int start, int count, Bytes bytes) {
            this.blob = blob;
            this.next = start;
            this.count = count;
            this.bytes = bytes;
        }

        int count() {
            return count;
        }

        /** Goes to the next text. */
        boolean next() throws DamagedImageException {
            if (taken == count) {
                return false;
            }
            int i = next;
            while (i < blob.length && blob[i] != 0) {
                i++;
            }
            if (i == blob.length) {
                throw bytes.damaged("rpm header: text " + taken + " of " + count + " does not end", next);
            }
            from = next;
            end = i;
            next = i + 1;
            taken++;
            return true;
        }

        /** The array the text is in, from {@link #from} to {@link #end}. */
        byte[] array() {
            return blob;
        }

        int from() {
            return from;
        }

        int end() {
            return end;
        }

        String text() {
            return new String(blob, from, end - from, java.nio.charset.StandardCharsets.UTF_8);
        }
    }

    /** The offset of the last index entry with this tag, or -1. */
    private int find(int tag) throws DamagedImageException {
        for (int i = entries - 1; i >= 0; i--) {
            if (bytes.be32(INDEX_START + i * ENTRY_BYTES) == tag) {
                return INDEX_START + i * ENTRY_BYTES;
            }
        }
        return -1;
    }

    private void expect(int tag, int entry, int type, int orType) throws DamagedImageException {
        long found = bytes.be32(entry + 4);
        if (found != type && found != orType) {
            throw damaged(tag, "is of type " + found + ", not " + type, entry);
        }
    }

    private int start(int tag, int entry, long length) throws DamagedImageException {
        long offset = bytes.be32(entry + 8);
        if (offset + length > blob.length - dataStart) {
            throw damaged(
                    tag,
                    "takes " + length + " bytes at " + offset + " of the " + (blob.length - dataStart) + " there are",
                    entry);
        }
        return dataStart + (int) offset;
    }

    private DamagedImageException damaged(int tag, String what, int entry) {
        return bytes.damaged("rpm header: tag " + tag + " " + what, entry);
    }
}

package org.imginspect.facts.packages.rpm;

import java.util.BitSet;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.LimitExceededException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Bytes;
import org.imginspect.io.Limits;

/**
 * The {@code Packages} of EL6 to EL8 and Amazon Linux 2: a Berkeley DB hash (dbinc/db_page.h), in the byte order of the machine that
 * made it. Keys are numbers of 32 bits; key 0 holds the highest, the others a header each.
 *
 * <pre>
 * page 0   0x0c magic 0x061561; 0x10 version; 0x14 page size; 0x18 u8 encryption; 0x19 u8 type 8; 0x1a u8 flags; 0x20 last page;
 *          0x48 max_bucket; 0x60 spares[32]
 * page     0x08 its number; 0x10 the next of its bucket or chain; 0x14 u16 items; 0x16 u16 bytes used (overflow pages); 0x19 u8 type;
 *          0x1a offsets of the items, u16 each; an item ends where the one before it begins
 * item     0x00 u8: 1 the bytes follow; 3 elsewhere: 0x04 first overflow page, 0x08 length; key and value in turn
 * bucket B begins at page B + spares[ceil(log2(B + 1))]
 * </pre>
 */
final class BdbHashStore implements HeaderStore {
    private static final long MAGIC = 0x0006_1561;
    private static final int META_BYTES = 512;
    private static final int SPARES = 32;
    private static final int PAGE_HEADER = 26;
    private static final int TYPE_HASH_UNSORTED = 2;
    private static final int TYPE_OVERFLOW = 7;
    private static final int TYPE_HASH_META = 8;
    private static final int TYPE_HASH = 13;
    private static final int ITEM_HERE = 1;
    private static final int ITEM_ELSEWHERE = 3;
    private static final int FLAG_CHECKSUM = 0x01;
    private static final int OLDEST_VERSION = 8;
    private static final int NEWEST_VERSION = 9;

    private final ByteSource file;
    private final Limits limits;
    private final boolean big;
    private final int pageBytes;
    private final long lastPage;
    private final long maxBucket;
    private final long[] spares;

    private BdbHashStore(ByteSource file, Limits limits, Bytes meta, boolean big) throws ImageException {
        this.file = file;
        this.limits = limits;
        this.big = big;
        long version = u32(meta, 0x10);
        if (version < OLDEST_VERSION || version > NEWEST_VERSION) {
            throw new UnsupportedFeatureException(
                    "berkeley db: hash version " + version + ", not " + OLDEST_VERSION + " or " + NEWEST_VERSION,
                    file.describe());
        }
        if (meta.u8(0x18) != 0 || (meta.u8(0x1a) & FLAG_CHECKSUM) != 0) {
            throw new UnsupportedFeatureException("berkeley db: encrypted or checksummed pages", file.describe());
        }
        if (meta.u8(0x19) != TYPE_HASH_META) {
            throw meta.damaged("berkeley db: page 0 is of type " + meta.u8(0x19) + ", not " + TYPE_HASH_META, 0x19);
        }
        long size = u32(meta, 0x14);
        if (size < META_BYTES || size > 0x1_0000 || Long.bitCount(size) != 1) {
            throw meta.damaged("berkeley db: page size " + size + " is no power of 2 from 512 to 65536", 0x14);
        }
        pageBytes = (int) size;
        lastPage = u32(meta, 0x20);
        maxBucket = u32(meta, 0x48);
        if ((lastPage + 1) * pageBytes > file.size()) {
            throw meta.damaged(
                    "berkeley db: last page " + lastPage + " of " + pageBytes + " bytes lies beyond the end of "
                            + file.size() + " bytes",
                    0x20);
        }
        if (lastPage / Byte.SIZE > limits.get(Limits.METADATA_TABLE_BYTES)) {
            throw new LimitExceededException(
                    "berkeley db: " + lastPage + " pages to keep account of",
                    Limits.METADATA_TABLE_BYTES,
                    limits.get(Limits.METADATA_TABLE_BYTES),
                    file.describe());
        }
        if (maxBucket > lastPage) {
            throw meta.damaged("berkeley db: " + maxBucket + " buckets on " + lastPage + " pages", 0x48);
        }
        spares = new long[SPARES];
        for (int i = 0; i < SPARES; i++) {
            spares[i] = u32(meta, 0x60 + 4 * i);
        }
    }

    /** @throws DamagedImageException if it is no Berkeley DB hash of either byte order */
    static BdbHashStore open(ByteSource file, Limits limits) throws ImageException {
        if (file.size() < META_BYTES) {
            throw new DamagedImageException(
                    "berkeley db: " + file.size() + " bytes are less than a page", file.describe());
        }
        Bytes meta = file.read(0, META_BYTES);
        if (meta.le32(0x0c) != MAGIC && meta.be32(0x0c) != MAGIC) {
            throw meta.damaged("berkeley db: magic is not that of a hash, 0x" + Long.toHexString(MAGIC), 0x0c);
        }
        return new BdbHashStore(file, limits, meta, meta.be32(0x0c) == MAGIC);
    }

    @Override
    public void forEach(HeaderVisitor visitor) throws ImageException {
        BitSet seen = new BitSet();
        for (long bucket = 0; bucket <= maxBucket; bucket++) {
            long page = Math.addExact(bucket, spares[ceilLog2(bucket + 1)]);
            while (page != 0) {
                Bytes bytes = page(page, seen);
                int type = bytes.u8(0x19);
                if (type == 0 && u32(bytes, 0x08) == 0) {
                    break; // Buckets are made in groups; those that nothing was put in yet are zeros.
                }
                if (type != TYPE_HASH && type != TYPE_HASH_UNSORTED) {
                    throw bytes.damaged("berkeley db: page " + page + " of a bucket is of type " + type, 0x19);
                }
                pairs(bytes, page, seen, visitor);
                page = u32(bytes, 0x10);
            }
        }
    }

    private void pairs(Bytes page, long number, BitSet seen, HeaderVisitor visitor) throws ImageException {
        int items = u16(page, 0x14);
        if (items % 2 != 0 || PAGE_HEADER + 2 * items > pageBytes) {
            throw page.damaged("berkeley db: " + items + " items on page " + number, 0x14);
        }
        int end = pageBytes;
        for (int i = 0; i < items; i += 2) {
            int key = u16(page, PAGE_HEADER + 2 * i);
            int value = u16(page, PAGE_HEADER + 2 * i + 2);
            if (key >= end || value >= key || value < PAGE_HEADER + 2 * items) {
                throw page.damaged("berkeley db: item " + i + " of page " + number + " overlaps another", 0x1a + 2 * i);
            }
            if (page.u8(key) != ITEM_HERE || end - key != 5) {
                throw page.damaged("berkeley db: key " + i + " of page " + number + " is no 32-bit number", key);
            }
            long instance = u32(page, key + 1);
            if (instance != 0) {
                String where = file.describe() + " package " + instance;
                visitor.visit(RpmHeader.parse(value(page, value, key - value, seen), where));
            }
            end = value;
        }
    }

    private byte[] value(Bytes page, int at, int length, BitSet seen) throws ImageException {
        int type = page.u8(at);
        if (type == ITEM_HERE) {
            return page.copy(at + 1, length - 1);
        }
        if (type != ITEM_ELSEWHERE || length != 12) {
            throw page.damaged("berkeley db: value is an item of type " + type + " and " + length + " bytes", at);
        }
        long first = u32(page, at + 4);
        long total = u32(page, at + 8);
        long cap = limits.get(Limits.METADATA_TABLE_BYTES);
        if (total > cap) {
            throw new LimitExceededException(
                    "berkeley db: package of " + total + " bytes", Limits.METADATA_TABLE_BYTES, cap, file.describe());
        }
        if (total > (lastPage + 1) * pageBytes) {
            throw page.damaged("berkeley db: package of " + total + " bytes is longer than the file", at);
        }
        byte[] all = new byte[(int) total];
        int filled = 0;
        for (long next = first; next != 0; ) {
            Bytes overflow = page(next, seen);
            int used = u16(overflow, 0x16);
            if (overflow.u8(0x19) != TYPE_OVERFLOW || used > pageBytes - PAGE_HEADER || used > all.length - filled) {
                throw overflow.damaged(
                        "berkeley db: page " + next + " of type " + overflow.u8(0x19) + " with " + used
                                + " bytes continues a package of " + total,
                        0x16);
            }
            overflow.copyTo(PAGE_HEADER, all, filled, used);
            filled += used;
            next = u32(overflow, 0x10);
        }
        if (filled != all.length) {
            throw page.damaged("berkeley db: " + filled + " of " + total + " bytes of a package are there", at);
        }
        return all;
    }

    /** Reads a page, none twice: a chain that comes back would never end. */
    private Bytes page(long number, BitSet seen) throws ImageException {
        if (number > lastPage) {
            throw new DamagedImageException(
                    "berkeley db: page " + number + " exceeds the last, " + lastPage, file.describe());
        }
        Bytes bytes = file.read(number * pageBytes, pageBytes);
        if (seen.get((int) number)) {
            throw bytes.damaged("berkeley db: page " + number + " is used twice", 0);
        }
        seen.set((int) number);
        return bytes;
    }

    private int u16(Bytes bytes, int offset) throws DamagedImageException {
        return big ? bytes.be16(offset) : bytes.le16(offset);
    }

    private long u32(Bytes bytes, int offset) throws DamagedImageException {
        return big ? bytes.be32(offset) : bytes.le32(offset);
    }

    private static int ceilLog2(long number) {
        return number <= 1 ? 0 : 64 - Long.numberOfLeadingZeros(number - 1);
    }
}

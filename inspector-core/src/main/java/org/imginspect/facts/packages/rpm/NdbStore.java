package org.imginspect.facts.packages.rpm;

import java.util.zip.Adler32;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.LimitExceededException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Bytes;
import org.imginspect.io.Limits;

/**
 * ndb, the database of SUSE: {@code Packages.db} (lib/backend/ndb/rpmpkg.c). All numbers are little-endian.
 *
 * <pre>
 * header  0x00  magic "RpmP"; 0x04 le32 version 0; 0x08 le32 generation; 0x0c le32 pages of slots; 0x10 le32 next index
 * slots   0x20 to the end of the last of those pages of 4096 bytes, 16 bytes each:
 *         0x00 magic "Slot"; 0x04 le32 index of the package, 0 if free; 0x08 le32 first block; 0x0c le32 blocks of 16 bytes
 * blob    0x00 magic "BlbS"; 0x04 le32 index; 0x08 le32 generation; 0x0c le32 bytes of the header; then the header, padding;
 *         the last 12 bytes: le32 Adler-32 of all before, le32 bytes of the header, magic "BlbE"
 * </pre>
 */
final class NdbStore implements HeaderStore {
    private static final String MAGIC = "RpmP";
    private static final int HEADER_BYTES = 32;
    private static final int PAGE_BYTES = 4096;
    private static final int SLOT_BYTES = 16;
    private static final int BLOCK_BYTES = 16;
    private static final int BLOB_HEAD = 16;
    private static final int BLOB_TAIL = 12;

    private final ByteSource file;
    private final Limits limits;
    private final long slotPages;

    private NdbStore(ByteSource file, Limits limits, long slotPages) {
        this.file = file;
        this.limits = limits;
        this.slotPages = slotPages;
    }

    static NdbStore open(ByteSource file, Limits limits) throws ImageException {
        if (file.size() < PAGE_BYTES) {
            throw new DamagedImageException("ndb: " + file.size() + " bytes are less than a page", file.describe());
        }
        Bytes header = file.read(0, HEADER_BYTES);
        if (!header.latin1(0x00, 4).equals(MAGIC)) {
            throw header.damaged("ndb: magic is not '" + MAGIC + "'", 0);
        }
        if (header.le32(0x04) != 0) {
            throw new UnsupportedFeatureException("ndb: version " + header.le32(0x04) + ", not 0", file.describe());
        }
        long pages = header.le32(0x0c);
        if (pages == 0 || pages > file.size() / PAGE_BYTES) {
            throw header.damaged("ndb: " + pages + " pages of slots in a file of " + file.size() + " bytes", 0x0c);
        }
        return new NdbStore(file, limits, pages);
    }

    @Override
    public void forEach(HeaderVisitor visitor) throws ImageException {
        long blobsStart = slotPages * PAGE_BYTES;
        for (long page = 0; page < slotPages; page++) {
            Bytes slots = file.read(page * PAGE_BYTES, PAGE_BYTES);
            for (int at = page == 0 ? HEADER_BYTES : 0; at < PAGE_BYTES; at += SLOT_BYTES) {
                if (!slots.latin1(at, 4).equals("Slot")) {
                    throw slots.damaged("ndb: magic of a slot is not 'Slot'", at);
                }
                long index = slots.le32(at + 0x04);
                if (index == 0) {
                    continue;
                }
                long start = slots.le32(at + 0x08) * BLOCK_BYTES;
                long length = slots.le32(at + 0x0c) * BLOCK_BYTES;
                if (start < blobsStart || length < BLOB_HEAD + BLOB_TAIL || start + length > file.size()) {
                    throw slots.damaged(
                            "ndb: package " + index + " takes " + length + " bytes at 0x" + Long.toHexString(start)
                                    + ", outside the blobs",
                            at);
                }
                visitor.visit(RpmHeader.parse(blob(index, start, length), file.describe() + " package " + index));
            }
        }
    }

    private byte[] blob(long index, long start, long length) throws ImageException {
        long cap = limits.get(Limits.METADATA_TABLE_BYTES);
        if (length > cap) {
            throw new LimitExceededException(
                    "ndb: package of " + length + " bytes", Limits.METADATA_TABLE_BYTES, cap, file.describe());
        }
        byte[] all = new byte[(int) length];
        file.readFully(start, all, 0, all.length);
        Bytes bytes = new Bytes(all, file.describe(), start);
        int tail = all.length - BLOB_TAIL;
        if (!bytes.latin1(0x00, 4).equals("BlbS") || !bytes.latin1(tail + 8, 4).equals("BlbE")) {
            throw bytes.damaged("ndb: package " + index + " does not begin with 'BlbS' and end with 'BlbE'", 0);
        }
        long size = bytes.le32(0x0c);
        if (bytes.le32(0x04) != index || bytes.le32(tail + 4) != size || size > tail - BLOB_HEAD) {
            throw bytes.damaged("ndb: package " + index + " contradicts its slot or its own end", 0);
        }
        Adler32 sum = new Adler32();
        sum.update(all, 0, tail);
        if (sum.getValue() != bytes.le32(tail)) {
            throw bytes.damaged("ndb: checksum of package " + index + " is wrong", tail);
        }
        return bytes.copy(BLOB_HEAD, (int) size);
    }
}

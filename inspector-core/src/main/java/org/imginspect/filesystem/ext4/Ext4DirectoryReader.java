package org.imginspect.filesystem.ext4;

import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.LimitExceededException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.filesystem.DirectoryEntries;
import org.imginspect.guest.GuestName;
import org.imginspect.io.Limits;

/**
 * Reads a directory block by block. The index blocks of a hashed directory look like blocks with one unused entry, so they need
 * nothing but their own kind of checksum. One thread at a time.
 */
final class Ext4DirectoryReader {
    private static final int ENTRY_BYTES = 8;
    private static final int TAIL_BYTES = 12;
    private static final int TAIL_TYPE = 0xde;
    private static final int READ_BYTES = 64 << 10;
    /** An entry takes at most 264 bytes; what deleted ones leave behind may take as much again. */
    private static final long MAX_BYTES_PER_ENTRY = 528;

    private final Ext4Volume volume;
    private final int blockSize;
    private final byte[] buffer;

    Ext4DirectoryReader(Ext4Volume volume) {
        this.volume = volume;
        this.blockSize = volume.blockSize();
        this.buffer = new byte[Math.max(READ_BYTES, blockSize)];
    }

    DirectoryEntries read(Ext4Inode inode) throws ImageException {
        if (inode.hasFlag(Ext4Inode.FLAG_ENCRYPT)) {
            throw new UnsupportedFeatureException(
                    "ext4: directory " + inode.name() + " is encrypted, its names cannot be read", volume.where());
        }
        DirectoryEntries.Builder entries = new DirectoryEntries.Builder();
        if (inode.hasFlag(Ext4Inode.FLAG_INLINE_DATA)) {
            readInline(inode, entries);
        } else {
            readBlocks(inode, entries);
        }
        DirectoryEntries directory = entries.build();
        GuestName duplicate = directory.duplicate();
        if (duplicate != null) {
            throw inode.damaged("two entries are called " + duplicate);
        }
        return directory;
    }

    private void readBlocks(Ext4Inode inode, DirectoryEntries.Builder entries) throws ImageException {
        long size = inode.sizeBytes();
        if (size == 0 || size % blockSize != 0) {
            throw inode.damaged("directory of " + size + " bytes is no multiple of the block size " + blockSize);
        }
        long cap = volume.limits().get(Limits.DIRECTORY_ENTRIES);
        if (size / MAX_BYTES_PER_ENTRY > cap) {
            throw tooLarge(inode, "a size of " + size + " bytes", cap);
        }
        Ext4Runs runs = Ext4Mapping.read(volume, inode);
        for (long position = 0; position < size; position += buffer.length) {
            int length = (int) Math.min(buffer.length, size - position);
            for (int at = 0; at < length; at += blockSize) {
                if (runs.physicalBlock((position + at) / blockSize) == 0) {
                    throw inode.damaged("directory has a hole at 0x" + Long.toHexString(position + at));
                }
            }
            runs.read(position, buffer, 0, length);
            for (int at = 0; at < length; at += blockSize) {
                verifyChecksum(inode, at, position + at);
                parse(inode, buffer, at, at + blockSize, blockSize, entries);
            }
        }
    }

    /** i_block: the parent's number, le32, then entries; more of them in the attribute system.data. */
    private void readInline(Ext4Inode inode, DirectoryEntries.Builder entries) throws ImageException {
        byte[] inner = inode.raw().copy(Ext4Inode.BLOCK_AT, Ext4Inode.BLOCK_BYTES);
        byte[] outer = Ext4Xattrs.inlineData(inode);
        if (inode.sizeBytes() > inner.length + outer.length) {
            throw inode.damaged("directory of " + inode.sizeBytes() + " bytes has " + (inner.length + outer.length)
                    + " bytes inline");
        }
        parse(inode, inner, 4, inner.length, inner.length, entries);
        parse(inode, outer, 0, outer.length, outer.length, entries);
    }

    private void parse(
            Ext4Inode inode, byte[] bytes, int from, int end, int areaBytes, DirectoryEntries.Builder entries)
            throws ImageException {
        int at = from;
        while (at < end) {
            if (end - at < ENTRY_BYTES) {
                throw inode.damaged("directory block ends inside an entry");
            }
            int number = le32(bytes, at); // inode, 0x0, le32
            int recordLength = recordLength(le16(bytes, at + 4), areaBytes); // rec_len, 0x4, le16
            // name_len, 0x6, u8. Without the feature filetype the byte behind it belongs to the length, says the
            // description, but Linux takes
            // one byte, and leaves in the other what was there: 0xde in the last entry of a block with a checksum.
            int nameLength = bytes[at + 6] & 0xff;
            if (recordLength < ENTRY_BYTES + 4
                    || (recordLength & 3) != 0
                    || recordLength > end - at
                    || nameLength > recordLength - ENTRY_BYTES) {
                throw inode.damaged("directory entry of " + recordLength + " bytes with a name of " + nameLength
                        + ", where " + (end - at) + " bytes are left");
            }
            if (number != 0 && !isDots(bytes, at + ENTRY_BYTES, nameLength)) {
                add(inode, bytes, at + ENTRY_BYTES, nameLength, number, entries);
            }
            at += recordLength;
        }
    }

    private void add(
            Ext4Inode inode, byte[] bytes, int nameAt, int nameLength, int number, DirectoryEntries.Builder entries)
            throws ImageException {
        if (nameLength == 0) {
            throw inode.damaged("directory entry without a name");
        }
        for (int i = nameAt; i < nameAt + nameLength; i++) {
            if (bytes[i] == 0 || bytes[i] == '/') {
                throw inode.damaged("directory entry whose name holds a NUL or a slash");
            }
        }
        long cap = volume.limits().get(Limits.DIRECTORY_ENTRIES);
        if (entries.count() >= cap) {
            throw tooLarge(inode, "more than " + cap + " entries", cap);
        }
        entries.add(bytes, nameAt, nameLength, Integer.toUnsignedLong(number));
    }

    private static boolean isDots(byte[] bytes, int at, int length) {
        return length > 0 && length <= 2 && bytes[at] == '.' && bytes[at + length - 1] == '.';
    }

    /** With blocks of 64 KiB a length that does not fit is 65535 or 0, and the low two bits are the high ones. */
    private int recordLength(int stored, int areaBytes) {
        if (areaBytes < 65536) {
            return stored;
        }
        return stored == 65535 || stored == 0 ? areaBytes : (stored & 65532) | (stored & 3) << 16;
    }

    private LimitExceededException tooLarge(Ext4Inode inode, String what, long cap) {
        return new LimitExceededException(
                "ext4: directory " + inode.name() + " has " + what, Limits.DIRECTORY_ENTRIES, cap, volume.where());
    }

    // ---- checksums ----

    private void verifyChecksum(Ext4Inode inode, int at, long position) throws ImageException {
        if (!volume.checksums().enabled()) {
            return;
        }
        int firstLength = recordLength(le16(buffer, at + 4), blockSize);
        boolean indexRoot = inode.hasFlag(Ext4Inode.FLAG_INDEX) && position == 0;
        // An inner index block begins with one unused entry over the whole block, which leaves no room for a leaf's
        // tail.
        boolean indexNode = inode.hasFlag(Ext4Inode.FLAG_INDEX) && le32(buffer, at) == 0 && firstLength == blockSize;
        String what = "directory block 0x" + Long.toHexString(position) + " of " + inode.name();
        long stored;
        long computed;
        volume.checksums().begin(inode.number(), inode.generation());
        if (indexRoot || indexNode) {
            // struct dx_countlimit behind the fake entries: limit, 0x0, le16; count, 0x2, le16; entries of 8 bytes,
            // itself the first
            int countAt = indexRoot ? 32 : 8;
            int limit = le16(buffer, at + countAt);
            int count = le16(buffer, at + countAt + 2);
            int tail = countAt + 8 * limit; // struct dx_tail: dt_reserved, 0x0, le32; dt_checksum, 0x4, le32
            if (count > limit || tail + 8 > blockSize) {
                throw inode.damaged(what + " has " + count + " index entries in room for " + limit);
            }
            stored = le32(buffer, at + tail + 4) & 0xffff_ffffL;
            computed = volume.checksums()
                    .add(buffer, at, countAt + 8 * count)
                    .add(buffer, at + tail, 4)
                    .addZeros(4)
                    .value();
        } else {
            // struct ext4_dir_entry_tail: an entry without inode and name, of type 0xde; det_checksum, 0x8, le32
            int tail = at + blockSize - TAIL_BYTES;
            if (le32(buffer, tail) != 0
                    || le16(buffer, tail + 4) != TAIL_BYTES
                    || buffer[tail + 6] != 0
                    || (buffer[tail + 7] & 0xff) != TAIL_TYPE) {
                throw inode.damaged(what + " has no checksum");
            }
            stored = le32(buffer, tail + 8) & 0xffff_ffffL;
            computed =
                    volume.checksums().add(buffer, at, blockSize - TAIL_BYTES).value();
        }
        if (stored != computed) {
            throw new DamagedImageException(Ext4Checksums.mismatch(what, stored, computed), volume.where());
        }
    }

    // Entries are read from a plain array: every offset was compared with the block's end, and this is the hottest
    // loop.

    private static int le16(byte[] bytes, int at) {
        return (bytes[at] & 0xff) | (bytes[at + 1] & 0xff) << 8;
    }

    private static int le32(byte[] bytes, int at) {
        return le16(bytes, at) | le16(bytes, at + 2) << 16;
    }
}

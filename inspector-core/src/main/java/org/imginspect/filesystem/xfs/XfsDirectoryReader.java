package org.imginspect.filesystem.xfs;

import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.LimitExceededException;
import org.imginspect.filesystem.DirectoryEntries;
import org.imginspect.guest.GuestName;
import org.imginspect.io.Bytes;
import org.imginspect.io.Limits;

/**
 * Reads a directory's entries: in the inode, in one block that ends with its own index, or in data blocks whose index lies from
 * 32 GiB on and is not needed to list them all. Data blocks that became empty are holes. One thread at a time.
 */
final class XfsDirectoryReader {
    private static final int MAGIC_BLOCK_4 = 0x58443242; // XD2B
    private static final int MAGIC_DATA_4 = 0x58443244; // XD2D
    private static final int MAGIC_BLOCK_5 = 0x58444233; // XDB3
    private static final int MAGIC_DATA_5 = 0x58444433; // XDD3
    private static final int HEADER_BYTES_4 = 16;
    private static final int HEADER_BYTES_5 = 64;
    private static final int ENTRY_BYTES = 9;
    private static final int FREE_TAG = 0xffff;
    private static final int READ_BYTES = 64 << 10;
    /** An entry takes at most 272 bytes; what deleted ones leave behind may take as much again. */
    private static final long MAX_BYTES_PER_ENTRY = 544;

    /** XFS_DIR2_LEAF_OFFSET: the index begins here. */
    private static final long INDEX_OFFSET = 1L << 35;

    private final XfsVolume volume;
    private final boolean five;
    private final int blockSize;
    private final int header;
    private final int typeBytes;
    private final byte[] buffer = new byte[READ_BYTES];

    XfsDirectoryReader(XfsVolume volume) {
        this.volume = volume;
        this.five = volume.superblock().checksums();
        this.blockSize = volume.superblock().directoryBlockSize();
        this.header = five ? HEADER_BYTES_5 : HEADER_BYTES_4;
        this.typeBytes = volume.superblock().fileTypes() ? 1 : 0;
    }

    DirectoryEntries read(XfsInode inode) throws ImageException {
        DirectoryEntries.Builder entries = new DirectoryEntries.Builder();
        if (inode.data().format() == XfsInode.FORMAT_LOCAL) {
            readShort(inode, entries);
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

    /** struct xfs_dir2_sf_hdr: count, i8count, parent of 4 or 8 bytes; then entries. */
    private void readShort(XfsInode inode, DirectoryEntries.Builder entries) throws ImageException {
        int size = (int) Math.min(inode.sizeBytes(), Integer.MAX_VALUE);
        if (size > inode.data().raw().length()) {
            throw inode.damaged("directory of " + inode.sizeBytes() + " bytes in room for "
                    + inode.data().raw().length());
        }
        Bytes raw = inode.data().raw().slice(0, size);
        int wide = raw.u8(0x1); // i8count, 0x1, u8: how many numbers need 8 bytes; then all have them
        int count = raw.u8(0x0); // count, 0x0, u8
        int numberBytes = wide > 0 ? 8 : 4;
        int at = 2 + numberBytes;
        byte[] bytes = raw.copy(0, size);
        for (int i = 0; i < count; i++) {
            int length = raw.u8(at); // namelen, 0x0, u8
            int nameAt = at + 3; // offset, 0x1, be16: its place once it is a block
            int numberAt = nameAt + length + typeBytes;
            long number = wide > 0 ? raw.be64(numberAt) : raw.be32(numberAt);
            add(inode, bytes, nameAt, length, number, entries);
            at = numberAt + numberBytes;
        }
        if (at != size) {
            throw inode.damaged("directory of " + size + " bytes has entries of " + at);
        }
    }

    private void readBlocks(XfsInode inode, DirectoryEntries.Builder entries) throws ImageException {
        XfsRuns runs = XfsMapping.read(volume, inode, inode.data());
        int shift = volume.blockShift();
        int perBlock = blockSize >> shift;
        long indexBlock = INDEX_OFFSET >> shift;
        int last = runs.count() - 1;
        boolean single = last >= 0 && runs.logical(last) + runs.length(last) == perBlock;
        if (last < 0 || runs.logical(0) != 0) {
            throw inode.damaged("directory without its first block");
        }
        checkSize(inode, runs, indexBlock);
        long block = 0;
        for (int run = 0; run <= last && runs.logical(run) < indexBlock; run++) {
            long end = Math.min(runs.logical(run) + runs.length(run), indexBlock);
            block = Math.max(block, runs.logical(run));
            while (block < end) {
                if (block % perBlock != 0) {
                    throw inode.damaged("directory block at file block " + block + " is incomplete");
                }
                // A run's whole blocks at once; a block that goes on in the next run alone.
                long fit = (end - block) / perBlock * perBlock;
                int blocks = (int) Math.min(Math.max(fit, perBlock), READ_BYTES >> shift);
                for (long i = end; i < block + blocks; i++) {
                    if (runs.physicalBlock(i) == 0) {
                        throw inode.damaged("directory has a hole inside the block at " + block);
                    }
                }
                runs.read(block << shift, buffer, 0, blocks << shift);
                for (int at = 0; at < blocks << shift; at += blockSize) {
                    long physical = runs.physicalBlock(block + (at >> shift));
                    Bytes bytes =
                            new Bytes(buffer, volume.where(), volume.position(physical) - at).slice(at, blockSize);
                    readBlock(inode, bytes, at, single, entries);
                }
                block += blocks;
            }
        }
    }

    /** What is mapped for entries is read whole: more than the volume has, or than the limit could fill, is not. */
    private void checkSize(XfsInode inode, XfsRuns runs, long indexBlock) throws ImageException {
        long blocks = 0;
        for (int run = 0; run < runs.count() && runs.logical(run) < indexBlock; run++) {
            blocks += runs.length(run);
        }
        if (blocks > volume.superblock().blocks()) {
            throw inode.damaged("directory of " + blocks + " blocks, but the volume has "
                    + volume.superblock().blocks());
        }
        long cap = volume.limits().get(Limits.DIRECTORY_ENTRIES);
        if ((blocks << volume.blockShift()) / MAX_BYTES_PER_ENTRY > cap) {
            throw new LimitExceededException(
                    "xfs: directory " + inode.name() + " has " + (blocks << volume.blockShift()) + " bytes",
                    Limits.DIRECTORY_ENTRIES,
                    cap,
                    volume.where());
        }
    }

    /** @param base where in the buffer the block begins */
    private void readBlock(XfsInode inode, Bytes block, int base, boolean single, DirectoryEntries.Builder entries)
            throws ImageException {
        int magic = (int) block.be32(0x0);
        int expected = single ? (five ? MAGIC_BLOCK_5 : MAGIC_BLOCK_4) : (five ? MAGIC_DATA_5 : MAGIC_DATA_4);
        if (magic != expected) {
            throw block.damaged(
                    "xfs: " + inode.name() + ": directory block has the magic 0x" + Integer.toHexString(magic)
                            + ", not 0x" + Integer.toHexString(expected),
                    0);
        }
        volume.verify(block, XfsVolume.Fields.DIRECTORY, inode.number(), "directory block of " + inode.name());
        int end = blockSize;
        if (single) {
            // struct xfs_dir2_block_tail, the last 8 bytes: count, 0x0, be32; before it that many entries of 8 bytes
            long count = block.be32(blockSize - 8);
            if (count > (blockSize - header - 8) / 8) {
                throw block.damaged(
                        "xfs: " + inode.name() + ": directory block with an index of " + count + " entries",
                        blockSize - 8);
            }
            end -= 8 + 8 * (int) count;
        }
        parse(inode, block, base + header, base + end, entries);
    }

    private void parse(XfsInode inode, Bytes block, int from, int end, DirectoryEntries.Builder entries)
            throws ImageException {
        int at = from;
        while (at < end) {
            int length;
            if (at + 4 <= end && be16(at) == FREE_TAG) { // freetag, 0x0, be16
                length = be16(at + 2); // length, 0x2, be16
                if (length == 0 || (length & 7) != 0) {
                    throw entryDamaged(inode, block, length, end - at);
                }
            } else if (at + ENTRY_BYTES > end) {
                throw entryDamaged(inode, block, ENTRY_BYTES, end - at);
            } else {
                int nameLength = buffer[at + 8] & 0xff; // namelen, 0x8, u8
                // inumber 8, namelen 1, the name, its type, tag 2; a multiple of 8
                length = (ENTRY_BYTES + nameLength + typeBytes + 2 + 7) & ~7;
                if (length <= end - at) {
                    add(inode, buffer, at + ENTRY_BYTES, nameLength, be64(at), entries); // inumber, 0x0, be64
                }
            }
            if (length > end - at) {
                throw entryDamaged(inode, block, length, end - at);
            }
            at += length;
        }
    }

    private static DamagedImageException entryDamaged(XfsInode inode, Bytes block, int length, int room) {
        return block.damaged(
                "xfs: " + inode.name() + ": directory entry of " + length + " bytes, where " + room + " are left", 0);
    }

    private void add(
            XfsInode inode, byte[] bytes, int nameAt, int nameLength, long number, DirectoryEntries.Builder entries)
            throws ImageException {
        if (nameLength == 0) {
            throw inode.damaged("directory entry without a name");
        }
        if (nameLength <= 2 && bytes[nameAt] == '.' && bytes[nameAt + nameLength - 1] == '.') {
            return;
        }
        for (int i = nameAt; i < nameAt + nameLength; i++) {
            if (bytes[i] == 0 || bytes[i] == '/') {
                throw inode.damaged("directory entry whose name holds a NUL or a slash");
            }
        }
        if (number <= 0) {
            throw inode.damaged("directory entry for inode " + Long.toUnsignedString(number));
        }
        long cap = volume.limits().get(Limits.DIRECTORY_ENTRIES);
        if (entries.count() >= cap) {
            throw new LimitExceededException(
                    "xfs: directory " + inode.name() + " has more than " + cap + " entries",
                    Limits.DIRECTORY_ENTRIES,
                    cap,
                    volume.where());
        }
        entries.add(bytes, nameAt, nameLength, number);
    }

    // Entries are read from the plain array: every offset was compared with the block's end, and this is the hottest
    // loop.

    private int be16(int at) {
        return (buffer[at] & 0xff) << 8 | (buffer[at + 1] & 0xff);
    }

    private long be64(int at) {
        return ((long) be16(at) << 48) | ((long) be16(at + 2) << 32) | ((long) be16(at + 4) << 16) | be16(at + 6);
    }
}

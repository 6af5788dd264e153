package org.imginspect.filesystem.xfs;

import org.imginspect.error.ImageException;
import org.imginspect.io.Bytes;

/** Targets of symbolic links: in the inode, or in blocks that begin with a header in version 5. */
final class XfsSymlink {
    private static final int MAGIC = 0x58534c4d; // XSLM
    private static final int HEADER_BYTES = 56;
    /** XFS_SYMLINK_MAXLEN. */
    private static final int MAX_TARGET_BYTES = 1024;

    private XfsSymlink() {}

    static byte[] target(XfsVolume volume, XfsInode inode) throws ImageException {
        long size = inode.sizeBytes();
        if (size == 0 || size > MAX_TARGET_BYTES) {
            throw inode.damaged("symbolic link with a target of " + size + " bytes, not 1 to " + MAX_TARGET_BYTES);
        }
        byte[] target;
        if (inode.data().format() == XfsInode.FORMAT_LOCAL) {
            if (size > inode.data().raw().length()) {
                throw inode.damaged("symbolic link with a target of " + size + " bytes in room for "
                        + inode.data().raw().length());
            }
            target = inode.data().raw().copy(0, (int) size);
        } else {
            target = remote(volume, inode, (int) size);
        }
        for (byte b : target) {
            if (b == 0) {
                throw inode.damaged("the target of the symbolic link holds a NUL");
            }
        }
        return target;
    }

    /** One header for each run of blocks, not for each block. */
    private static byte[] remote(XfsVolume volume, XfsInode inode, int size) throws ImageException {
        XfsRuns runs = XfsMapping.read(volume, inode, inode.data());
        boolean five = volume.superblock().checksums();
        int header = five ? HEADER_BYTES : 0;
        byte[] target = new byte[size];
        int done = 0;
        long block = 0;
        for (int run = 0; run < runs.count() && done < size; run++) {
            if (runs.logical(run) != block) {
                throw inode.damaged("symbolic link with a hole");
            }
            block += runs.length(run);
            // The longest target needs this many blocks of its own with the smallest ones; more of them hold nothing.
            long most = (MAX_TARGET_BYTES + HEADER_BYTES + volume.blockSize() - 1L) / volume.blockSize() + 1;
            int length = (int) Math.min(runs.length(run), most) << volume.blockShift();
            byte[] raw = new byte[length];
            long position = volume.position(runs.physical(run));
            volume.read(position, raw, 0, length);
            Bytes bytes = new Bytes(raw, volume.where(), position);
            int count = Math.min(size - done, length - header);
            if (five) {
                if (bytes.be32(0x0) != MAGIC) { // sl_magic, 0x0, be32
                    throw bytes.damaged(
                            "xfs: target of " + inode.name() + " has the magic 0x" + Long.toHexString(bytes.be32(0)),
                            0);
                }
                volume.verify(bytes, XfsVolume.Fields.SYMLINK, inode.number(), "target of " + inode.name());
                // sl_offset, 0x4, be32, and sl_bytes, 0x8, be32
                if (bytes.be32(0x4) != done || bytes.be32(0x8) < count) {
                    throw bytes.damaged(
                            "xfs: target of " + inode.name() + " holds " + bytes.be32(0x8) + " bytes of it from "
                                    + bytes.be32(0x4) + " on, not " + count + " from " + done + " on",
                            0x4);
                }
            }
            bytes.copyTo(header, target, done, count);
            done += count;
        }
        if (done < size) {
            throw inode.damaged("symbolic link with " + done + " of " + size + " bytes");
        }
        return target;
    }
}

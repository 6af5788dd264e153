package org.imginspect.filesystem.ext4;

import java.util.Arrays;
import org.imginspect.error.ImageException;

/** Content that lies in the inode itself, and targets of symbolic links wherever they lie. */
final class Ext4Symlink {
    private Ext4Symlink() {}

    /** The target of a symbolic link that is not encrypted. */
    static byte[] target(Ext4Volume volume, Ext4Inode inode) throws ImageException {
        long size = inode.sizeBytes();
        if (size == 0 || size >= volume.blockSize()) {
            throw inode.damaged(
                    "symbolic link with a target of " + size + " bytes, not 1 to " + (volume.blockSize() - 1));
        }
        byte[] target;
        if (inode.hasFlag(Ext4Inode.FLAG_INLINE_DATA)) {
            target = inline(inode);
        } else if (isFast(volume, inode)) {
            if (size >= Ext4Inode.BLOCK_BYTES) {
                throw inode.damaged("symbolic link with " + size + " bytes, but no block");
            }
            target = inode.raw().copy(Ext4Inode.BLOCK_AT, (int) size);
        } else {
            target = new byte[(int) size];
            Ext4Runs runs = Ext4Mapping.read(volume, inode);
            if (runs.physicalBlock(0) == 0) {
                throw inode.damaged("symbolic link without its block");
            }
            runs.read(0, target, 0, target.length);
        }
        for (byte b : target) {
            if (b == 0) {
                throw inode.damaged("the target of the symbolic link holds a NUL");
            }
        }
        return target;
    }

    /**
     * Whether the target lies in i_block (kernel: ext4_inode_is_fast_symlink): the link has no blocks but that of its attributes. Where
     * attributes may have inodes of their own, their blocks are counted here too, so only the length tells.
     */
    private static boolean isFast(Ext4Volume volume, Ext4Inode inode) {
        if (volume.superblock().hasIncompat(Ext4Features.INCOMPAT_EA_INODE)) {
            return inode.sizeBytes() < Ext4Inode.BLOCK_BYTES;
        }
        long attributeSectors =
                inode.attributeBlock() == 0 ? 0 : volume.superblock().clusterSize() / 512;
        return inode.sectors() == attributeSectors;
    }

    /** inline_data: up to 60 bytes in i_block, the rest in the attribute system.data. */
    static byte[] inline(Ext4Inode inode) throws ImageException {
        long size = inode.sizeBytes();
        byte[] content = inode.raw().copy(Ext4Inode.BLOCK_AT, Ext4Inode.BLOCK_BYTES);
        if (size > content.length) {
            byte[] rest = Ext4Xattrs.inlineData(inode);
            if (size - content.length > rest.length) {
                throw inode.damaged("inline content of " + size + " bytes has only " + (content.length + rest.length));
            }
            content = Arrays.copyOf(content, content.length + rest.length);
            System.arraycopy(rest, 0, content, Ext4Inode.BLOCK_BYTES, rest.length);
        }
        return Arrays.copyOf(content, (int) size);
    }
}

package org.imginspect.filesystem.ext4;

import org.imginspect.error.ImageException;
import org.imginspect.filesystem.FileSystemFormat;
import org.imginspect.filesystem.FileSystemIdentity;
import org.imginspect.filesystem.OpenedFileSystem;
import org.imginspect.guest.Consistency;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Bytes;
import org.imginspect.io.Limits;

/** ext2, ext3 and ext4. */
public final class Ext4Format implements FileSystemFormat {
    @Override
    public String id() {
        return "ext4";
    }

    @Override
    public boolean recognises(ByteSource volume) throws ImageException {
        return volume.size() >= Ext4Superblock.POSITION + Ext4Superblock.BYTES
                && volume.read(Ext4Superblock.POSITION + 0x38, 2).le16(0) == Ext4Superblock.MAGIC; // s_magic
    }

    @Override
    public FileSystemIdentity identify(ByteSource volume) throws ImageException {
        return Ext4Identity.of(volume.read(Ext4Superblock.POSITION, Ext4Superblock.BYTES));
    }

    @Override
    public OpenedFileSystem open(ByteSource volume, Limits limits) throws ImageException {
        Bytes raw = volume.read(Ext4Superblock.POSITION, Ext4Superblock.BYTES);
        Ext4Superblock superblock = Ext4Superblock.parse(raw, volume.size());
        Ext4Volume blocks = new Ext4Volume(volume, superblock, limits, null);
        return new OpenedFileSystem(Ext4Identity.of(raw), new Ext4Tree(blocks), consistency(superblock));
    }

    private static Consistency consistency(Ext4Superblock superblock) {
        if (superblock.hasIncompat(Ext4Features.INCOMPAT_RECOVER)) {
            return Consistency.stale("the journal holds changes that were not replayed");
        }
        return Consistency.CLEAN;
    }
}

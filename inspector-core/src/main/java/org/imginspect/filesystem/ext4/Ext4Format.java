package org.imginspect.filesystem.ext4;

import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.filesystem.FileSystemFormat;
import org.imginspect.filesystem.FileSystemIdentity;
import org.imginspect.filesystem.FreeSpace;
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
        Opened opened = blocks(volume, limits);
        Ext4Volume blocks = opened.blocks();
        return new OpenedFileSystem(
                Ext4Identity.of(opened.raw()), new Ext4Tree(blocks), worse(opened.consistency(), blocks.superblock()));
    }

    @Override
    public Optional<FreeSpace> freeSpace(ByteSource volume, Limits limits) throws ImageException {
        return Optional.of(new Ext4FreeSpace(volume, blocks(volume, limits).blocks()));
    }

    /** Whether the file system keeps a journal, inside or outside; the volume is one that {@link #recognises}. */
    public static boolean hasJournal(ByteSource volume) throws ImageException {
        Bytes raw = volume.read(Ext4Superblock.POSITION, Ext4Superblock.BYTES);
        return (raw.le32(0x5c) & Ext4Features.COMPAT_HAS_JOURNAL) != 0; // s_feature_compat, 0x5c, le32
    }

    /** The volume with its journal replayed, and the superblock's bytes as they then are. */
    private record Opened(Ext4Volume blocks, Bytes raw, Consistency consistency) {}

    private static Opened blocks(ByteSource volume, Limits limits) throws ImageException {
        Bytes raw = volume.read(Ext4Superblock.POSITION, Ext4Superblock.BYTES);
        Ext4Superblock superblock = Ext4Superblock.parse(raw, volume.size());
        Ext4Volume blocks = new Ext4Volume(volume, superblock, limits, null);
        Consistency consistency = Consistency.CLEAN;
        if (superblock.hasIncompat(Ext4Features.INCOMPAT_RECOVER)) {
            Ext4Journal.Replay replay = Ext4Journal.replay(blocks);
            consistency = replay.consistency();
            Ext4Overlay overlay = replay.overlay();
            if (overlay != null) {
                // The journal may hold a newer superblock and newer descriptors than those it was found with.
                byte[] newer = new byte[Ext4Superblock.BYTES];
                blocks = new Ext4Volume(volume, superblock, limits, overlay);
                blocks.read(Ext4Superblock.POSITION, newer, 0, newer.length);
                raw = new Bytes(newer, volume.describe(), Ext4Superblock.POSITION);
                superblock = Ext4Superblock.parse(raw, volume.size());
                blocks = new Ext4Volume(volume, superblock, limits, overlay);
            }
        }
        return new Opened(blocks, raw, consistency);
    }

    /**
     * Adds what the superblock itself says. A journal leaves s_state valid; where it is not, a check was asked for or
     * a kernel without a journal had the file system mounted.
     */
    private static Consistency worse(Consistency consistency, Ext4Superblock superblock) {
        if (consistency.kind() == Consistency.Kind.STALE) {
            return consistency;
        }
        if ((superblock.state() & Ext4Superblock.STATE_ERROR) != 0) {
            return Consistency.stale("the kernel marked it as having errors");
        }
        if ((superblock.state() & Ext4Superblock.STATE_VALID) == 0) {
            return Consistency.stale(
                    superblock.hasCompat(Ext4Features.COMPAT_HAS_JOURNAL)
                            ? "it is marked as in need of a check"
                            : "not cleanly unmounted and there is no journal");
        }
        return consistency;
    }
}

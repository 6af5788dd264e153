package org.imginspect.filesystem.ext4;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.ImageReadException;
import org.imginspect.error.LimitExceededException;
import org.imginspect.guest.Consistency;
import org.imginspect.guest.Kind;
import org.imginspect.io.Bytes;
import org.imginspect.io.Limits;
import org.jspecify.annotations.Nullable;

/** The journal inside the file system (jbd2), replayed into memory as the kernel would replay it into the volume. */
final class Ext4Journal {
    /** What a map's entry for one block costs, about. */
    private static final long BYTES_PER_ENTRY = 96;

    private static final int FAST_COMMIT_HEAD = 9;

    /** What a replay comes to. */
    record Replay(@Nullable Ext4Overlay overlay, Consistency consistency) {}

    private final Ext4Volume volume;
    private final Ext4Runs runs;
    private final Ext4JournalSuperblock superblock;
    private final Ext4JournalChecksums checksums;

    private Ext4Journal(Ext4Volume volume) throws ImageException {
        this.volume = volume;
        Ext4Inode inode = new Ext4Inodes(volume).read(volume.superblock().journalInode());
        if (inode.kind() != Kind.FILE || inode.hasFlag(Ext4Inode.FLAG_INLINE_DATA)) {
            throw inode.damaged("the journal is no file");
        }
        this.runs = Ext4Mapping.read(volume, inode);
        this.superblock =
                Ext4JournalSuperblock.parse(block(0), volume.blockSize(), inode.sizeBytes() >> volume.blockShift());
        this.checksums = new Ext4JournalChecksums(superblock.uuid());
    }

    /**
     * Replays the journal of a file system that needs it. A journal that cannot be replayed makes the file system stale, not
     * unreadable; only the host's own failures are thrown.
     */
    static Replay replay(Ext4Volume volume) throws ImageReadException {
        Ext4Superblock superblock = volume.superblock();
        if (!superblock.hasCompat(Ext4Features.COMPAT_HAS_JOURNAL)) {
            return stale("needs recovery, but has no journal");
        }
        if (superblock.journalInode() == 0) {
            return stale("needs recovery, but its journal is on another device");
        }
        try {
            return new Ext4Journal(volume).replay();
        } catch (ImageReadException e) {
            throw e;
        } catch (ImageException e) {
            return stale("the journal cannot be replayed: " + e.problem().what());
        }
    }

    private static Replay stale(String reason) {
        return new Replay(null, Consistency.stale(reason));
    }

    Ext4JournalSuperblock superblock() {
        return superblock;
    }

    Ext4JournalChecksums checksums() {
        return checksums;
    }

    Bytes block(long number) throws ImageException {
        return volume.block(physical(number), "journal");
    }

    private long physical(long number) throws DamagedImageException {
        long physical = runs.physicalBlock(number);
        if (physical == 0) {
            throw volume.damaged("jbd2: block " + number + " of the journal is a hole");
        }
        return physical;
    }

    /** Behind the last block of the log comes the first. */
    long wrap(long number) {
        return number >= superblock.end() ? number - (superblock.end() - superblock.first()) : number;
    }

    private Replay replay() throws ImageException {
        if (superblock.start() == 0) {
            return new Replay(null, Consistency.replayed("not cleanly unmounted; the journal held no changes"));
        }
        Ext4JournalScan scan = new Ext4JournalScan(this);
        scan.run();
        Map<Long, Integer> revoked = new HashMap<>();
        for (int i = 0; i < scan.size(); i++) {
            Bytes block = block(scan.block(i));
            if (block.be32(0x4) == Ext4JournalSuperblock.TYPE_REVOKE) {
                revoke(block, scan.sequence(i), revoked);
            }
        }
        Map<Long, Long> copies = new HashMap<>();
        String problem = scan.problem();
        int transactions = scan.transactions();
        for (int i = 0; i < scan.size(); i++) {
            Bytes block = block(scan.block(i));
            if (block.be32(0x4) == Ext4JournalSuperblock.TYPE_DESCRIPTOR
                    && !replay(scan.block(i), block, scan.sequence(i), revoked, copies)) {
                // The kernel refuses to mount here. The file system is shown as it lies.
                return stale("the journal cannot be replayed: a block of transaction "
                        + Integer.toUnsignedString(scan.sequence(i)) + " has a wrong checksum");
            }
        }
        Ext4Overlay overlay = overlay(copies);
        if (problem == null && superblock.hasFastCommit() && hasFastCommits(scan.nextSequence())) {
            problem = "fast commits, which are not supported, follow the last transaction";
        }
        if (problem != null) {
            return new Replay(overlay, Consistency.stale("the journal was replayed in part: " + problem));
        }
        if (superblock.errno() != 0) {
            return new Replay(overlay, Consistency.stale("the journal recorded the error " + superblock.errno()));
        }
        return new Replay(
                overlay,
                Consistency.replayed("not cleanly unmounted; " + transactions + " transactions with " + copies.size()
                        + " blocks were replayed from the journal"));
    }

    /** A revocation holds for the block's copies of its own transaction and of those before. */
    private void revoke(Bytes block, int sequence, Map<Long, Integer> revoked) throws ImageException {
        long used = block.be32(0xc); // r_count, 0xc, be32: bytes in use, the header's 16 among them
        if (used > block.length() - superblock.tailBytes()) {
            throw block.damaged("jbd2: revocations of " + used + " bytes exceed their block", 0xc);
        }
        int width = superblock.is64Bit() ? 8 : 4;
        for (int at = 16; at + width <= used; at += width) {
            long number = width == 8 ? block.be64(at) : block.be32(at);
            // The log is read in order, so the later one counts.
            revoked.put(number, sequence);
            checkLimit(revoked.size());
        }
    }

    private boolean replay(
            long descriptorAt, Bytes descriptor, int sequence, Map<Long, Integer> revoked, Map<Long, Long> copies)
            throws ImageException {
        Ext4JournalTags tags = new Ext4JournalTags(superblock, descriptor);
        long at = descriptorAt;
        while (tags.next()) {
            at = wrap(at + 1);
            long target = tags.target();
            Integer revokedBy = revoked.get(target);
            if (revokedBy != null && sequence - revokedBy <= 0) {
                continue;
            }
            if (superblock.hasChecksumV2Or3()) {
                Bytes data = block(at);
                if (!tags.matches(checksums.data(sequence, data.copy(0, data.length())))) {
                    return false;
                }
            }
            // Block 0 holds the superblock where blocks are larger than 1 KiB.
            if (target < 0 || target >= volume.superblock().blocksCount()) {
                throw descriptor.damaged(
                        "jbd2: block " + Long.toUnsignedString(target) + " is not one of the "
                                + volume.superblock().blocksCount() + " there are",
                        0);
            }
            copies.put(target, (physical(at) << volume.blockShift()) | (tags.isEscaped() ? 1 : 0));
            checkLimit(copies.size());
        }
        return true;
    }

    private void checkLimit(long entries) throws LimitExceededException {
        long cap = volume.limits().get(Limits.JOURNAL_OVERLAY_BYTES);
        if (entries * BYTES_PER_ENTRY > cap) {
            throw new LimitExceededException(
                    "jbd2: " + entries + " blocks to replay", Limits.JOURNAL_OVERLAY_BYTES, cap, volume.where());
        }
    }

    private Ext4Overlay overlay(Map<Long, Long> copies) {
        long[] blocks = new long[copies.size()];
        int count = 0;
        for (long block : copies.keySet()) {
            blocks[count++] = block;
        }
        Arrays.sort(blocks);
        long[] positions = new long[blocks.length];
        for (int i = 0; i < blocks.length; i++) {
            positions[i] = java.util.Objects.requireNonNull(copies.get(blocks[i]));
        }
        return new Ext4Overlay(volume.blockSize(), blocks, positions);
    }

    /** Whether the area behind the log begins with a head for the transaction that comes next (ext4_fc_replay_scan). */
    private boolean hasFastCommits(int sequence) throws ImageException {
        long first = superblock.end() + 1;
        if (first >= superblock.blocks()) {
            return false;
        }
        Bytes block = block(first);
        // struct ext4_fc_tl: fc_tag, 0x0, le16; fc_len, 0x2, le16. struct ext4_fc_head: fc_features, fc_tid, le32
        return block.le16(0x0) == FAST_COMMIT_HEAD && (int) block.le32(0x8) == sequence;
    }
}

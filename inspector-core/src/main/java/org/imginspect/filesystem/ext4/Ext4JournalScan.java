package org.imginspect.filesystem.ext4;

import java.util.Arrays;
import org.imginspect.error.ImageException;
import org.imginspect.io.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Walks the log from its start and finds which transactions are whole, as the kernel's first pass does (fs/jbd2/recovery.c,
 * do_one_pass). It ends at the first block that does not continue the log. Where the kernel would refuse to mount, the problem says
 * why, and what came before stands.
 */
final class Ext4JournalScan {
    private final Ext4Journal journal;
    private final Ext4JournalSuperblock superblock;

    /** Descriptor and revocation blocks in the order of the log, with the number of their transaction. */
    private long[] blocks = new long[64];

    private int[] sequences = new int[64];
    private int count;

    private int wholeCount;
    private int transactions;
    private @Nullable String problem;
    private int nextSequence;

    private long next;
    private long visited;
    private int crc32;
    private boolean doubtful;
    private long lastCommitSeconds;
    private boolean ended;

    Ext4JournalScan(Ext4Journal journal) {
        this.journal = journal;
        this.superblock = journal.superblock();
    }

    /** How many of the blocks belong to whole transactions. */
    int size() {
        return wholeCount;
    }

    long block(int index) {
        return blocks[index];
    }

    int sequence(int index) {
        return sequences[index];
    }

    /** How many transactions are whole. */
    int transactions() {
        return transactions;
    }

    /** The number of the transaction that would come next: fast commits carry it. */
    int nextSequence() {
        return nextSequence;
    }

    /** Why the kernel would refuse to go on, or null. */
    @Nullable
    String problem() {
        return problem;
    }

    void run() throws ImageException {
        next = superblock.start();
        nextSequence = superblock.sequence();
        crc32 = -1;
        while (!ended && problem == null) {
            long at = next;
            Bytes block = journal.block(at);
            // h_magic, 0x0; h_blocktype, 0x4; h_sequence, 0x8: be32
            if (block.be32(0x0) != Ext4JournalSuperblock.MAGIC || (int) block.be32(0x8) != nextSequence) {
                return;
            }
            if (!advance(1)) {
                return;
            }
            switch ((int) block.be32(0x4)) {
                case Ext4JournalSuperblock.TYPE_DESCRIPTOR -> descriptor(at, block);
                case Ext4JournalSuperblock.TYPE_REVOKE -> revocation(at, block);
                case Ext4JournalSuperblock.TYPE_COMMIT -> commit(block);
                default -> ended = true;
            }
        }
    }

    /** Goes on in the ring; a log longer than the journal bites its own tail. */
    private boolean advance(long blocksOn) {
        visited += blocksOn;
        if (visited > superblock.end() - superblock.first()) {
            problem = "the log is longer than the journal";
            return false;
        }
        next = journal.wrap(next + blocksOn);
        return true;
    }

    private void remember(long block) {
        if (count == blocks.length) {
            blocks = Arrays.copyOf(blocks, 2 * count);
            sequences = Arrays.copyOf(sequences, 2 * count);
        }
        blocks[count] = block;
        sequences[count] = nextSequence;
        count++;
    }

    private void descriptor(long at, Bytes block) throws ImageException {
        // A block left over from an older log may be met before the commit block tells.
        doubtful |= superblock.hasChecksumV2Or3() && !journal.checksums().tailIsRight(block);
        remember(at);
        int tags = new Ext4JournalTags(superblock, block).count();
        if (superblock.hasChecksumV1() && !doubtful) {
            crc32 = Ext4JournalChecksums.crc32HighestBitFirst(crc32, block.copy(0, block.length()));
            for (int i = 0; i < tags; i++) {
                Bytes data = journal.block(journal.wrap(next + i));
                crc32 = Ext4JournalChecksums.crc32HighestBitFirst(crc32, data.copy(0, data.length()));
            }
        }
        ended = !advance(tags);
    }

    private void revocation(long at, Bytes block) throws ImageException {
        doubtful |= superblock.hasChecksumV2Or3() && !journal.checksums().tailIsRight(block);
        remember(at);
    }

    private void commit(Bytes block) throws ImageException {
        long seconds = block.be64(0x30); // h_commit_sec, 0x30, be64
        boolean right = !doubtful
                && (!superblock.hasChecksumV1() || version1IsRight(block))
                && (!superblock.hasChecksumV2Or3() || journal.checksums().commitIsRight(block));
        if (!right) {
            ended = true;
            // Older than the transaction before: a remainder of an earlier round, which ends the log.
            // With asynchronous commits the last transaction may be cut short by a crash.
            boolean remainder = seconds < lastCommitSeconds;
            boolean interrupted = !doubtful && superblock.hasAsyncCommit();
            if (!remainder && !interrupted) {
                problem = "transaction " + Integer.toUnsignedString(nextSequence) + " has a wrong checksum";
            }
            return;
        }
        crc32 = -1;
        lastCommitSeconds = seconds;
        nextSequence++;
        transactions++;
        wholeCount = count;
    }

    private boolean version1IsRight(Bytes block) throws ImageException {
        int type = block.u8(0xc); // h_chksum_type, 0xc, u8
        int size = block.u8(0xd); // h_chksum_size, 0xd, u8
        int stored = (int) block.be32(0x10); // h_chksum[0], 0x10, be32
        boolean unused = type == 0 && size == 0 && stored == 0;
        return unused || (type == 1 && size == 4 && stored == crc32);
    }
}

package org.imginspect.volume.md;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Bytes;

/** The superblock of version 0.90 (mdp_superblock_t): 1024 words in the byte order of the machine that wrote it. */
final class Md090 {
    private static final int LENGTH = 4096; // MD_SB_BYTES
    private static final long RESERVED = 64 << 10; // MD_RESERVED_BYTES
    private static final int DISKS = 27; // MD_SB_DISKS
    private static final int CHECKSUM = 38; // sb_csum
    private static final int SELF = 992; // this_disk
    private static final int FAULTY = 1; // 1 << MD_DISK_FAULTY
    private static final int SYNC = 4; // 1 << MD_DISK_SYNC

    private final Bytes bytes;
    private final boolean little;

    private Md090(Bytes bytes, boolean little) {
        this.bytes = bytes;
        this.little = little;
    }

    /** Empty if there is none. */
    static Optional<MdSuperblock> read(ByteSource volume) throws ImageException {
        long at = (volume.size() & -RESERVED) - RESERVED;
        if (at < RESERVED) {
            return Optional.empty();
        }
        Bytes bytes = volume.read(at, LENGTH);
        boolean little = bytes.le32(0) == MdSuperblock.MAGIC && bytes.le32(4) == 0; // md_magic, major_version
        boolean big = bytes.be32(0) == MdSuperblock.MAGIC && bytes.be32(4) == 0;
        return little || big ? Optional.of(new Md090(bytes, little).superblock(at)) : Optional.empty();
    }

    private MdSuperblock superblock(long at) throws ImageException {
        long sum = 0;
        for (int i = 0; i < LENGTH / 4; i++) {
            sum += i == CHECKSUM ? 0 : word(i);
        }
        long folded = ((sum & 0xffff_ffffL) + (sum >>> 32)) & 0xffff_ffffL;
        if (word(CHECKSUM) != folded) {
            throw bytes.damaged(Md1.mismatch(word(CHECKSUM), folded), 4 * CHECKSUM);
        }
        long disks = word(10); // raid_disks
        if (disks < 1 || disks > DISKS) {
            throw bytes.damaged("md: " + disks + " disks, not 1 to " + DISKS, 40);
        }
        Integer[] roles = new Integer[DISKS];
        Arrays.fill(roles, MdSuperblock.NONE);
        for (int i = 0; i < DISKS; i++) {
            int disk = 128 + 32 * i; // disks[i]: number, major, minor, raid_disk, state
            long state = word(disk + 4);
            long number = word(disk);
            if (number < DISKS && (state & FAULTY) == 0 && (state & SYNC) != 0 && word(disk + 3) < disks) {
                roles[(int) number] = (int) word(disk + 3);
            }
        }
        long number = word(SELF);
        int level = (int) word(7);
        return new MdSuperblock(
                "0.90",
                uuid(),
                "",
                word(11), // md_minor
                word(6), // ctime
                level,
                0,
                (int) disks,
                word(65), // chunk_size, bytes
                0,
                at,
                word(8) * 1024, // size, KiB
                little ? bytes.le64(156) : bytes.be64(156), // events_hi, events_lo
                (int) Math.min(number, DISKS),
                List.of(roles),
                false,
                false,
                refused());
    }

    private String refused() throws ImageException {
        long minor = word(2); // minor_version: 91 while the array is reshaped
        return minor == 90 ? "" : minor == 91 ? "a reshape is in progress" : "superblock of version 0." + minor;
    }

    private String uuid() throws ImageException {
        List<String> groups = new ArrayList<>();
        for (int word : new int[] {5, 13, 14, 15}) { // set_uuid0 … set_uuid3
            groups.add(HexFormat.of().toHexDigits((int) word(word)));
        }
        return String.join(":", groups);
    }

    private long word(int index) throws ImageException {
        return little ? bytes.le32(4 * index) : bytes.be32(4 * index);
    }
}

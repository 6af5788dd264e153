package org.imginspect.volume.md;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Bytes;

/** The superblock of versions 1.0, 1.1 and 1.2 (struct mdp_superblock_1), little-endian: they differ in where it lies. */
final class Md1 {
    private static final int HEAD = 256;
    private static final int ROLES_MAX = (4096 - HEAD) / 2; // a superblock has at most 4096 bytes
    private static final int CHECKSUM = 216; // sb_csum
    private static final long RECOVERY_OFFSET = 2; // MD_FEATURE_RECOVERY_OFFSET
    private static final long RESHAPE_ACTIVE = 4; // MD_FEATURE_RESHAPE_ACTIVE
    private static final long BAD_BLOCKS = 8; // MD_FEATURE_BAD_BLOCKS
    private static final long RAID0_LAYOUT = 4096; // MD_FEATURE_RAID0_LAYOUT
    private static final long KNOWN = 8191; // MD_FEATURE_ALL of Linux 6.1
    private static final long ROLE_JOURNAL = 0xfffd; // MD_DISK_ROLE_JOURNAL, faulty and spare above it

    private Md1() {}

    /** Where a superblock of version 1.{@code minor} would lie; below 0 if there is no room for it. */
    static long place(ByteSource volume, int minor) {
        return switch (minor) {
            case 0 -> ((volume.size() / MdSuperblock.SECTOR - 16) & ~7L) * MdSuperblock.SECTOR;
            case 1 -> 0;
            default -> 4096;
        };
    }

    /** Empty if there is none of version 1.{@code minor}. */
    static Optional<MdSuperblock> read(ByteSource volume, int minor) throws ImageException {
        long at = place(volume, minor);
        if (at < 0 || at > volume.size() - HEAD) {
            return Optional.empty();
        }
        Bytes head = volume.read(at, HEAD);
        if (head.le32(0) != MdSuperblock.MAGIC // magic
                || head.le32(4) != 1 // major_version
                || head.le64(144) != at / MdSuperblock.SECTOR) { // super_offset, sectors
            return Optional.empty();
        }
        long count = head.le32(220); // max_dev
        if (count > ROLES_MAX || at > volume.size() - HEAD - 2 * count) {
            throw head.damaged("md: roles of " + count + " members exceed " + ROLES_MAX, 220);
        }
        Bytes whole = volume.read(at, HEAD + 2 * (int) count);
        long sum = checksum(whole);
        if (head.le32(CHECKSUM) != sum) {
            throw head.damaged(mismatch(head.le32(CHECKSUM), sum), CHECKSUM);
        }
        return Optional.of(superblock(whole, (int) count, minor));
    }

    private static MdSuperblock superblock(Bytes bytes, int count, int minor) throws ImageException {
        long features = bytes.le32(8); // feature_map
        long disks = bytes.le32(92); // raid_disks
        if (disks < 1 || disks > ROLES_MAX) {
            throw bytes.damaged("md: " + disks + " disks, not 1 to " + ROLES_MAX, 92);
        }
        List<Integer> roles = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int role = bytes.le16(HEAD + 2 * i); // dev_roles
            roles.add(role < ROLE_JOURNAL && role < disks ? role : MdSuperblock.NONE);
        }
        String name = new String(bytes.copy(32, 32), StandardCharsets.UTF_8); // set_name
        int end = name.indexOf('\0');
        return new MdSuperblock(
                "1." + minor,
                uuid(bytes),
                end < 0 ? name : name.substring(0, end),
                -1,
                bytes.le64(64) & 0xff_ffff_ffffL, // ctime: 40 bits of seconds
                (int) bytes.le32(72), // level
                (features & RAID0_LAYOUT) != 0 ? bytes.le32(76) : 0, // layout
                (int) disks,
                bytes.le32(88) * MdSuperblock.SECTOR, // chunksize, sectors
                sectors(bytes, 128, "data_offset"),
                sectors(bytes, 136, "data_size"),
                sectors(bytes, 80, "size"),
                bytes.le64(200), // events
                (int) Math.min(bytes.le32(160), Integer.MAX_VALUE), // dev_number
                roles,
                (features & RECOVERY_OFFSET) != 0,
                (features & BAD_BLOCKS) != 0,
                refused(features));
    }

    private static String refused(long features) {
        if ((features & ~KNOWN) != 0) {
            return "unknown features 0x" + Long.toHexString(features & ~KNOWN);
        }
        return (features & RESHAPE_ACTIVE) != 0 ? "a reshape is in progress" : "";
    }

    private static long sectors(Bytes bytes, int offset, String field) throws DamagedImageException {
        long sectors = bytes.le64(offset);
        if (sectors < 0 || sectors > Long.MAX_VALUE / 4 / MdSuperblock.SECTOR) {
            throw bytes.damaged("md: " + field + " of " + Long.toUnsignedString(sectors) + " sectors", offset);
        }
        return sectors * MdSuperblock.SECTOR;
    }

    private static long checksum(Bytes bytes) throws DamagedImageException {
        long sum = 0;
        int at = 0;
        for (; at + 4 <= bytes.length(); at += 4) {
            sum += at == CHECKSUM ? 0 : bytes.le32(at);
        }
        if (at < bytes.length()) {
            sum += bytes.le16(at);
        }
        return ((sum & 0xffff_ffffL) + (sum >>> 32)) & 0xffff_ffffL;
    }

    static String mismatch(long stored, long computed) {
        return "md: checksum of the superblock is 0x" + Long.toHexString(stored) + ", but its content gives 0x"
                + Long.toHexString(computed);
    }

    private static String uuid(Bytes bytes) throws DamagedImageException {
        List<String> groups = new ArrayList<>();
        for (int at = 16; at < 32; at += 4) { // set_uuid
            groups.add(HexFormat.of().formatHex(bytes.copy(at, 4)));
        }
        return String.join(":", groups);
    }
}

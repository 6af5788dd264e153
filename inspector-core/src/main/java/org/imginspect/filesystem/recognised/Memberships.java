package org.imginspect.filesystem.recognised;

import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Bytes;

/** Reads how many members something has that can lie on several disks. Volume groups and arrays know more of themselves. */
public final class Memberships {
    private static final long BTRFS_SUPERBLOCK = 0x10000;

    private Memberships() {}

    /**
     * What a volume says of the whole it is part of.
     *
     * @param format as {@link Recogniser} named it
     * @return empty if volumes of this format stand alone
     * @throws UnsupportedFeatureException if it is part of something whose other members are not known
     * @throws ImageException if what it says contradicts itself
     */
    public static Optional<Membership> of(String format, ByteSource volume) throws ImageException {
        return switch (format) {
            case "btrfs" -> Optional.of(btrfs(volume));
            case "zfs_member", "bcache", "bcachefs", "stratis", "ddf_raid_member", "isw_raid_member" ->
                throw new UnsupportedFeatureException(
                        format + ": how many members the whole has is not read", volume.describe());
            default -> Optional.empty();
        };
    }

    private static Membership btrfs(ByteSource volume) throws ImageException {
        Bytes superblock = volume.read(BTRFS_SUPERBLOCK, 0x12b);
        long devices = superblock.le64(0x88); // num_devices, 0x88, le64
        if (devices < 1 || devices > Integer.MAX_VALUE) {
            throw superblock.damaged("btrfs: " + Long.toUnsignedString(devices) + " devices", 0x88);
        }
        return new Membership(
                "btrfs",
                Recogniser.uuid(superblock.slice(0x20, 16)), // fsid
                "",
                (int) devices,
                Recogniser.uuid(superblock.slice(0x10b, 16)), // dev_item.uuid: 0xc9 + 66
                false);
    }
}

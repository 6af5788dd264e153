package org.imginspect.filesystem.recognised;

import java.util.OptionalLong;
import org.imginspect.error.ImageException;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Bytes;

/** How much of a file system is used by its superblock's own count, for those whose maps are not read. */
public final class UsedBytes {
    private UsedBytes() {}

    /** Empty if it is not known where the format keeps that. */
    public static OptionalLong of(String format, ByteSource volume) throws ImageException {
        return switch (format) {
            case "xfs" -> {
                Bytes superblock = volume.read(0, 512);
                long blockBytes = superblock.be32(0x4); // sb_blocksize, 0x4, be32
                long blocks = superblock.be64Size(0x8, "xfs: sb_dblocks"); // sb_dblocks, 0x8, be64
                long free = superblock.be64Size(0x90, "xfs: sb_fdblocks"); // sb_fdblocks, 0x90, be64
                if (free > blocks || blockBytes == 0 || blocks > volume.size() / blockBytes) {
                    throw superblock.damaged("xfs: " + free + " of " + blocks + " blocks are free", 0x90);
                }
                yield OptionalLong.of((blocks - free) * blockBytes);
            }
            case "btrfs" -> {
                Bytes superblock = volume.read(0x10000, 512);
                long total = superblock.le64Size(0x70, "btrfs: total_bytes"); // total_bytes, 0x70, le64
                long used = superblock.le64Size(0x78, "btrfs: bytes_used"); // bytes_used, 0x78, le64
                if (used > total) {
                    throw superblock.damaged("btrfs: " + used + " of " + total + " bytes are used", 0x78);
                }
                yield OptionalLong.of(used);
            }
            default -> OptionalLong.empty();
        };
    }
}

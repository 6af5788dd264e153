package org.imginspect.filesystem.recognised;

import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.filesystem.recognised.Recognition.Content;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Bytes;

/**
 * Members of Linux software RAID, by their superblock (drivers/md, include/uapi/linux/raid/md_p.h). Versions 0.90 and 1.0 lie at
 * the end: a mirror's half then looks like a bare file system, which is why this is asked first.
 */
final class LinuxRaid {
    private static final long MAGIC = 0xa92b4efcL;
    private static final long RESERVED_BYTES = 64 * 1024; // MD_RESERVED_BYTES

    private LinuxRaid() {}

    static Optional<Recognition> recognise(ByteSource volume) throws ImageException {
        long size = volume.size();
        if (size >= 2 * RESERVED_BYTES) {
            Optional<Recognition> old = version090(volume, (size & -RESERVED_BYTES) - RESERVED_BYTES);
            if (old.isPresent()) {
                return old;
            }
        }
        // 1.0: at least 8 KiB before the end, a multiple of 4 KiB.
        long[] places = {((size / 512 - 16) & ~7L) * 512, 0, 4096};
        for (long at : places) {
            if (at < 0 || at + 256 > size) {
                continue;
            }
            Bytes superblock = volume.read(at, 256);
            if (superblock.le32(0) == MAGIC // magic
                    && superblock.le32(4) == 1 // major_version
                    && superblock.le64(144) == at / 512) { // super_offset, sectors
                return Optional.of(member(
                        Recogniser.uuid(superblock.slice(16, 16)), // set_uuid
                        Recogniser.text(superblock.slice(32, 32)))); // set_name
            }
        }
        return Optional.empty();
    }

    private static Optional<Recognition> version090(ByteSource volume, long at) throws ImageException {
        Bytes superblock = volume.read(at, 64);
        boolean little = superblock.le32(0) == MAGIC && superblock.le32(4) == 0;
        boolean big = superblock.be32(0) == MAGIC && superblock.be32(4) == 0;
        if (!little && !big) {
            return Optional.empty();
        }
        byte[] uuid = new byte[16];
        int[] words = {20, 52, 56, 60}; // set_uuid0 … set_uuid3, in the array's byte order
        for (int i = 0; i < words.length; i++) {
            for (int j = 0; j < 4; j++) {
                uuid[4 * i + j] = (byte) superblock.u8(words[i] + (little ? 3 - j : j));
            }
        }
        return Optional.of(member(Recogniser.uuid(new Bytes(uuid, volume.describe(), at)), ""));
    }

    private static Recognition member(String uuid, String label) {
        return new Recognition(Content.VOLUME, Recogniser.identity("linux_raid_member", uuid, label), Optional.empty());
    }
}

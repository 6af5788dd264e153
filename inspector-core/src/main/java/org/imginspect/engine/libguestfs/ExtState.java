package org.imginspect.engine.libguestfs;

import org.imginspect.error.ImageException;
import org.imginspect.guest.Consistency;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Bytes;

/** What an ext2, ext3 or ext4 superblock says of its last unmounting, looked at before the kernel mounts it and replays its journal. */
final class ExtState {
    private static final int SUPERBLOCK = 1024;
    private static final int BYTES = 1024;
    private static final long INCOMPAT_RECOVER = 0x4; // EXT4_FEATURE_INCOMPAT_RECOVER
    private static final long COMPAT_HAS_JOURNAL = 0x4; // EXT4_FEATURE_COMPAT_HAS_JOURNAL
    private static final int VALID_FS = 1; // EXT4_VALID_FS
    private static final int ERROR_FS = 2; // EXT4_ERROR_FS

    private ExtState() {}

    /** How the mounted view stands to what was on the disk. */
    static Consistency consistency(ByteSource volume) throws ImageException {
        Bytes superblock = volume.read(SUPERBLOCK, BYTES);
        int state = superblock.le16(0x3a); // s_state, 0x3A, le16
        long compat = superblock.le32(0x5c); // s_feature_compat, 0x5C, le32
        long incompat = superblock.le32(0x60); // s_feature_incompat, 0x60, le32
        if ((state & ERROR_FS) != 0) {
            return Consistency.stale("the file system is marked as having errors");
        }
        if ((incompat & INCOMPAT_RECOVER) != 0) {
            return Consistency.replayed("it was not unmounted; the kernel replayed its journal");
        }
        if ((compat & COMPAT_HAS_JOURNAL) == 0 && (state & VALID_FS) == 0) {
            return Consistency.stale("not cleanly unmounted and there is no journal");
        }
        return Consistency.CLEAN;
    }
}

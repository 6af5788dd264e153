package org.imginspect.filesystem.ext4;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.filesystem.FileSystemIdentity;
import org.imginspect.io.Bytes;

/** Name, UUID and label by the rules of libblkid (superblocks/ext.c), from a superblock that need not be sound. */
final class Ext4Identity {
    /** What the old drivers understood: anything else makes it the next newer one. */
    private static final long EXT2_RO_COMPAT = 0x7; // sparse_super, large_file, btree_dir

    private static final long EXT2_INCOMPAT = 0x12; // filetype, meta_bg
    private static final long EXT3_INCOMPAT = 0x16; // and needs_recovery
    private static final long FLAG_TEST_FILESYS = 0x4;

    private Ext4Identity() {}

    static FileSystemIdentity of(Bytes raw) throws ImageException {
        byte[] uuid = raw.copy(0x68, 16); // s_uuid, 0x68
        byte[] label = raw.copy(0x78, 16); // s_volume_name, 0x78, padded with NULs
        return new FileSystemIdentity(format(raw), uuid(uuid), label(label));
    }

    private static String format(Bytes raw) throws ImageException {
        boolean journal = (raw.le32(0x5c) & Ext4Features.COMPAT_HAS_JOURNAL) != 0; // s_feature_compat
        long incompat = raw.le32(0x60); // s_feature_incompat
        long roCompat = raw.le32(0x64); // s_feature_ro_compat
        if ((incompat & Ext4Features.INCOMPAT_JOURNAL_DEV) != 0) {
            return "jbd";
        }
        boolean oldReadOnly = (roCompat & ~EXT2_RO_COMPAT) == 0;
        if (!journal && oldReadOnly && (incompat & ~EXT2_INCOMPAT) == 0) {
            return "ext2";
        }
        if (journal && oldReadOnly && (incompat & ~EXT3_INCOMPAT) == 0) {
            return "ext3";
        }
        return (raw.le32(0x160) & FLAG_TEST_FILESYS) != 0 ? "ext4dev" : "ext4"; // s_flags, 0x160, le32
    }

    private static Optional<String> uuid(byte[] bytes) {
        boolean any = false;
        for (byte b : bytes) {
            any |= b != 0;
        }
        if (!any) {
            return Optional.empty();
        }
        String hex = HexFormat.of().formatHex(bytes);
        return Optional.of(hex.substring(0, 8) + "-" + hex.substring(8, 12) + "-" + hex.substring(12, 16) + "-"
                + hex.substring(16, 20) + "-" + hex.substring(20));
    }

    private static Optional<String> label(byte[] bytes) {
        int length = 0;
        while (length < bytes.length && bytes[length] != 0) {
            length++;
        }
        String text = new String(bytes, 0, length, StandardCharsets.UTF_8).stripTrailing();
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }
}

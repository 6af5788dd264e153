package org.imginspect.filesystem.xfs;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.filesystem.FileSystemIdentity;
import org.imginspect.io.Bytes;

/** UUID and label by the rules of libblkid (superblocks/xfs.c), from a superblock that need not be sound. */
final class XfsIdentity {
    private XfsIdentity() {}

    static FileSystemIdentity of(Bytes raw) throws ImageException {
        byte[] uuid = raw.copy(0x20, 16); // sb_uuid, 0x20
        byte[] label = raw.copy(0x6c, 12); // sb_fname, 0x6c, padded with NULs
        return new FileSystemIdentity(
                "xfs", raw.isZero(0x20, 16) ? Optional.empty() : Optional.of(text(uuid)), label(label));
    }

    static String text(byte[] uuid) {
        String hex = HexFormat.of().formatHex(uuid);
        return hex.substring(0, 8) + "-" + hex.substring(8, 12) + "-" + hex.substring(12, 16) + "-"
                + hex.substring(16, 20) + "-" + hex.substring(20);
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

package org.imginspect.image.vhdx;

import org.imginspect.error.ImageException;
import org.imginspect.io.Bytes;

/** GUIDs as Microsoft stores them: the first three numbers little-endian, eight single bytes after them. */
final class VhdxGuid {
    static final int BYTES = 16;
    static final String NONE = "00000000-0000-0000-0000-000000000000";

    private VhdxGuid() {}

    /** As it is written, in lower case, without braces. */
    static String text(Bytes bytes, int at) throws ImageException {
        return String.format(
                "%08x-%04x-%04x-%04x-%012x",
                bytes.le32(at),
                bytes.le16(at + 4),
                bytes.le16(at + 6),
                bytes.be16(at + 8),
                bytes.be64(at + 8) & 0xffff_ffff_ffffL);
    }
}

package org.imginspect.filesystem.exfat;

import org.imginspect.error.ImageException;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Bytes;

/** The up-case table (section 7.2): what names are compared by. */
final class ExfatUpcase {
    /** Of a table without compression. */
    static final int BYTES_MAX = 0x10000 * 2;

    private static final int UNITS = 0x10000;
    private static final int IDENTITY_RUN = 0xffff;

    private final char[] upper;

    private ExfatUpcase(char[] upper) {
        this.upper = upper;
    }

    /**
     * Reads a table.
     *
     * @param content at most {@link #BYTES_MAX}
     * @param checksum TableChecksum
     */
    static ExfatUpcase read(ByteSource content, long checksum) throws ImageException {
        Bytes table = content.read(0, (int) content.size());
        int sum = 0;
        for (byte b : table.copy(0, table.length())) {
            sum = Integer.rotateRight(sum, 1) + (b & 0xff);
        }
        if ((sum & 0xffff_ffffL) != checksum) {
            throw table.damaged(
                    "exfat: up-case table checksum 0x" + Integer.toHexString(sum) + " found, 0x"
                            + Long.toHexString(checksum) + " stored",
                    0);
        }
        char[] upper = new char[UNITS];
        for (int i = 0; i < UNITS; i++) {
            upper[i] = (char) i;
        }
        int unit = 0;
        for (int at = 0; at + 1 < table.length() && unit < UNITS; at += 2) {
            int value = table.le16(at);
            // A last 0xffff is the mapping of U+FFFF, not a run.
            if (value == IDENTITY_RUN && at + 3 < table.length()) {
                at += 2;
                unit += table.le16(at);
            } else {
                upper[unit++] = (char) value;
            }
        }
        return new ExfatUpcase(upper);
    }

    /** The name as it is compared. */
    String fold(String name) {
        char[] units = name.toCharArray();
        for (int i = 0; i < units.length; i++) {
            units[i] = upper[units[i]];
        }
        return new String(units);
    }
}

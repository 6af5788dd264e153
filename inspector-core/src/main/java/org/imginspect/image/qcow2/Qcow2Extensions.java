package org.imginspect.image.qcow2;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.imginspect.error.ImageException;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Bytes;

/**
 * Header extensions that a reader needs, or that a refusal wants to name: they lie between the header's end and the first cluster's, each
 * be32 type, be32 length and the data, padded to 8 bytes; type 0 ends them. Other extensions change nothing for a reader.
 *
 * @param dataFile the external data file's name; empty text if there is none
 * @param backingFormat what qemu calls the backing file's format; empty text if it is not written down
 */
record Qcow2Extensions(String dataFile, String backingFormat, Map<Integer, String> incompatibleNames) {
    private static final int TYPE_END = 0;
    private static final int TYPE_DATA_FILE = 0x44415441;
    private static final long TYPE_BACKING_FORMAT = 0xe2792acaL;
    private static final int TYPE_FEATURE_NAMES = 0x6803f857;
    // Feature name table: u8 kind (0 incompatible), u8 bit, 46 bytes of name
    private static final int FEATURE_BYTES = 48;
    private static final int NAME_MAX_BYTES = 1023;

    static Qcow2Extensions read(ByteSource file, long headerLength, long clusterBytes) throws ImageException {
        String dataFile = "";
        String backingFormat = "";
        Map<Integer, String> names = new HashMap<>();
        long at = headerLength;
        long end = Math.min(clusterBytes, file.size());
        while (at + 8 <= end) {
            Bytes head = file.read(at, 8);
            long type = head.be32(0);
            long length = head.be32(4);
            if (type == TYPE_END) {
                break;
            }
            if (length > end - at - 8) {
                throw head.damaged(
                        "qcow2: header extension 0x" + Long.toHexString(type) + " of " + length
                                + " bytes ends beyond the first cluster",
                        4);
            }
            Bytes data = file.read(at + 8, (int) length);
            if (type == TYPE_DATA_FILE) {
                if (length > NAME_MAX_BYTES) {
                    throw head.damaged(
                            "qcow2: external data file's name of " + length + " bytes exceeds " + NAME_MAX_BYTES, 4);
                }
                dataFile = text(data);
            } else if (type == TYPE_BACKING_FORMAT) {
                backingFormat = text(data);
            } else if (type == TYPE_FEATURE_NAMES) {
                for (int i = 0; i + FEATURE_BYTES <= length; i += FEATURE_BYTES) {
                    if (data.u8(i) == 0) {
                        names.put(data.u8(i + 1), " " + quoted(data.latin1(i + 2, FEATURE_BYTES - 2)));
                    }
                }
            }
            at += 8 + ((length + 7) & ~7L);
        }
        return new Qcow2Extensions(dataFile, backingFormat, names);
    }

    /** The name that the file gives an incompatible feature bit, quoted behind a blank; empty text if it gives none. */
    String incompatibleName(int bit) {
        return incompatibleNames.getOrDefault(bit, "");
    }

    /** The backing file's name; refused if it is too long or lies outside the file. */
    static String backingName(ByteSource file, Bytes head, long offset, long length) throws ImageException {
        if (offset < 0 || length > NAME_MAX_BYTES || offset > file.size() - length) {
            throw head.damaged(
                    "qcow2: backing file's name of " + length + " bytes at 0x" + Long.toHexString(offset) + " exceeds "
                            + NAME_MAX_BYTES + " bytes or ends beyond the file",
                    0x08);
        }
        return text(file.read(offset, (int) length));
    }

    /** Up to the first zero. */
    private static String text(Bytes data) throws ImageException {
        String text = new String(data.copy(0, data.length()), StandardCharsets.UTF_8);
        int end = text.indexOf('\0');
        return end < 0 ? text : text.substring(0, end);
    }

    /** Hostile text for a message: up to the first zero, printable ASCII only. */
    static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("'");
        for (int i = 0; i < text.length() && text.charAt(i) != 0; i++) {
            char c = text.charAt(i);
            quoted.append(c < ' ' || c > '~' ? '?' : c);
        }
        return quoted.append('\'').toString();
    }
}

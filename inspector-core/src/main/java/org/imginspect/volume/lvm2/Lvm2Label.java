package org.imginspect.volume.lvm2;

import java.util.ArrayList;
import java.util.List;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Bytes;

/**
 * The label of a physical volume with the pv_header behind it.
 *
 * @param uuid 32 characters without hyphens
 * @param areas the metadata areas as {@code {offset, size}} in bytes; none if others speak for this physical volume
 * @param unused whether the header says that it belongs to no group; false too if the header is too old to say
 */
record Lvm2Label(String uuid, List<long[]> areas, boolean unused) {
    private static final int SECTOR = 512;
    private static final int LABEL_SECTORS = 4;
    private static final int UUID_CHARACTERS = 32;
    private static final long EXTENSION_USED = 1; // PV_EXT_USED

    static Lvm2Label read(ByteSource volume) throws ImageException {
        Bytes head = volume.read(0, (int) Math.min(volume.size(), LABEL_SECTORS * SECTOR));
        DamagedImageException why = null;
        for (int at = 0; at + SECTOR <= head.length(); at += SECTOR) {
            Bytes label = head.slice(at, SECTOR);
            if (!label.latin1(0, 8).equals("LABELONE")) { // id
                continue;
            }
            int computed = Lvm2Crc.update(Lvm2Crc.INITIAL, label.copy(0x14, SECTOR - 0x14), 0, SECTOR - 0x14);
            if (label.le64(8) != at / SECTOR) { // sector_xl
                why = label.damaged("lvm2: the label is that of sector " + Long.toUnsignedString(label.le64(8)), 8);
            } else if ((int) label.le32(0x10) != computed) { // crc_xl
                why = label.damaged(mismatch("the label", (int) label.le32(0x10), computed), 0x10);
            } else if (!label.latin1(0x18, 8).equals("LVM2 001")) { // type
                throw new UnsupportedFeatureException(
                        "lvm2: label type '" + printable(label.latin1(0x18, 8)) + "' is not 'LVM2 001'",
                        volume.describe());
            } else {
                return header(label);
            }
        }
        throw why == null ? head.damaged("lvm2: no label in the first four sectors", 0) : why;
    }

    private static Lvm2Label header(Bytes label) throws ImageException {
        long header = label.le32(0x14); // offset_xl, from the label's beginning
        if (header < 0x20 || header > SECTOR - UUID_CHARACTERS - 8) {
            throw label.damaged("lvm2: pv_header at " + header + " leaves the label's sector", 0x14);
        }
        int at = (int) header;
        String uuid = printable(label.latin1(at, UUID_CHARACTERS)); // pv_uuid
        at += UUID_CHARACTERS + 8; // device_size_xl: the text says it too
        at = areas(label, at, new ArrayList<>()); // data areas: pe_start of the text says where they begin
        List<long[]> areas = new ArrayList<>();
        at = areas(label, at, areas);
        boolean unused = at + 8 <= SECTOR
                && label.le32(at) >= 2 // pv_header_extension.version: 0 if there is none
                && (label.le32(at + 4) & EXTENSION_USED) == 0; // flags
        return new Lvm2Label(uuid, areas, unused);
    }

    /** Reads disk_locn pairs up to the one that is zero. */
    private static int areas(Bytes label, int from, List<long[]> into) throws ImageException {
        int at = from;
        while (label.le64(at) != 0) {
            into.add(new long[] {
                label.le64Size(at, "lvm2: area offset"), // disk_locn.offset, bytes
                label.le64Size(at + 8, "lvm2: area size") // disk_locn.size, bytes
            });
            at += 16;
        }
        return at + 16;
    }

    static String mismatch(String what, int stored, int computed) {
        return "lvm2: checksum of " + what + " is 0x" + Integer.toHexString(stored) + ", but its content gives 0x"
                + Integer.toHexString(computed);
    }

    /** What is not printable ASCII becomes a question mark. */
    static String printable(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            out.append(c > ' ' && c < 0x7f ? c : '?');
        }
        return out.toString();
    }
}

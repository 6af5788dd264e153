package org.imginspect.filesystem.recognised;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Bytes;

/**
 * The text that LVM keeps on each physical volume, as far as it tells how many there are (lib/format_text/layout.h): the label names the
 * metadata area, whose header names the newest copy of the text in a ring.
 */
final class Lvm2Group {
    private static final int SECTOR = 512;
    private static final int LABEL_SECTORS = 4;
    private static final long TEXT_MAX = 16 << 20;

    private Lvm2Group() {}

    /** Empty if the physical volume belongs to no group. */
    static Optional<Membership> read(ByteSource volume) throws ImageException {
        Bytes head = volume.read(0, (int) Math.min(volume.size(), LABEL_SECTORS * SECTOR));
        for (int at = 0; at + SECTOR <= head.length(); at += SECTOR) {
            if (head.latin1(at, 8).equals("LABELONE")) { // id
                return physicalVolume(volume, head.slice(at, SECTOR));
            }
        }
        throw head.damaged("lvm2: no label in the first four sectors", 0);
    }

    private static Optional<Membership> physicalVolume(ByteSource volume, Bytes label) throws ImageException {
        int header = (int) Math.min(SECTOR, label.le32(0x14)); // offset_xl: where the pv_header begins
        String self = label.latin1(header, 32); // pv_uuid
        int at = header + 40; // device_size_xl behind it; then data areas, a zero one, metadata areas, a zero one
        while (label.le64(at) != 0) {
            at += 16;
        }
        at += 16;
        long area = label.le64Size(at, "lvm2: metadata area");
        long size = label.le64Size(at + 8, "lvm2: metadata area");
        if (area == 0) {
            // pvcreate --metadatacopies 0: another one speaks for it.
            throw new org.imginspect.error.UnsupportedFeatureException(
                    "lvm2: this physical volume keeps no metadata of its group", volume.describe());
        }
        if (size < SECTOR || area > volume.size() || size > volume.size() - area) {
            throw label.damaged("lvm2: metadata area of " + size + " bytes leaves the volume", at);
        }
        Bytes mda = volume.read(area, SECTOR); // checksum_xl, magic, version, start, size, then raw_locn
        if (!mda.latin1(4, 16).equals(" LVM2 x[5A%r0N*>")) {
            throw mda.damaged("lvm2: the metadata area has no magic", 4);
        }
        long offset = mda.le64Size(40, "lvm2: text offset"); // raw_locn.offset, from the area's beginning
        long length = mda.le64Size(48, "lvm2: text size"); // raw_locn.size
        if (offset == 0) {
            return Optional.empty();
        }
        if (length > TEXT_MAX || length > size - SECTOR || offset < SECTOR || offset >= size) {
            throw mda.damaged("lvm2: text of " + length + " bytes at " + offset, 40);
        }
        byte[] text = new byte[(int) length];
        int first = (int) Math.min(length, size - offset);
        volume.readFully(area + offset, text, 0, first);
        // It goes on behind the header when the area's end is reached.
        volume.readFully(area + SECTOR, text, first, text.length - first);
        return Optional.of(group(new String(text, StandardCharsets.ISO_8859_1), self, volume));
    }

    private static Membership group(String text, String self, ByteSource volume) throws ImageException {
        int brace = text.indexOf('{');
        int section = text.indexOf("physical_volumes {");
        Matcher id = Pattern.compile("\\bid = \"([^\"]{32,38})\"").matcher(text);
        if (brace < 0 || section < 0 || !id.find(brace) || id.start() > section) {
            throw new DamagedImageException("lvm2: the metadata lists no physical volumes", volume.describe());
        }
        String group = id.group(1);
        int end = text.indexOf("logical_volumes {", section);
        int members = 0;
        int from = section;
        while (id.find(from) && (end < 0 || id.start() < end)) {
            members++;
            from = id.end();
        }
        String name = text.substring(0, brace).strip();
        return new Membership(
                "LVM volume group", group, name.substring(name.lastIndexOf('\n') + 1), members, self, false);
    }
}

package org.imginspect.volume.lvm2;

import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.error.LimitExceededException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Bytes;
import org.imginspect.io.Limits;

/** A metadata area: a header of one sector, behind it a ring of texts of which the header names the newest. */
final class Lvm2Area {
    private static final int HEADER = 512; // MDA_HEADER_SIZE
    private static final String MAGIC = " LVM2 x[5A%r0N*>"; // FMTT_MAGIC
    private static final long VERSION = 1; // FMTT_VERSION
    private static final long IGNORED = 1; // RAW_LOCN_IGNORED

    private Lvm2Area() {}

    /** The committed text, without bytes if the area holds none; empty if the area does not count. */
    static Optional<byte[]> text(ByteSource volume, long area, long size, Limits limits) throws ImageException {
        if (size < HEADER || area > volume.size() || size > volume.size() - area) {
            throw new org.imginspect.error.DamagedImageException(
                    "lvm2: metadata area of " + size + " bytes at 0x" + Long.toHexString(area)
                            + " leaves the physical volume of " + volume.size(),
                    volume.describe());
        }
        Bytes header = volume.read(area, HEADER);
        int computed = Lvm2Crc.update(Lvm2Crc.INITIAL, header.copy(4, HEADER - 4), 0, HEADER - 4);
        if ((int) header.le32(0) != computed) { // checksum_xl
            throw header.damaged(Lvm2Label.mismatch("a metadata area's header", (int) header.le32(0), computed), 0);
        }
        if (!header.latin1(4, 16).equals(MAGIC)) { // magic
            throw header.damaged("lvm2: the metadata area has no magic", 4);
        }
        if (header.le32(20) != VERSION) { // version
            throw new UnsupportedFeatureException(
                    "lvm2: metadata area of version " + header.le32(20) + " is not " + VERSION, volume.describe());
        }
        if (header.le64(24) != area || header.le64(32) != size) { // start, size: bytes
            throw header.damaged(
                    "lvm2: the header is that of a metadata area of " + Long.toUnsignedString(header.le64(32))
                            + " bytes at " + Long.toUnsignedString(header.le64(24)),
                    24);
        }
        // raw_locns[0] is what was committed; a second one is being written and does not count yet.
        long offset = header.le64Size(40, "lvm2: text offset"); // raw_locn.offset, bytes from the area's beginning
        long length = header.le64Size(48, "lvm2: text size"); // raw_locn.size, bytes
        if ((header.le32(60) & IGNORED) != 0) { // raw_locn.flags
            return Optional.empty();
        }
        if (offset == 0) {
            return Optional.of(new byte[0]);
        }
        if (offset < HEADER || offset >= size || length < 1 || length > size - HEADER) {
            throw header.damaged("lvm2: text of " + length + " bytes at " + offset + " leaves its area", 40);
        }
        if (length > limits.get(Limits.METADATA_TABLE_BYTES)) {
            throw new LimitExceededException(
                    "lvm2: text of " + length + " bytes",
                    Limits.METADATA_TABLE_BYTES,
                    limits.get(Limits.METADATA_TABLE_BYTES),
                    volume.describe());
        }
        byte[] text = new byte[Math.toIntExact(length)];
        int first = (int) Math.min(length, size - offset);
        volume.readFully(area + offset, text, 0, first);
        // It goes on behind the header when the area's end is reached.
        volume.readFully(area + HEADER, text, first, text.length - first);
        int sum = Lvm2Crc.update(Lvm2Crc.INITIAL, text, 0, text.length);
        if ((int) header.le32(56) != sum) { // raw_locn.checksum
            throw header.damaged(Lvm2Label.mismatch("the text", (int) header.le32(56), sum), 56);
        }
        return Optional.of(text);
    }
}

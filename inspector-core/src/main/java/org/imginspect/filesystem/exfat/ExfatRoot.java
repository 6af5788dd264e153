package org.imginspect.filesystem.exfat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Bytes;

/**
 * What the root directory says of the volume.
 *
 * @param label empty if it has none
 * @param bitmap the allocation bitmap in use
 * @param upcase the up-case table
 * @param upcaseChecksum TableChecksum
 */
record ExfatRoot(Optional<String> label, ExfatStream bitmap, ExfatStream upcase, long upcaseChecksum) {
    private static final int BITMAP = 0x81;
    private static final int UPCASE = 0x82;
    private static final int LABEL = 0x83;
    private static final int LABEL_UNITS_MAX = 11;

    /**
     * Looks for them; as formatters write them first, little is read.
     *
     * @throws DamagedImageException if there is no up-case table or no allocation bitmap: the kernel mounts nothing without the latter
     */
    static ExfatRoot read(ByteSource directory, ExfatBootSector boot) throws ImageException {
        ExfatEntries entries = new ExfatEntries(directory);
        Optional<String> label = Optional.empty();
        Optional<ExfatStream> bitmap = Optional.empty();
        Optional<ExfatStream> upcase = Optional.empty();
        boolean labelSeen = false;
        long checksum = 0;
        for (long i = 0; i < entries.count() && !(labelSeen && bitmap.isPresent() && upcase.isPresent()); i++) {
            Bytes entry = entries.get(i, 1);
            int type = entry.u8(0); // EntryType, 0, u8
            if (type == ExfatEntries.END) {
                break;
            }
            switch (type) {
                case LABEL, LABEL & ~ExfatEntries.IN_USE -> {
                    labelSeen = true;
                    label = type == LABEL ? label(entry) : Optional.empty();
                }
                case BITMAP -> {
                    if ((entry.u8(1) & 1) == boot.activeFat()) { // BitmapFlags, 1, u8
                        ExfatStream found = stream(entry);
                        if (found.bytes() < (boot.clusters() + 7) / 8) {
                            throw entry.damaged(
                                    "exfat: allocation bitmap of " + found.bytes() + " bytes for " + boot.clusters()
                                            + " clusters",
                                    24);
                        }
                        bitmap = Optional.of(found);
                    }
                }
                case UPCASE -> {
                    checksum = entry.le32(4); // TableChecksum, 4, le32
                    ExfatStream found = stream(entry);
                    if (found.bytes() == 0 || found.bytes() > ExfatUpcase.BYTES_MAX) {
                        throw entry.damaged(
                                "exfat: up-case table of " + found.bytes() + " bytes is not 1 to "
                                        + ExfatUpcase.BYTES_MAX,
                                24);
                    }
                    upcase = Optional.of(found);
                }
                default -> {
                    // Files; what is unknown is told when the directory is read.
                }
            }
        }
        if (bitmap.isEmpty()) {
            throw missing("allocation bitmap", directory);
        }
        if (upcase.isEmpty()) {
            throw missing("up-case table", directory);
        }
        return new ExfatRoot(label, bitmap.get(), upcase.get(), checksum);
    }

    private static Optional<String> label(Bytes entry) throws ImageException {
        int units = Math.min(LABEL_UNITS_MAX, entry.u8(1)); // CharacterCount, 1, u8
        String text = new String(entry.copy(2, 2 * units), StandardCharsets.UTF_16LE); // VolumeLabel, 2, 22
        int end = text.indexOf(0);
        text = (end < 0 ? text : text.substring(0, end)).stripTrailing(); // as blkid
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    private static ExfatStream stream(Bytes entry) throws ImageException {
        return ExfatStream.chained(
                entry.le32(20), // FirstCluster, 20, le32
                entry.le64Size(24, "exfat: data length")); // DataLength, 24, le64
    }

    private static DamagedImageException missing(String what, ByteSource directory) {
        return new DamagedImageException("exfat: the root directory has no " + what, directory.describe());
    }
}

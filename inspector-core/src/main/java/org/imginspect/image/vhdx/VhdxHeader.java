package org.imginspect.image.vhdx;

import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Bytes;

/**
 * The header in force. Offsets and sizes are bytes, never negative.
 *
 * @param dataWriteGuid changes with the data of the disk: a child writes it down
 * @param logGuid {@link VhdxGuid#NONE} if the log is empty
 */
record VhdxHeader(long sequence, String dataWriteGuid, String logGuid, long logOffset, long logBytes) {
    static final int MEGABYTE = 1 << 20;

    private static final int BYTES = 4096;
    private static final int[] PLACES = {0x10000, 0x20000};
    private static final int CHECKSUM_AT = 4;
    private static final long SIGNATURE = 0x64616568; // "head"

    static VhdxHeader read(ByteSource file) throws ImageException {
        if (file.size() < MEGABYTE) {
            throw new DamagedImageException(
                    "vhdx: file of " + file.size() + " bytes ends inside the first megabyte of headers",
                    file.describe());
        }
        Optional<Bytes> first = valid(file.read(PLACES[0], BYTES));
        Optional<Bytes> second = valid(file.read(PLACES[1], BYTES));
        if (first.isEmpty() && second.isEmpty()) {
            throw new DamagedImageException(
                    "vhdx: neither header has its signature and a right checksum", file.describe(), PLACES[0]);
        }
        if (first.isPresent() && second.isPresent()) {
            // SequenceNumber, 0x8, le64
            int order = Long.compareUnsigned(first.get().le64(8), second.get().le64(8));
            // Disk2vhd writes two that are the same.
            if (order == 0 && !same(first.get(), second.get())) {
                throw first.get().damaged("vhdx: both headers have the same sequence number and differ", 8);
            }
            return parse(order >= 0 ? first.get() : second.get());
        }
        return parse(first.isPresent() ? first.get() : second.get());
    }

    private static Optional<Bytes> valid(Bytes head) throws ImageException {
        boolean right = head.le32(0) == SIGNATURE && head.le32(CHECKSUM_AT) == checksum(head, CHECKSUM_AT);
        return right ? Optional.of(head) : Optional.empty();
    }

    private static boolean same(Bytes first, Bytes second) throws ImageException {
        return Arrays.equals(first.copy(0, BYTES), second.copy(0, BYTES));
    }

    private static VhdxHeader parse(Bytes head) throws ImageException {
        int version = head.le16(0x42); // Version, 0x42, le16
        if (version != 1) {
            throw new UnsupportedFeatureException(
                    "vhdx: version " + version + " is not 1", head.where(), head.positionOf(0x42));
        }
        String logGuid = VhdxGuid.text(head, 0x30); // LogGuid, 0x30
        int logVersion = head.le16(0x40); // LogVersion, 0x40, le16
        if (logVersion != 0 && !logGuid.equals(VhdxGuid.NONE)) {
            throw new UnsupportedFeatureException(
                    "vhdx: log version " + logVersion + " is not 0", head.where(), head.positionOf(0x40));
        }
        return new VhdxHeader(
                head.le64(0x08), // SequenceNumber, 0x8, le64
                VhdxGuid.text(head, 0x20), // DataWriteGuid, 0x20
                logGuid,
                head.le64Size(0x48, "vhdx: log offset"), // LogOffset, 0x48, le64
                head.le32(0x44)); // LogLength, 0x44, le32
    }

    /** CRC-32C of all bytes, with zeros in place of the checksum. */
    static long checksum(Bytes bytes, int checksumAt) throws ImageException {
        byte[] copy = bytes.copy(0, bytes.length());
        Arrays.fill(copy, checksumAt, checksumAt + 4, (byte) 0);
        CRC32C crc = new CRC32C();
        crc.update(copy);
        return crc.getValue();
    }
}

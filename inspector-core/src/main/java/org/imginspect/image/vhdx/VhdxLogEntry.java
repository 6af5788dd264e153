package org.imginspect.image.vhdx;

import java.util.Optional;
import java.util.zip.CRC32C;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.io.Bytes;

/**
 * One entry of the log: a header and descriptors, then a sector for each descriptor of data. Sectors have 4096 bytes.
 *
 * @param first its first sector, counted from the log's beginning
 * @param tail the first sector of the oldest entry that was not yet written to its place when this one was
 * @param flushedBytes the file must be at least as long, else it was cut
 * @param fileBytes how long the file is with what was allocated before this entry
 */
record VhdxLogEntry(
        long first, long sectors, long sequence, long tail, int descriptors, long flushedBytes, long fileBytes) {

    private static final int SECTOR_BYTES = VhdxLogSectors.SECTOR_BYTES;
    private static final int HEADER_BYTES = 64;
    private static final int DESCRIPTOR_BYTES = 32;
    private static final int CHECKSUM_AT = 4;
    private static final long SIGNATURE_ENTRY = 0x65676f6c; // "loge"
    private static final long SIGNATURE_DATA_DESCRIPTOR = 0x63736564; // "desc"
    private static final long SIGNATURE_ZERO_DESCRIPTOR = 0x6f72657a; // "zero"
    private static final long SIGNATURE_DATA = 0x61746164; // "data"

    /** What a descriptor puts, and where. */
    private interface Sink {
        void data(Bytes descriptor, Bytes sector) throws ImageException;

        void zeros(long start, long length) throws ImageException;
    }

    /** The entry that begins at a sector; empty if there is none, or not all of one. */
    static Optional<VhdxLogEntry> read(VhdxLogSectors log, long first, String logGuid) throws ImageException {
        Bytes head = log.read(first);
        if (head.le32(0) != SIGNATURE_ENTRY || !VhdxGuid.text(head, 0x20).equals(logGuid)) { // LogGuid, 0x20
            return Optional.empty();
        }
        long length = head.le32(0x08); // EntryLength, 0x8, le32, bytes
        long tail = head.le32(0x0c); // Tail, 0xc, le32, bytes from the log's beginning
        long sequence = head.le64(0x10); // SequenceNumber, 0x10, le64
        long descriptors = head.le32(0x18); // DescriptorCount, 0x18, le32
        long descriptorSectors = (HEADER_BYTES + descriptors * DESCRIPTOR_BYTES + SECTOR_BYTES - 1) / SECTOR_BYTES;
        if (length % SECTOR_BYTES != 0
                || length / SECTOR_BYTES > log.count()
                || descriptorSectors > length / SECTOR_BYTES
                || tail % SECTOR_BYTES != 0
                || tail / SECTOR_BYTES >= log.count()
                || sequence == 0) {
            return Optional.empty();
        }
        VhdxLogEntry entry = new VhdxLogEntry(
                first,
                length / SECTOR_BYTES,
                sequence,
                tail / SECTOR_BYTES,
                (int) descriptors,
                head.le64(0x30), // FlushedFileOffset, 0x30, le64, bytes
                head.le64(0x38)); // LastFileOffset, 0x38, le64, bytes
        return entry.isWhole(log, head.le32(CHECKSUM_AT)) ? Optional.of(entry) : Optional.empty();
    }

    /** Whether all sectors belong to this entry and its checksum is right. */
    private boolean isWhole(VhdxLogSectors log, long checksum) throws ImageException {
        CRC32C crc = new CRC32C();
        long descriptorSectors = descriptorSectors();
        int left = descriptors;
        long data = 0;
        for (long i = 0; i < sectors; i++) {
            byte[] bytes = log.read(first + i).copy(0, SECTOR_BYTES);
            Bytes sector = new Bytes(bytes, "", 0);
            if (i < descriptorSectors) {
                for (int at = i == 0 ? HEADER_BYTES : 0; at < SECTOR_BYTES && left > 0; at += DESCRIPTOR_BYTES) {
                    long signature = sector.le32(at);
                    boolean isData = signature == SIGNATURE_DATA_DESCRIPTOR;
                    if ((!isData && signature != SIGNATURE_ZERO_DESCRIPTOR)
                            || sector.le64(at + 0x18) != sequence // SequenceNumber, 0x18, le64
                            || sector.le64(at + 0x10) % SECTOR_BYTES != 0 // FileOffset, 0x10, le64
                            || (!isData && sector.le64(at + 0x08) % SECTOR_BYTES != 0)) { // ZeroLength, 0x8, le64
                        return false;
                    }
                    data += isData ? 1 : 0;
                    left--;
                }
                if (i == descriptorSectors - 1 && data > sectors - descriptorSectors) {
                    return false;
                }
            } else if (i < descriptorSectors + data
                    && (sector.le32(0) != SIGNATURE_DATA
                            || sector.le32(4) != sequence >>> 32 // SequenceHigh, 0x4, le32
                            || sector.le32(SECTOR_BYTES - 4) != (sequence & 0xffff_ffffL))) { // SequenceLow, 0xffc
                return false;
            }
            if (i == 0) {
                bytes[CHECKSUM_AT] = 0;
                bytes[CHECKSUM_AT + 1] = 0;
                bytes[CHECKSUM_AT + 2] = 0;
                bytes[CHECKSUM_AT + 3] = 0;
            }
            crc.update(bytes);
        }
        return crc.getValue() == checksum;
    }

    private long descriptorSectors() {
        return (HEADER_BYTES + (long) descriptors * DESCRIPTOR_BYTES + SECTOR_BYTES - 1) / SECTOR_BYTES;
    }

    /** Does what the entry says. */
    void replay(VhdxLogSectors log, VhdxOverlay overlay) throws ImageException {
        replay(log, new Sink() {
            @Override
            public void data(Bytes descriptor, Bytes sector) throws ImageException {
                long place = descriptor.le64Size(0x10, "vhdx: file offset of a log descriptor"); // FileOffset
                byte[] data = sector.copy(0, SECTOR_BYTES);
                // The sector's signature and numbers stand where these bytes belong.
                descriptor.copyTo(0x08, data, 0, 8); // LeadingBytes, 0x8, 8 bytes
                descriptor.copyTo(0x04, data, SECTOR_BYTES - 4, 4); // TrailingBytes, 0x4, 4 bytes
                requireEnd(place, SECTOR_BYTES);
                overlay.put(place, data);
            }

            @Override
            public void zeros(long start, long length) throws ImageException {
                requireEnd(start, length);
                overlay.zero(start, start + length);
            }

            private void requireEnd(long start, long length) throws DamagedImageException {
                if (start > Long.MAX_VALUE - length) {
                    throw new DamagedImageException(
                            "vhdx: log entry " + sequence + " writes beyond 2^63", overlay.describe());
                }
            }
        });
        overlay.extend(fileBytes);
    }

    private void replay(VhdxLogSectors log, Sink sink) throws ImageException {
        Bytes sector = log.read(first);
        int at = HEADER_BYTES;
        long sectorIndex = 0;
        long data = descriptorSectors();
        for (int i = 0; i < descriptors; i++) {
            if (at == SECTOR_BYTES) {
                sector = log.read(first + ++sectorIndex);
                at = 0;
            }
            Bytes descriptor = sector.slice(at, DESCRIPTOR_BYTES);
            if (descriptor.le32(0) == SIGNATURE_DATA_DESCRIPTOR) {
                sink.data(descriptor, log.read(first + data++));
            } else {
                sink.zeros(
                        descriptor.le64Size(0x10, "vhdx: file offset of a log descriptor"),
                        descriptor.le64Size(0x08, "vhdx: zero length of a log descriptor"));
            }
            at += DESCRIPTOR_BYTES;
        }
    }
}

package org.imginspect.image.vmdk;

import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Bytes;

/**
 * The validated header of a sparse extent, of either kind. Sizes and offsets are bytes, never negative.
 *
 * @param capacityBytes what the extent maps; whole sectors
 * @param grainBytes the unit of allocation, a power of two
 * @param tableEntries how many grains one grain table maps
 * @param directoryEntries how many grain tables there may be
 * @param directoryOffset where the grain directory lies
 * @param redundantOffset where its copy lies; 0 if there is none
 * @param compressed whether grains are deflated behind markers
 * @param zeroedGrains whether an entry of 1 means a grain that reads as zeros
 * @param dirty whether it was not closed properly
 * @param descriptorOffset where the embedded descriptor lies; 0 if there is none
 * @param descriptorBytes room for it
 */
record VmdkSparseHeader(
        int version,
        long capacityBytes,
        long grainBytes,
        int tableEntries,
        int directoryEntries,
        long directoryOffset,
        long redundantOffset,
        boolean compressed,
        boolean zeroedGrains,
        boolean dirty,
        long descriptorOffset,
        long descriptorBytes) {

    static final String MAGIC = "KDMV";
    static final String COWD_MAGIC = "COWD";
    /** magic of a seSparse extent, 0xcafebabe as le64 */
    static final String SE_SPARSE_MAGIC = "\u00be\u00ba\u00fe\u00ca\0\0\0\0";

    static final int SECTOR_BYTES = 512;
    private static final long GD_AT_END = -1; // 0xffffffffffffffff
    private static final int VERSION_MAX = 3;
    private static final long FLAG_NEWLINES = 1;
    private static final long FLAG_REDUNDANT = 1 << 1;
    private static final long FLAG_ZEROED_GRAIN = 1 << 2;
    private static final long FLAG_COMPRESSED = 1 << 16;
    private static final long FLAG_MARKERS = 1 << 17;
    private static final long FLAGS_KNOWN =
            FLAG_NEWLINES | FLAG_REDUNDANT | FLAG_ZEROED_GRAIN | FLAG_COMPRESSED | FLAG_MARKERS;
    private static final int MARKER_END_OF_STREAM = 0;
    private static final int MARKER_FOOTER = 3;
    // 32 MiB; 64 KiB is what everybody writes. Compressed ones are held in memory.
    private static final long GRAIN_MAX_SECTORS = 1 << 16;
    private static final long GRAIN_COMPRESSED_MAX_SECTORS = 1 << 12;
    private static final long TABLE_ENTRIES_MAX = 512;
    // 2^50 bytes: more than any product makes, and products of sizes stay below 2^63.
    private static final long CAPACITY_MAX_SECTORS = 1L << 41;
    private static final int COWD_TABLE_ENTRIES = 4096;
    // qemu's limit of the grain directory's entries
    private static final long DIRECTORY_ENTRIES_MAX = 32 << 20;

    /** The header, or the footer where the header says that it is valid. */
    static VmdkSparseHeader read(ByteSource file) throws ImageException {
        Bytes head = sector(file, 0, "header");
        // gdOffset, 0x38, le64, sectors
        if (head.le64(0x38) != GD_AT_END) {
            return parse(file, head);
        }
        if (head.le64(0x0c) == 0) {
            // qemu would take the descriptor for all there is, and open the files that it names.
            throw head.damaged("vmdk: the header of a disk with a footer has a capacity of 0", 0x0c);
        }
        long end = file.size() & -SECTOR_BYTES;
        Bytes marker = sector(file, end - 3 * SECTOR_BYTES, "footer's marker");
        Bytes footer = sector(file, end - 2 * SECTOR_BYTES, "footer");
        Bytes last = sector(file, end - SECTOR_BYTES, "end-of-stream marker");
        // Marker: val, 0x0, le64; size, 0x8, le32; type, 0xc, le32
        if (marker.le32(8) != 0 || marker.le32(0xc) != MARKER_FOOTER) {
            throw marker.damaged("vmdk: no footer's marker where the header promises one; is the file cut?", 0);
        }
        if (last.le64(0) != 0 || last.le32(8) != 0 || last.le32(0xc) != MARKER_END_OF_STREAM) {
            throw last.damaged("vmdk: no end-of-stream marker in the last sector; is the file cut?", 0);
        }
        if (footer.le64(0x38) == GD_AT_END) {
            throw footer.damaged("vmdk: the footer has no grain directory either", 0x38);
        }
        return parse(file, footer);
    }

    private static VmdkSparseHeader parse(ByteSource file, Bytes head) throws ImageException {
        if (!head.latin1(0, 4).equals(MAGIC)) { // magicNumber, 0x0
            throw head.damaged("vmdk: no magic 'KDMV'", 0);
        }
        long version = head.le32(4); // version, 0x4, le32
        if (version < 1 || version > VERSION_MAX) {
            throw new UnsupportedFeatureException(
                    "vmdk: version " + version + " is not 1.." + VERSION_MAX, file.describe(), head.positionOf(4));
        }
        long flags = head.le32(8); // flags, 0x8, le32
        if ((flags & ~FLAGS_KNOWN) != 0) {
            throw new UnsupportedFeatureException(
                    "vmdk: unknown flag bit " + Long.numberOfTrailingZeros(flags & ~FLAGS_KNOWN),
                    file.describe(),
                    head.positionOf(8));
        }
        // singleEndLineChar, nonEndLineChar, doubleEndLineChar1 and 2, 0x49
        if ((flags & FLAG_NEWLINES) != 0 && !head.latin1(0x49, 4).equals("\n \r\n")) {
            throw head.damaged("vmdk: line ends were changed: the file was copied as text", 0x49);
        }
        int algorithm = head.le16(0x4d); // compressAlgorithm, 0x4d, le16
        if (algorithm > 1) {
            throw new UnsupportedFeatureException(
                    "vmdk: compressAlgorithm " + algorithm + " is neither 0 (none) nor 1 (deflate)",
                    file.describe(),
                    head.positionOf(0x4d));
        }
        boolean compressed = algorithm == 1;
        if (compressed != ((flags & FLAG_COMPRESSED) != 0)) {
            throw head.damaged("vmdk: compressAlgorithm " + algorithm + " contradicts flag bit 16", 0x4d);
        }
        if (compressed && (flags & FLAG_MARKERS) == 0) {
            throw new UnsupportedFeatureException(
                    "vmdk: compressed grains without markers", file.describe(), head.positionOf(8));
        }
        long capacity = head.le64(0x0c); // capacity, 0xc, le64, sectors
        long grain = head.le64(0x14); // grainSize, 0x14, le64, sectors
        checkGeometry(head, 0x0c, capacity, 0x14, grain, compressed);
        long entries = head.le32(0x2c); // numGTEsPerGT, 0x2c, le32
        if (entries < 1 || entries > TABLE_ENTRIES_MAX) {
            throw head.damaged("vmdk: numGTEsPerGT " + entries + " is not 1.." + TABLE_ENTRIES_MAX, 0x2c);
        }
        long tableSectors = entries * grain;
        long directory = (capacity + tableSectors - 1) / tableSectors;
        if (directory > DIRECTORY_ENTRIES_MAX) {
            throw head.damaged(
                    "vmdk: a grain directory of " + directory + " entries exceeds " + DIRECTORY_ENTRIES_MAX, 0x0c);
        }
        boolean redundant = (flags & FLAG_REDUNDANT) != 0;
        return new VmdkSparseHeader(
                (int) version,
                capacity * SECTOR_BYTES,
                grain * SECTOR_BYTES,
                (int) entries,
                (int) directory,
                bytes(head, 0x38, "gdOffset"), // gdOffset, 0x38, le64, sectors
                redundant ? bytes(head, 0x30, "rgdOffset") : 0, // rgdOffset, 0x30, le64, sectors
                compressed,
                (flags & FLAG_ZEROED_GRAIN) != 0,
                head.u8(0x48) != 0, // uncleanShutdown, 0x48, u8
                bytes(head, 0x1c, "descriptorOffset"), // descriptorOffset, 0x1c, le64, sectors
                bytes(head, 0x24, "descriptorSize")); // descriptorSize, 0x24, le64, sectors
    }

    /** The header of ESX's copy-on-write extents (qemu's VMDK3Header). All numbers le32, sizes and offsets sectors. */
    static VmdkSparseHeader readCowd(ByteSource file) throws ImageException {
        Bytes head = sector(file, 0, "header");
        long version = head.le32(4); // version, 0x4
        if (version != 1) {
            throw new UnsupportedFeatureException("vmdk: COWD version " + version + " is not 1", file.describe(), 4);
        }
        long capacity = head.le32(0x0c); // disk_sectors, 0xc
        long grain = head.le32(0x10); // granularity, 0x10
        checkGeometry(head, 0x0c, capacity, 0x10, grain, false);
        long stored = head.le32(0x18); // l1dir_size, 0x18, entries
        long tableSectors = COWD_TABLE_ENTRIES * grain;
        long needed = (capacity + tableSectors - 1) / tableSectors;
        if (stored < needed) {
            throw head.damaged(
                    "vmdk: grain directory of " + stored + " entries is too small for " + capacity
                            + " sectors, which need " + needed,
                    0x18);
        }
        return new VmdkSparseHeader(
                (int) version,
                capacity * SECTOR_BYTES,
                grain * SECTOR_BYTES,
                COWD_TABLE_ENTRIES,
                (int) needed,
                head.le32(0x14) * SECTOR_BYTES, // l1dir_offset, 0x14
                0,
                false,
                false,
                false,
                0,
                0);
    }

    private static void checkGeometry(
            Bytes head, int capacityAt, long capacity, int grainAt, long grain, boolean compressed)
            throws ImageException {
        if (capacity < 0 || capacity > CAPACITY_MAX_SECTORS) {
            throw head.damaged(
                    "vmdk: capacity of " + Long.toUnsignedString(capacity) + " sectors exceeds " + CAPACITY_MAX_SECTORS,
                    capacityAt);
        }
        if (Long.bitCount(grain) != 1 || grain < 0 || grain > GRAIN_MAX_SECTORS) {
            throw head.damaged(
                    "vmdk: grain of " + Long.toUnsignedString(grain) + " sectors is no power of two up to "
                            + GRAIN_MAX_SECTORS,
                    grainAt);
        }
        if (compressed && grain > GRAIN_COMPRESSED_MAX_SECTORS) {
            throw new UnsupportedFeatureException(
                    "vmdk: compressed grains of " + grain + " sectors exceed " + GRAIN_COMPRESSED_MAX_SECTORS,
                    head.where(),
                    head.positionOf(grainAt));
        }
    }

    private static long bytes(Bytes head, int at, String field) throws DamagedImageException {
        long sectors = head.le64Size(at, "vmdk: " + field);
        if (sectors > Long.MAX_VALUE / SECTOR_BYTES) {
            throw head.damaged("vmdk: " + field + " " + sectors + " exceeds 2^54 sectors", at);
        }
        return sectors * SECTOR_BYTES;
    }

    private static Bytes sector(ByteSource file, long at, String what) throws ImageException {
        if (at < 0 || file.size() - at < SECTOR_BYTES) {
            throw new DamagedImageException(
                    "vmdk: file of " + file.size() + " bytes has no room for the " + what, file.describe());
        }
        return file.read(at, SECTOR_BYTES);
    }
}

package org.imginspect.image.vhdx;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Bytes;

/**
 * The metadata items. Sizes are bytes, never negative.
 *
 * @param parent the parent of a differencing disk; empty if it is none
 */
record VhdxMetadata(int blockBytes, long sizeBytes, int sectorBytes, Optional<VhdxParent> parent) {
    private static final int TABLE_BYTES = 0x10000;
    private static final int ENTRIES_AT = 0x20;
    private static final int ENTRY_BYTES = 32;
    private static final int ENTRIES_MAX = 2047;
    private static final long ITEM_MAX_BYTES = 1 << 20;
    private static final int FLAG_REQUIRED = 4;
    private static final int FLAG_HAS_PARENT = 2;
    private static final long BLOCK_MAX_BYTES = 256L << 20;
    private static final long SIZE_MAX_BYTES = 64L << 40;

    private static final String FILE_PARAMETERS = "caa16737-fa36-4d43-b3b6-33f0aa44e76b";
    private static final String VIRTUAL_DISK_SIZE = "2fa54224-cd1b-4876-b211-5dbed83bf4b8";
    private static final String PAGE_83_DATA = "beca12ab-b2e6-4523-93ef-c309e000c746";
    private static final String LOGICAL_SECTOR_SIZE = "8141bf1d-a96f-4709-ba47-f233a8faab5f";
    private static final String PHYSICAL_SECTOR_SIZE = "cda348c7-445d-4471-9cc9-e9885251c556";
    private static final String PARENT_LOCATOR = "a8d35f2d-b30b-454d-abf7-d3d84834ab0c";
    private static final Map<String, String> KNOWN = Map.of(
            FILE_PARAMETERS, "file parameters",
            VIRTUAL_DISK_SIZE, "virtual disk size",
            PAGE_83_DATA, "page 83 data",
            LOGICAL_SECTOR_SIZE, "logical sector size",
            PHYSICAL_SECTOR_SIZE, "physical sector size",
            PARENT_LOCATOR, "parent locator");

    static VhdxMetadata read(ByteSource file, VhdxRegions.Region region) throws ImageException {
        Bytes table = file.read(region.offset(), (int) Math.min(TABLE_BYTES, region.length()));
        if (table.length() < TABLE_BYTES || !table.latin1(0, 8).equals("metadata")) {
            throw table.damaged("vhdx: no table with the signature 'metadata' in the region of the metadata", 0);
        }
        Map<String, Bytes> items = items(file, region, table);
        Bytes parameters = require(items, FILE_PARAMETERS, 8, table);
        long blockBytes = parameters.le32(0); // BlockSize, 0x0, le32, bytes
        if (blockBytes < VhdxHeader.MEGABYTE || blockBytes > BLOCK_MAX_BYTES || Long.bitCount(blockBytes) != 1) {
            throw parameters.damaged(
                    "vhdx: block size " + blockBytes + " is not a power of two from 1 MiB to 256 MiB", 0);
        }
        Bytes sector = require(items, LOGICAL_SECTOR_SIZE, 4, table);
        long sectorBytes = sector.le32(0);
        if (sectorBytes != 512 && sectorBytes != 4096) {
            throw sector.damaged("vhdx: logical sector size " + sectorBytes + " is neither 512 nor 4096", 0);
        }
        Bytes disk = require(items, VIRTUAL_DISK_SIZE, 8, table);
        long size = disk.le64Size(0, "vhdx: virtual disk size");
        if (size > SIZE_MAX_BYTES || size % sectorBytes != 0) {
            throw disk.damaged(
                    "vhdx: virtual disk size " + size + " is more than 64 TiB or not a multiple of the sector size, "
                            + sectorBytes,
                    0);
        }
        boolean hasParent = (parameters.le32(4) & FLAG_HAS_PARENT) != 0; // flags, 0x4, le32: bit 1
        return new VhdxMetadata(
                (int) blockBytes,
                size,
                (int) sectorBytes,
                hasParent ? Optional.of(VhdxParent.read(require(items, PARENT_LOCATOR, 20, table))) : Optional.empty());
    }

    /** The items that are known, by their GUIDs. */
    private static Map<String, Bytes> items(ByteSource file, VhdxRegions.Region region, Bytes table)
            throws ImageException {
        int count = table.le16(0x0a); // EntryCount, 0xa, le16
        if (count > ENTRIES_MAX) {
            throw table.damaged("vhdx: " + count + " metadata items exceed " + ENTRIES_MAX, 0x0a);
        }
        Map<String, Bytes> items = new HashMap<>();
        for (int i = 0; i < count; i++) {
            int at = ENTRIES_AT + i * ENTRY_BYTES;
            String id = VhdxGuid.text(table, at); // ItemId, 0x0
            if (!KNOWN.containsKey(id)) {
                if ((table.le32(at + 0x18) & FLAG_REQUIRED) != 0) { // flags, 0x18, le32
                    throw new UnsupportedFeatureException(
                            "vhdx: unknown metadata item " + id + " is marked as required",
                            table.where(),
                            table.positionOf(at));
                }
                continue;
            }
            long offset = table.le32(at + 0x10); // Offset, 0x10, le32, from the region's beginning
            long length = table.le32(at + 0x14); // Length, 0x14, le32, bytes
            if (length > ITEM_MAX_BYTES || offset + length > region.length()) {
                throw table.damaged(
                        "vhdx: metadata item " + KNOWN.get(id) + " of " + length + " bytes at 0x"
                                + Long.toHexString(offset) + " is longer than 1 MiB or ends beyond its region",
                        at);
            }
            if (items.put(id, file.read(region.offset() + offset, (int) length)) != null) {
                throw table.damaged("vhdx: two metadata items " + KNOWN.get(id), at);
            }
        }
        return items;
    }

    private static Bytes require(Map<String, Bytes> items, String id, int bytes, Bytes table) throws ImageException {
        Bytes item = items.get(id);
        if (item == null || item.length() < bytes) {
            throw table.damaged(
                    "vhdx: metadata item " + KNOWN.get(id)
                            + (item == null ? " is missing" : " has " + item.length() + " bytes, fewer than " + bytes),
                    0);
        }
        return item;
    }
}

package org.imginspect.image.vhdx;

import java.util.ArrayList;
import java.util.List;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Where the block allocation table and the metadata lie.
 *
 * @param all every region, the log and the first megabyte too: what no block may lie over
 */
record VhdxRegions(Region bat, Region metadata, List<Region> all) {
    /** Bytes {@code [offset, offset + length)} of the file. */
    record Region(String what, long offset, long length) {
        boolean touches(long otherOffset, long otherLength) {
            return length > 0 && offset < otherOffset + otherLength && otherOffset < offset + length;
        }
    }

    private static final int TABLE_BYTES = 0x10000;
    private static final int[] PLACES = {0x30000, 0x40000};
    private static final int CHECKSUM_AT = 4;
    private static final long SIGNATURE = 0x69676572; // "regi"
    private static final int ENTRIES_AT = 0x10;
    private static final int ENTRY_BYTES = 32;
    private static final int ENTRIES_MAX = 2047;
    private static final String BAT = "2dc27766-f623-4200-9d64-115e9bfd4a08";
    private static final String METADATA = "8b7ca206-4790-4b9a-b8fe-575f050f886e";

    static VhdxRegions read(ByteSource file, VhdxHeader header) throws ImageException {
        for (int place : PLACES) {
            Bytes table = file.read(place, TABLE_BYTES);
            if (table.le32(0) == SIGNATURE && table.le32(CHECKSUM_AT) == VhdxHeader.checksum(table, CHECKSUM_AT)) {
                return parse(file, table, header);
            }
        }
        throw new DamagedImageException(
                "vhdx: neither region table has its signature and a right checksum", file.describe(), PLACES[0]);
    }

    private static VhdxRegions parse(ByteSource file, Bytes table, VhdxHeader header) throws ImageException {
        long count = table.le32(0x08); // EntryCount, 0x8, le32
        if (count > ENTRIES_MAX) {
            throw table.damaged("vhdx: " + count + " regions exceed " + ENTRIES_MAX, 0x08);
        }
        List<Region> all = new ArrayList<>();
        all.add(new Region("headers", 0, VhdxHeader.MEGABYTE));
        all.add(new Region("log", header.logOffset(), header.logBytes()));
        Region bat = null;
        Region metadata = null;
        for (int i = 0; i < count; i++) {
            int at = ENTRIES_AT + i * ENTRY_BYTES;
            String guid = VhdxGuid.text(table, at); // Guid, 0x0
            boolean isBat = guid.equals(BAT);
            boolean isMetadata = guid.equals(METADATA);
            if (!isBat && !isMetadata) {
                if ((table.le32(at + 0x1c) & 1) != 0) { // Required, 0x1c, le32, bit 0
                    throw new UnsupportedFeatureException(
                            "vhdx: unknown region " + guid + " is marked as required",
                            file.describe(),
                            table.positionOf(at));
                }
                continue;
            }
            if ((isBat ? bat : metadata) != null) {
                throw table.damaged("vhdx: two regions " + guid, at);
            }
            Region region = region(file, table, at, isBat ? "block allocation table" : "metadata", all);
            all.add(region);
            bat = isBat ? region : bat;
            metadata = isMetadata ? region : metadata;
        }
        return new VhdxRegions(
                require(bat, "block allocation table", table), require(metadata, "metadata", table), List.copyOf(all));
    }

    private static Region region(ByteSource file, Bytes table, int at, String what, List<Region> others)
            throws ImageException {
        long offset = table.le64Size(at + 0x10, "vhdx: region offset"); // FileOffset, 0x10, le64
        long length = table.le32(at + 0x18); // Length, 0x18, le32, bytes
        Region region = new Region(what, offset, length);
        if (offset % VhdxHeader.MEGABYTE != 0 || offset > file.size() - length) {
            throw table.damaged(
                    "vhdx: region " + what + " of " + length + " bytes at 0x" + Long.toHexString(offset)
                            + " does not begin at a megabyte or ends beyond the file of " + file.size() + " bytes",
                    at + 0x10);
        }
        for (Region other : others) {
            if (other.touches(offset, length)) {
                throw table.damaged("vhdx: region " + what + " lies over the " + other.what(), at + 0x10);
            }
        }
        return region;
    }

    private static Region require(@Nullable Region region, String what, Bytes table) throws DamagedImageException {
        if (region == null) {
            throw table.damaged("vhdx: no region for the " + what, 0x08);
        }
        return region;
    }
}

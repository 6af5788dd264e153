package org.imginspect.partition.gpt;

import java.util.OptionalLong;
import org.imginspect.error.ImageException;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Bytes;

/**
 * What sector 0 says beside a GPT (UEFI 5.2.3, "Protective MBR").
 *
 * @param coversSectors size of the 0xEE entry; empty without one
 */
record GptSectorZero(GptTable.Mbr mbr, OptionalLong coversSectors) {
    private static final int ENTRIES_OFFSET = 0x1be;
    private static final int ENTRY_BYTES = 16;
    private static final int TYPE_GPT_PROTECTIVE = 0xee;

    static GptSectorZero read(ByteSource disk) throws ImageException {
        Bytes sector = disk.read(0, 512);
        if (sector.le16(0x1fe) != 0xaa55) { // Signature, 0x1fe, le16
            return new GptSectorZero(GptTable.Mbr.MISSING, OptionalLong.empty());
        }
        OptionalLong covers = OptionalLong.empty();
        int others = 0;
        boolean plausible = true;
        for (int i = 0; i < 4; i++) {
            int at = ENTRIES_OFFSET + i * ENTRY_BYTES;
            int status = sector.u8(at); // BootIndicator, 0x0, u8
            int type = sector.u8(at + 4); // OSType, 0x4, u8
            long start = sector.le32(at + 8); // StartingLBA, 0x8, le32
            plausible &= status == 0 || status == 0x80;
            // Linux (block/partitions/efi.c, pmbr_part_valid) knows it by type and start.
            if (type == TYPE_GPT_PROTECTIVE && start == 1 && covers.isEmpty()) {
                covers = OptionalLong.of(sector.le32(at + 12)); // SizeInLBA, 0xc, le32
            } else if (type != 0) {
                others++;
            }
        }
        if (covers.isPresent()) {
            return new GptSectorZero(others == 0 ? GptTable.Mbr.PROTECTIVE : GptTable.Mbr.HYBRID, covers);
        }
        // A boot sector of a file system ends in 55 AA too; where its table would be lies code.
        return new GptSectorZero(
                plausible && others > 0 ? GptTable.Mbr.PLAIN : GptTable.Mbr.MISSING, OptionalLong.empty());
    }
}

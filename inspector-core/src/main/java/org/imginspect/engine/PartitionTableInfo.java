package org.imginspect.engine;

import java.util.List;
import java.util.Optional;

/**
 * What the disk's partition table is like.
 *
 * @param scheme {@code gpt} or {@code mbr}
 * @param sectorBytes 512 or 4096
 * @param diskId GPT: the disk GUID in upper case; MBR: the disk signature as eight lower-case hex digits
 * @param mbr what sector 0 says beside a GPT; for an MBR disk {@link Mbr#PLAIN}
 * @param usedBackup whether the entries were taken from the backup because the primary is damaged
 * @param defects what contradicts the UEFI specification though the table could be read: one sentence each, with the place
 * @param bootCode what the first 440 bytes of sector 0 hold
 */
public record PartitionTableInfo(
        String scheme,
        int sectorBytes,
        Optional<String> diskId,
        Mbr mbr,
        boolean usedBackup,
        List<String> defects,
        BootCode bootCode) {
    /** The kinds of MBR. */
    public enum Mbr {
        /** An ordinary partition table. */
        PLAIN,
        /** One entry of type 0xEE that covers the disk, as UEFI demands beside a GPT. */
        PROTECTIVE,
        /** A 0xEE entry and others beside it. */
        HYBRID,
        /** Sector 0 holds no MBR at all. */
        MISSING
    }

    /** Boot code in sector 0. */
    public enum BootCode {
        /** All zero: no BIOS starts this disk. */
        NONE,
        /** GRUB's boot.img. */
        GRUB,
        /** Something else, such as syslinux or Windows' boot code. */
        OTHER
    }

    public PartitionTableInfo {
        defects = List.copyOf(defects);
    }
}

package org.imginspect.partition.mbr;

import org.imginspect.error.ImageException;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Bytes;

/** What the first 440 bytes of a disk hold, whatever its partition table is. */
public enum MbrBootCode {
    /** All zero: no BIOS starts this disk. */
    NONE,
    /** GRUB's boot.img, known by the text {@code GRUB } that it prints before an error. */
    GRUB,
    /** Something else. */
    OTHER;

    private static final int CODE_BYTES = 440;

    /** Looks at sector 0; a disk with no room for it has no boot code. */
    public static MbrBootCode of(ByteSource disk) throws ImageException {
        if (disk.size() < CODE_BYTES) {
            return NONE;
        }
        Bytes code = disk.read(0, CODE_BYTES);
        if (code.isZero(0, CODE_BYTES)) {
            return NONE;
        }
        // grub-core/boot/i386/pc/boot.S, notification_string: the message's place moves between versions.
        return code.latin1(0, CODE_BYTES).contains("GRUB ") ? GRUB : OTHER;
    }
}

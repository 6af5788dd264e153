package org.imginspect.partition.mbr;

import java.util.OptionalInt;

/**
 * One used entry.
 *
 * @param number as Linux numbers it: 1 to 4 by its slot, logical ones from 5 on in the chain's order
 * @param type the type byte
 * @param active whether the status byte is 0x80
 * @param startBytes where it begins on the disk
 * @param sizeBytes its length, more than 0; it may end outside the disk: then the table lists that among its defects
 * @param logicalOf of a logical partition the number of the extended partition it lies in; empty for a primary one
 */
public record MbrPartition(
        int number, int type, boolean active, long startBytes, long sizeBytes, OptionalInt logicalOf) {

    /** Whether it is a frame for logical partitions. */
    public boolean isExtended() {
        return isExtended(type);
    }

    /** The type byte as two lower-case hex digits. */
    public String typeText() {
        return (type < 16 ? "0" : "") + Integer.toHexString(type);
    }

    static boolean isExtended(int type) {
        return type == 0x05 || type == 0x0f || type == 0x85;
    }
}

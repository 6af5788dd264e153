package org.imginspect.engine;

import java.util.OptionalInt;

/**
 * What a partition table says of one partition.
 *
 * @param number as Linux numbers it: {@code /dev/vda1} is 1; MBR logical partitions begin at 5
 * @param type GPT: the type GUID in upper case; MBR: the type byte as two lower-case hex digits, {@code 83}
 * @param startBytes where it begins on the disk
 * @param attributes GPT: the attribute bits; MBR: 0x80 if it is active
 * @param logicalOf MBR: of a logical partition the number of the extended partition it lies in
 */
public record PartitionInfo(int number, String type, long startBytes, long attributes, OptionalInt logicalOf) {}

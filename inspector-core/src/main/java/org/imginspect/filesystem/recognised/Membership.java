package org.imginspect.filesystem.recognised;

/**
 * What a device of a file system on several says of the whole.
 *
 * @param kind {@code btrfs}
 * @param group what tells it from other groups: a UUID
 * @param name for people; empty text if it has none
 * @param members how many members the whole has
 * @param self what tells this member from the others
 * @param redundant whether the data can be read without one of them
 */
public record Membership(String kind, String group, String name, int members, String self, boolean redundant) {}

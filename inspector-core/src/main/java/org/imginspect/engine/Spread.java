package org.imginspect.engine;

import java.util.List;

/**
 * Something that may lie on several disks: a volume group, an array, a file system of several devices.
 *
 * @param kind {@code LVM volume group}, {@code RAID array}, {@code btrfs}
 * @param name its name, or its UUID if it has none
 * @param needed how many members it has
 * @param present how many of them are in the image
 * @param redundant whether its data can be read without those that are missing, as a mirror's
 * @param paths the storage paths of the members in the image
 */
public record Spread(String kind, String name, int needed, int present, boolean redundant, List<String> paths) {
    public Spread {
        paths = List.copyOf(paths);
    }
}

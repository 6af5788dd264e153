package org.imginspect.filesystem;

import java.util.Optional;

/**
 * What a superblock says of itself.
 *
 * @param format as blkid names it: {@code ext2}, {@code ext3}, {@code ext4}, {@code vfat}, {@code xfs}, {@code swap}, …
 * @param uuid as blkid prints it; empty if it has none
 * @param label empty if it has none
 */
public record FileSystemIdentity(String format, Optional<String> uuid, Optional<String> label) {}

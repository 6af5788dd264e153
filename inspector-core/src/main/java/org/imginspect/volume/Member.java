package org.imginspect.volume;

import org.imginspect.io.ByteSource;

/**
 * A part of a volume group or an array.
 *
 * @param path its storage path: {@code disk.qcow2 > gpt:3 > LVM2_member}
 * @param bytes its bytes, the manager's own metadata included
 */
public record Member(String path, ByteSource bytes) {}

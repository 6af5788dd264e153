package org.imginspect.volume.lvm2;

import org.imginspect.io.ByteSource;

/**
 * What a segment's area lies on.
 *
 * @param fanOut how many questions one {@code nextData} of it asks at most
 */
record Lvm2Bytes(ByteSource bytes, long fanOut) {}

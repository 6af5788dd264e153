/**
 * What both engines share: opening the container, reading the partition table, recognising what lies where, finding the root and
 * putting the guest's mounts together. An engine supplies the disk's bytes and, for each file system it can read, a tree.
 *
 * <p>In order: {@link org.imginspect.engine.disk.DiskFile} → {@link org.imginspect.engine.disk.DiskLayout} → one
 * {@link org.imginspect.engine.disk.Volume} for each {@link org.imginspect.engine.disk.Region} →
 * {@link org.imginspect.engine.disk.GuestAssembler}.
 */
@NullMarked
package org.imginspect.engine.disk;

import org.jspecify.annotations.NullMarked;

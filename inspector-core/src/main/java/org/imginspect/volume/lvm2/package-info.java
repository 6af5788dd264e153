/**
 * Volume groups of LVM2, read only. Specification: {@code lib/format_text/layout.h}, {@code lib/label/label.h}, {@code lib/format_text/}
 * and the manual pages lvm(8), lvmraid(7), lvmthin(7) of LVM2; the kernel's {@code drivers/md/dm-*.c} for what the mapped bytes are. Headers are
 * little-endian; the text counts in extents of {@code extent_size} sectors, sectors have 512 bytes whatever the disk has.
 *
 * <pre>
 * what                    where                                         read by
 * label                   one of the sectors 0 to 3                     Lvm2Label
 * pv_header, extension    behind the label, up to the sector's end      Lvm2Label
 * metadata areas          as the pv_header names them; the text in      Lvm2Area
 *                         a ring behind the header of 512 bytes
 * text                    sections, numbers, strings, arrays            Lvm2Text, Lvm2Section
 * group, volumes          the text of the highest seqno                 Lvm2Group, Lvm2Lv, Lvm2Pv
 * segments                striped, mirror, raid, thin                   Lvm2Mapper, Lvm2Source
 * </pre>
 *
 * <p><b>Checksums</b> (CRC-32 from 0xf597a6cf on, not inverted) of label, area header and text are verified. An area that is damaged is passed
 * over where another one of the group is sound, as lvm does; it is the group's failure where none is.
 */
@NullMarked
package org.imginspect.volume.lvm2;

import org.jspecify.annotations.NullMarked;

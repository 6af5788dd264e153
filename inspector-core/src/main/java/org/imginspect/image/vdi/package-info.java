/**
 * VDI, VirtualBox's disks, after VirtualBox's {@code VDICore.h} and qemu's {@code block/vdi.c}. All numbers little-endian, places in
 * bytes of the file.
 *
 * <table>
 * <caption>Header, version 1.1</caption>
 * <tr><th>offset</th><th>bytes</th><th>field</th></tr>
 * <tr><td>0x000</td><td>64</td><td>text for people</td></tr>
 * <tr><td>0x040</td><td>4</td><td>signature 0xbeda107f</td></tr>
 * <tr><td>0x044</td><td>4</td><td>version 0x00010001</td></tr>
 * <tr><td>0x048</td><td>4</td><td>header_size from here on</td></tr>
 * <tr><td>0x04c</td><td>4</td><td>image_type: 1 dynamic, 2 static, 3 undo, 4 differencing</td></tr>
 * <tr><td>0x154</td><td>4</td><td>offset_bmap: the block map</td></tr>
 * <tr><td>0x158</td><td>4</td><td>offset_data: the first block</td></tr>
 * <tr><td>0x168</td><td>4</td><td>sector_size: 512</td></tr>
 * <tr><td>0x170</td><td>8</td><td>disk_size, rounded up to a sector as qemu does</td></tr>
 * <tr><td>0x178</td><td>4</td><td>block_size, usually 1 MiB</td></tr>
 * <tr><td>0x17c</td><td>4</td><td>block_extra: bytes before each block's data</td></tr>
 * <tr><td>0x180</td><td>4</td><td>blocks_in_image: entries of the map</td></tr>
 * <tr><td>0x184</td><td>4</td><td>blocks_allocated</td></tr>
 * <tr><td>0x188</td><td>64</td><td>UUIDs: of the image, of its last change, of the parent, of the parent's last change</td></tr>
 * </table>
 *
 * <p>The block map has one 32-bit number for each block of the disk: which block of the file holds it, 0xffffffff if none was ever
 * written, 0xfffffffe if it reads as zeros.
 *
 * <p>Refused by name: undo and differencing images, whose parents are found by a registry of VirtualBox's and never by a name in the
 * file; other versions; sectors that have not 512 bytes.
 *
 * <table>
 * <caption>Support: VDI</caption>
 * <tr><th>feature</th><th>state</th><th>remark</th></tr>
 * <tr><td>Dynamic and static images of version 1.1, blocks of any size</td><td>read</td><td></td></tr>
 * <tr><td>Undo and differencing images</td><td>refused</td><td>their parents stand in a registry of VirtualBox's</td></tr>
 * <tr><td>Other versions, sectors that have not 512 bytes</td><td>refused</td><td></td></tr>
 * <tr><td><a href="https://www.virtualbox.org/browser/vbox/trunk/src/VBox/Storage/VDICore.h">VirtualBox:
 *     VDICore.h</a></td><td>specification</td><td></td></tr>
 * <tr><td><a href="https://github.com/qemu/qemu/blob/master/block/vdi.c">QEMU: block/vdi.c</a></td><td>specification</td><td></td></tr>
 * </table>
 */
@NullMarked
package org.imginspect.image.vdi;

import org.jspecify.annotations.NullMarked;

/**
 * VHD, the disks of Virtual PC, Hyper-V generation 1, Azure and XenServer, after Microsoft's <a
 * href="https://www.microsoft.com/en-us/download/details.aspx?id=23850">Virtual Hard Disk Image Format Specification</a> and, where
 * programs disagree, qemu's {@code block/vpc.c}. All numbers big-endian, places in bytes of the file unless said otherwise.
 *
 * <table>
 * <caption>Footer: the file's last 512 bytes (511 of old Virtual PC), and a copy at 0 of all but fixed disks</caption>
 * <tr><th>offset</th><th>bytes</th><th>field</th></tr>
 * <tr><td>0x00</td><td>8</td><td>Cookie "conectix"</td></tr>
 * <tr><td>0x08</td><td>4</td><td>Features: bit 0 temporary, bit 1 always set</td></tr>
 * <tr><td>0x0c</td><td>4</td><td>File Format Version 0x00010000</td></tr>
 * <tr><td>0x10</td><td>8</td><td>Data Offset: the sparse header</td></tr>
 * <tr><td>0x1c</td><td>4</td><td>Creator Application</td></tr>
 * <tr><td>0x30</td><td>8</td><td>Current Size of the disk</td></tr>
 * <tr><td>0x38</td><td>4</td><td>Disk Geometry: be16 cylinders, u8 heads, u8 sectors per track</td></tr>
 * <tr><td>0x3c</td><td>4</td><td>Disk Type: 2 fixed, 3 dynamic, 4 differencing</td></tr>
 * <tr><td>0x40</td><td>4</td><td>Checksum: one's complement of the sum of all other bytes</td></tr>
 * <tr><td>0x44</td><td>16</td><td>Unique Id</td></tr>
 * <tr><td>0x54</td><td>1</td><td>Saved State: the machine was suspended; reported as dirty</td></tr>
 * </table>
 *
 * <table>
 * <caption>Sparse header, 1024 bytes</caption>
 * <tr><th>offset</th><th>bytes</th><th>field</th></tr>
 * <tr><td>0x000</td><td>8</td><td>Cookie "cxsparse"</td></tr>
 * <tr><td>0x010</td><td>8</td><td>Table Offset: the block allocation table</td></tr>
 * <tr><td>0x018</td><td>4</td><td>Header Version 0x00010000</td></tr>
 * <tr><td>0x01c</td><td>4</td><td>Max Table Entries</td></tr>
 * <tr><td>0x020</td><td>4</td><td>Block Size, usually 2 MiB</td></tr>
 * <tr><td>0x024</td><td>4</td><td>Checksum, as the footer's</td></tr>
 * <tr><td>0x028</td><td>16</td><td>Parent Unique ID</td></tr>
 * <tr><td>0x040</td><td>512</td><td>Parent Unicode Name, UTF-16BE</td></tr>
 * <tr><td>0x240</td><td>8 x 24</td><td>Parent Locators: code, data space, data length, reserved, data offset (be64)</td></tr>
 * </table>
 *
 * <p>The table gives for each block the sector where it lies, 0xffffffff if it is not there. A block is a bitmap with one bit for each
 * sector, the highest bit of a byte first, padded to whole sectors, and the data. In a differencing disk a set bit tells that the sector
 * is here and not in the parent; in a dynamic one the bitmap tells nothing that the data does not, and is not read, by qemu neither.
 *
 * <p>The size of the disk is the footer's geometry for Virtual PC, older qemu and whoever is not known, and Current Size for Hyper-V,
 * disk2vhd, newer qemu, Xen and Azure, and whenever the geometry is the largest there is: as qemu has it, so that the sizes are
 * {@code qemu-img}'s.
 *
 * <p>A parent is found by the relative locator W2ru, by MacX if that is relative, or by the parent's name beside the child; it must have
 * the unique id that the child has written down. Refused by name: other versions, unknown features and types, a parent that is named
 * by absolute paths only.
 *
 * <table>
 * <caption>Support: VHD</caption>
 * <tr><th>feature</th><th>state</th><th>remark</th></tr>
 * <tr><td>Fixed and dynamic disks</td><td>read</td><td>with the size that qemu-img takes</td></tr>
 * <tr><td>Differencing disks</td><td>read</td><td>where the user allowed other files; the parent must have the unique id that the child
 *     names</td></tr>
 * <tr><td>Footer and its copy</td><td>read</td><td>one of the two is enough</td></tr>
 * <tr><td>Saved state</td><td>read</td><td>reported as dirty</td></tr>
 * <tr><td>Other versions, unknown features and types, parents named by absolute paths only</td><td>refused</td><td></td></tr>
 * <tr><td><a href="https://www.microsoft.com/en-us/download/details.aspx?id=23850">Microsoft: Virtual hard disk image format
 *     specification</a></td><td>specification</td><td></td></tr>
 * <tr><td><a href="https://github.com/qemu/qemu/blob/master/block/vpc.c">QEMU: block/vpc.c</a></td><td>specification</td><td></td></tr>
 * </table>
 */
@NullMarked
package org.imginspect.image.vhd;

import org.jspecify.annotations.NullMarked;

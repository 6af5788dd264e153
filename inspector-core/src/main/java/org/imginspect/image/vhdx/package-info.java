/**
 * VHDX, the disks of Hyper-V, specified in Microsoft's <a
 * href="https://learn.microsoft.com/en-us/openspecs/windows_protocols/ms-vhdx/">MS-VHDX</a>. All numbers little-endian, places in bytes
 * of the file.
 *
 * <table>
 * <caption>The first megabyte</caption>
 * <tr><th>offset</th><th>bytes</th><th>what</th></tr>
 * <tr><td>0x00000</td><td>8</td><td>"vhdxfile"</td></tr>
 * <tr><td>0x10000</td><td>4096</td><td>header: "head", Checksum, SequenceNumber (u64, 0x8), FileWriteGuid (0x10), DataWriteGuid
 * (0x20), LogGuid (0x30), LogVersion (u16, 0x40), Version (u16, 0x42), LogLength (u32, 0x44), LogOffset (u64, 0x48)</td></tr>
 * <tr><td>0x20000</td><td>4096</td><td>second header: the one with the higher sequence number is in force</td></tr>
 * <tr><td>0x30000</td><td>65536</td><td>region table: "regi", Checksum, EntryCount (u32, 0x8), from 0x10 on entries of 32 bytes: Guid,
 * FileOffset (u64), Length (u32), Required (u32)</td></tr>
 * <tr><td>0x40000</td><td>65536</td><td>second region table, taken if the first is damaged</td></tr>
 * </table>
 *
 * <p>Two regions are needed: the metadata ("metadata", EntryCount (u16, 0xa), from 0x20 on entries of 32 bytes: ItemId, Offset (u32),
 * Length (u32), flags (u32)) and the block allocation table, BAT. Its entries have 64 bits: the state (bits 0-2) and the place in
 * megabytes (bits 20-63). After each chunk of payload blocks, which is 2^23 sectors, comes the entry of a block with the sector bitmap
 * of that chunk, the lowest bit of a byte first.
 *
 * <table>
 * <caption>States of payload blocks</caption>
 * <tr><th>number</th><th>state</th><th>reads as</th></tr>
 * <tr><td>0</td><td>not present</td><td>the parent, zeros if there is none</td></tr>
 * <tr><td>1, 2, 3, 5</td><td>undefined, zero, unmapped, unmapped of version 0.95</td><td>zeros</td></tr>
 * <tr><td>6</td><td>fully present</td><td>the file</td></tr>
 * <tr><td>7</td><td>partially present, in differencing disks</td><td>as the sector bitmap says, the file or the parent</td></tr>
 * </table>
 *
 * <p>A LogGuid that is not zero says that the log must be replayed before anything else is read: it is, in memory, bounded by the limit
 * {@code journal-overlay-bytes}; the file stays as it is. The log is a ring of sectors of 4096 bytes with entries ("loge", CRC-32C,
 * numbered in sequence) of descriptors, each of which puts a sector of data or a range of zeros somewhere. The sequence with the highest
 * number that has all of its entries is in force; entries torn by the crash do not belong to it. A log without any is damage.
 *
 * <p>A parent is found by the relative path of its locator and must have the DataWriteGuid that is written there. Refused by name: other
 * versions, unknown regions and metadata items that are marked as required, other kinds of parents, a parent that is named by absolute
 * paths only. All CRC-32C checksums are verified.
 *
 * <table>
 * <caption>Support: VHDX</caption>
 * <tr><th>feature</th><th>state</th><th>remark</th></tr>
 * <tr><td>Fixed and dynamic disks, blocks of 1 to 256 MiB, sectors of 512 and 4096 bytes</td><td>read</td><td></td></tr>
 * <tr><td>The log</td><td>read</td><td>replayed in memory</td></tr>
 * <tr><td>Differencing disks</td><td>read</td><td>where the user allowed other files; the parent must have the id that the child
 *     names</td></tr>
 * <tr><td>Second header and region table, CRC-32C checksums</td><td>read</td><td>verified</td></tr>
 * <tr><td>Other versions, unknown regions and metadata items that are required, other kinds of parents</td><td>refused</td><td></td></tr>
 * <tr><td><a href="https://learn.microsoft.com/en-us/openspecs/windows_protocols/ms-vhdx/">Microsoft:
 *     MS-VHDX</a></td><td>specification</td><td></td></tr>
 * </table>
 */
@NullMarked
package org.imginspect.image.vhdx;

import org.jspecify.annotations.NullMarked;

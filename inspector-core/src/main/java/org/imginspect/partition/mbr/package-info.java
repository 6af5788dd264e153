/**
 * MBR partition tables, as PCs have had them since 1983; the agreed reading is Linux' {@code block/partitions/msdos.c}. All numbers
 * little-endian, places in sectors of 512 bytes (or what the caller says).
 *
 * <table>
 * <caption>Sector 0</caption>
 * <tr><th>offset</th><th>bytes</th><th>field</th></tr>
 * <tr><td>0x000</td><td>440</td><td>boot code</td></tr>
 * <tr><td>0x1b8</td><td>4</td><td>disk signature</td></tr>
 * <tr><td>0x1be</td><td>4 × 16</td><td>entries</td></tr>
 * <tr><td>0x1fe</td><td>2</td><td>0x55 0xAA</td></tr>
 * </table>
 *
 * <table>
 * <caption>Entry</caption>
 * <tr><th>offset</th><th>bytes</th><th>field</th></tr>
 * <tr><td>0x0</td><td>1</td><td>status: 0x80 active, 0x00 not</td></tr>
 * <tr><td>0x1</td><td>3</td><td>first CHS, ignored</td></tr>
 * <tr><td>0x4</td><td>1</td><td>type; 0x05, 0x0f, 0x85: extended</td></tr>
 * <tr><td>0x5</td><td>3</td><td>last CHS, ignored</td></tr>
 * <tr><td>0x8</td><td>4</td><td>first LBA</td></tr>
 * <tr><td>0xc</td><td>4</td><td>number of sectors; 0: unused</td></tr>
 * </table>
 *
 * <p>An extended partition begins with an EBR of the same layout: its data entries count from the EBR itself, its link (an entry of an
 * extended type) counts from the extended partition's beginning and leads to the next EBR.
 *
 * <table>
 * <caption>Support: MBR</caption>
 * <tr><th>feature</th><th>state</th><th>remark</th></tr>
 * <tr><td>Primary, extended and logical partitions</td><td>read</td><td></td></tr>
 * <tr><td>Sectors of 512 and 4096 bytes</td><td>read</td><td>as the container says, or the GPT that the MBR hides; otherwise 512</td></tr>
 * <tr><td>A chain of logical partitions that leads back, leaves the disk or ends in something else</td><td>read</td><td>those before it;
 *     that there may be more makes the scan incomplete</td></tr>
 * <tr><td>Overlapping partitions, partitions that leave the disk</td><td>read</td><td>a defect; what is there is opened</td></tr>
 * <tr><td>CHS addresses, BSD and Minix subpartitions</td><td>ignored</td><td></td></tr>
 * <tr><td><a href="https://github.com/torvalds/linux/blob/master/block/partitions/msdos.c">Linux:
 *     block/partitions/msdos.c</a></td><td>specification</td><td></td></tr>
 * </table>
 */
@NullMarked
package org.imginspect.partition.mbr;

import org.jspecify.annotations.NullMarked;

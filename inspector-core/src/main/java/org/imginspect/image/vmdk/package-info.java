/**
 * VMDK, as VMware's "Virtual Disk Format 1.1" and qemu's {@code block/vmdk.c} have it, and OVA, the tar archive of the OVF specification
 * (DMTF DSP0243) that holds one. Numbers little-endian, sizes and places in sectors of 512 bytes.
 *
 * <table>
 * <caption>Header of a sparse extent; the footer, where gdOffset is all ones, is the same</caption>
 * <tr><th>offset</th><th>bytes</th><th>field</th></tr>
 * <tr><td>0x00</td><td>4</td><td>magicNumber "KDMV"</td></tr>
 * <tr><td>0x04</td><td>4</td><td>version: 1 to 3</td></tr>
 * <tr><td>0x08</td><td>4</td><td>flags: 0 line ends can be checked, 1 redundant grain directory, 2 zeroed grains, 16 compressed grains,
 *     17 markers</td></tr>
 * <tr><td>0x0c</td><td>8</td><td>capacity</td></tr>
 * <tr><td>0x14</td><td>8</td><td>grainSize, a power of two</td></tr>
 * <tr><td>0x1c</td><td>8</td><td>descriptorOffset; 0 in an extent that a descriptor names</td></tr>
 * <tr><td>0x24</td><td>8</td><td>descriptorSize</td></tr>
 * <tr><td>0x2c</td><td>4</td><td>numGTEsPerGT, up to 512 grains in a grain table</td></tr>
 * <tr><td>0x30</td><td>8</td><td>rgdOffset: the redundant grain directory; compared by the container's check only</td></tr>
 * <tr><td>0x38</td><td>8</td><td>gdOffset: the grain directory; all ones: see the footer, the last sector but one</td></tr>
 * <tr><td>0x40</td><td>8</td><td>overHead: not needed for reading</td></tr>
 * <tr><td>0x48</td><td>1</td><td>uncleanShutdown: reported</td></tr>
 * <tr><td>0x49</td><td>4</td><td>"\n \r\n", which copying as text changes</td></tr>
 * <tr><td>0x4d</td><td>2</td><td>compressAlgorithm: 0 none, 1 deflate</td></tr>
 * </table>
 *
 * <p>The grain directory has the sectors of the grain tables, those the sectors of the grains, 4 bytes each: 0 is not there (the
 * parent's bytes, or zeros), 1 with flag 2 is zeros. A compressed grain begins with a marker: 8 bytes of the sector it is for, which is
 * compared, 4 bytes of its length; a zlib stream follows, whose Adler-32 is compared.
 *
 * <p>A descriptor is text: {@code key=value} lines and extents, {@code RW 4192256 SPARSE "disk-s001.vmdk"}. Every line has to be
 * understood; only {@code ddb.} and other values that do not say where the bytes are go by unread.
 *
 * <p>A parent's CID must be the child's parentCID. An embedded descriptor lies in the second sector, names its own file alone and ends
 * before its room does: qemu reads it there and to the first NUL byte, whatever the header says.
 *
 * <table>
 * <caption>Support: VMDK</caption>
 * <tr><th>feature</th><th>state</th><th>remark</th></tr>
 * <tr><td>monolithicSparse</td><td>read</td><td></td></tr>
 * <tr><td>streamOptimized: compressed grains, footer</td><td>read</td><td>the checksum of each grain is compared</td></tr>
 * <tr><td>monolithicFlat, twoGbMaxExtentFlat, twoGbMaxExtentSparse, vmfs,
 *     vmfsSparse (COWD), custom</td><td>read</td><td>the extents only where the user allowed it</td></tr>
 * <tr><td>Parents</td><td>read</td><td>only where the user allowed it, and if the CID is the one that the child names</td></tr>
 * <tr><td>Zeroed grains</td><td>read</td><td></td></tr>
 * <tr><td>uncleanShutdown</td><td>read</td><td>reported</td></tr>
 * <tr><td>Redundant grain directory</td><td>ignored</td><td>compared by the check of the container</td></tr>
 * <tr><td>Geometry, adapter, tools and hardware versions, change tracking files</td><td>ignored</td><td></td></tr>
 * <tr><td>seSparse, vSAN, raw devices, unknown versions, flags and compression</td><td>refused</td><td></td></tr>
 * <tr><td>Encryption, parents that are snapshots of a storage array</td><td>refused</td><td></td></tr>
 * <tr><td>An extent without its descriptor, extents that may not be accessed</td><td>refused</td><td>with what to give instead</td></tr>
 * <tr><td><a href="https://www.vmware.com/app/vmdk/?src=vmdk">VMware:
 *     Virtual Disk Format 1.1</a></td><td>specification</td><td></td></tr>
 * <tr><td><a href="https://gitlab.com/qemu-project/qemu/-/blob/master/block/vmdk.c">QEMU: block/vmdk.c</a></td><td>specification</td><td></td></tr>
 * </table>
 *
 * <table>
 * <caption>Support: OVA</caption>
 * <tr><th>feature</th><th>state</th><th>remark</th></tr>
 * <tr><td>Tar archives (ustar, pax, GNU) with an OVF descriptor and one VMDK</td><td>read</td><td>in place; the VMDK has to stand alone</td></tr>
 * <tr><td>The manifest and its checksums, certificates</td><td>ignored</td><td></td></tr>
 * <tr><td>Several disks</td><td>refused</td><td>unpacked they can be given together</td></tr>
 * <tr><td>Disks that are compressed, in pieces, sparse in the archive or no VMDK</td><td>refused</td><td></td></tr>
 * <tr><td>Document types in the OVF descriptor</td><td>refused</td><td>damage: OVF has none</td></tr>
 * <tr><td><a href="https://www.dmtf.org/standards/ovf">DMTF DSP0243: Open Virtualization
 *     Format</a></td><td>specification</td><td></td></tr>
 * </table>
 */
@NullMarked
package org.imginspect.image.vmdk;

import org.jspecify.annotations.NullMarked;

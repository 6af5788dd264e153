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
 * <table>
 * <caption>Kinds</caption>
 * <tr><th>createType</th><th>here</th></tr>
 * <tr><td>monolithicSparse, streamOptimized</td><td>read</td></tr>
 * <tr><td>monolithicFlat, twoGbMaxExtentFlat, twoGbMaxExtentSparse, vmfs, vmfsSparse (COWD), custom</td><td>read, the extents from inside
 *     the directory that the user allows</td></tr>
 * <tr><td>a parent (parentCID, parentFileNameHint)</td><td>read likewise, if its CID is the expected one</td></tr>
 * <tr><td>OVA</td><td>its first disk is read in place</td></tr>
 * <tr><td>seSparse, vsanSparse, raw devices (vmfsRaw, fullDevice, partitionedDevice), encryption, parents that are an array's snapshots,
 *     NOACCESS extents, an extent without its descriptor</td><td>refused</td></tr>
 * </table>
 */
@NullMarked
package org.imginspect.image.vmdk;

import org.jspecify.annotations.NullMarked;

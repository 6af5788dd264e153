/**
 * qcow2, specified in qemu's {@code docs/interop/qcow2.rst}. All numbers big-endian, places in bytes of the host file.
 *
 * <table>
 * <caption>Header</caption>
 * <tr><th>offset</th><th>bytes</th><th>field</th></tr>
 * <tr><td>0x00</td><td>4</td><td>magic "QFI\xfb"</td></tr>
 * <tr><td>0x04</td><td>4</td><td>version: 2 or 3</td></tr>
 * <tr><td>0x08</td><td>8</td><td>backing_file_offset</td></tr>
 * <tr><td>0x10</td><td>4</td><td>backing_file_size, up to 1023</td></tr>
 * <tr><td>0x14</td><td>4</td><td>cluster_bits, 9 to 21</td></tr>
 * <tr><td>0x18</td><td>8</td><td>size of the disk</td></tr>
 * <tr><td>0x20</td><td>4</td><td>crypt_method: 0 none, 1 AES, 2 LUKS</td></tr>
 * <tr><td>0x24</td><td>4</td><td>l1_size, entries</td></tr>
 * <tr><td>0x28</td><td>8</td><td>l1_table_offset</td></tr>
 * <tr><td>0x30</td><td>12</td><td>refcount table: not needed for reading</td></tr>
 * <tr><td>0x3c</td><td>4</td><td>nb_snapshots</td></tr>
 * <tr><td>0x40</td><td>8</td><td>snapshots_offset</td></tr>
 * <tr><td>0x48</td><td>8</td><td>incompatible_features, from version 3 on like all below</td></tr>
 * <tr><td>0x50</td><td>8</td><td>compatible_features: ignored</td></tr>
 * <tr><td>0x58</td><td>8</td><td>autoclear_features: ignored</td></tr>
 * <tr><td>0x60</td><td>4</td><td>refcount_order, up to 6</td></tr>
 * <tr><td>0x64</td><td>4</td><td>header_length, 104 or more</td></tr>
 * <tr><td>0x68</td><td>1</td><td>compression_type: 0 zlib (raw deflate), 1 zstd; only from header_length 112 on</td></tr>
 * </table>
 *
 * <p>Two levels of tables lead from a guest offset to a host cluster: L1 (8-byte entries, bits 9-55: where an L2 table lies) and L2, one
 * cluster each (8-byte entries: bit 62 compressed; otherwise bit 0 reads as zeros, bits 9-55 host cluster).
 *
 * <table>
 * <caption>Incompatible features</caption>
 * <tr><th>bit</th><th>meaning</th><th>here</th></tr>
 * <tr><td>0</td><td>dirty: reference counts may be wrong</td><td>read and reported</td></tr>
 * <tr><td>1</td><td>corrupt: qemu met damage</td><td>read and reported</td></tr>
 * <tr><td>2</td><td>external data file</td><td>read if it is allowed</td></tr>
 * <tr><td>3</td><td>compression type</td><td>zstd is read</td></tr>
 * <tr><td>4</td><td>extended L2 entries: 16 bytes, 32 subclusters</td><td>read</td></tr>
 * <tr><td>5-63</td><td>unknown</td><td>refused, with the name that the file gives the bit</td></tr>
 * </table>
 *
 * <p>Header extensions that are read: 0xe2792aca the backing file's format, 0x44415441 the external data file's name, 0x6803f857 names of
 * feature bits.
 *
 * <p>What is not allocated reads as the backing file does, as zeros behind its end; clusters and subclusters that read as zeros hide it.
 * Backing files and external data files are opened only where the user allowed it. A backing file's format is taken from the header
 * extension and never guessed: without it the image is refused.
 *
 * <p>Also refused: encryption, version 1. Internal snapshots are listed; only the active disk is read.
 *
 * <table>
 * <caption>Support: qcow2</caption>
 * <tr><th>feature</th><th>state</th><th>remark</th></tr>
 * <tr><td>Versions 2 and 3, clusters of 512 bytes to 2 MiB</td><td>read</td><td></td></tr>
 * <tr><td>zlib and zstd compressed clusters</td><td>read</td><td></td></tr>
 * <tr><td>Extended L2 entries (subclusters)</td><td>read</td><td></td></tr>
 * <tr><td>Backing files, external data files</td><td>read</td><td>only where the user allowed it; the backing format is never
 *     guessed</td></tr>
 * <tr><td>dirty, corrupt</td><td>read</td><td>reported</td></tr>
 * <tr><td>Internal snapshots</td><td>recognised</td><td>listed; the active disk is read</td></tr>
 * <tr><td>Bitmaps, reference counts, compatible and autoclear features</td><td>ignored</td><td>not needed for reading</td></tr>
 * <tr><td>Encryption (AES, LUKS), version 1, unknown incompatible bits</td><td>refused</td><td></td></tr>
 * <tr><td><a href="https://www.qemu.org/docs/master/interop/qcow2.html">QEMU: qcow2 image file
 *     format</a></td><td>specification</td><td></td></tr>
 * </table>
 */
@NullMarked
package org.imginspect.image.qcow2;

import org.jspecify.annotations.NullMarked;

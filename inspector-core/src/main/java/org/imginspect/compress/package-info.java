/**
 * Decoders with an output cap, one-shot and streaming; the only importer of codec libraries.
 *
 * <table>
 * <caption>What decodes what</caption>
 * <tr><th>codec</th><th>specification</th><th>decoder</th></tr>
 * <tr><td>gzip, zlib, raw deflate</td><td>RFC 1952, 1950, 1951</td><td>the JDK's {@code Inflater}; gzip framing and checksum here</td></tr>
 * <tr><td>xz, lzma ("alone")</td><td>tukaani.org/xz/xz-file-format.txt, lzma-file-format.txt</td><td>xz for Java</td></tr>
 * <tr><td>bzip2</td><td>none; the reference implementation</td><td>commons-compress</td></tr>
 * <tr><td>lz4 frame, lz4 legacy frame</td><td>lz4_Frame_format.md, lz4_Block_format.md</td><td>commons-compress; legacy framing here</td></tr>
 * <tr><td>zstd</td><td>RFC 8878</td><td>zstd-jni (native, loaded on first use)</td></tr>
 * <tr><td>LZO1X blocks</td><td>the kernel's Documentation/staging/lzo.rst</td><td>own ({@link LzoBlock})</td></tr>
 * </table>
 *
 * <p>Refused by name: xz and lzma streams that need more than 132 MiB of memory (a dictionary above 128 MiB), zstd windows above 128 MiB (what {@code zstd -d} refuses too), preset
 * dictionaries.
 */
@NullMarked
package org.imginspect.compress;

import org.jspecify.annotations.NullMarked;

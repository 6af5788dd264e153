package org.imginspect.facts.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.imginspect.compress.Codec;
import org.imginspect.compress.Decoders;
import org.imginspect.compress.MemberInput;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.io.ByteSource;
import org.imginspect.io.SourceInputStream;

/**
 * The names in an initial RAM file system, as the kernel's init/initramfs.c walks it (Documentation/driver-api/early-userspace,
 * "initramfs buffer format"): cpio archives one after the other, each plain or compressed, with zeros between them. Contents are skipped.
 *
 * <pre>
 * cpio "newc" header, 110 bytes of ASCII:
 * c_magic 6 ("070701", "070702" with checksum), then 13 fields of 8 hex digits:
 * 0x36 c_filesize, 0x5e c_namesize (with its NUL); name and content each padded to 4 bytes
 * </pre>
 */
final class CpioNames {
    private static final int HEADER_BYTES = 110;
    private static final int FILE_SIZE = 54;
    private static final int NAME_SIZE = 94;
    /** The kernel's PATH_MAX. */
    private static final int NAME_MAX = 4096;

    private static final String TRAILER = "TRAILER!!!";

    /** Is told every name. */
    @FunctionalInterface
    interface Sink {
        void name(String name) throws ImageException;
    }

    private final String where;
    private final byte[] header = new byte[HEADER_BYTES];
    private final byte[] name = new byte[NAME_MAX];
    private final byte[] block = new byte[1 << 16];
    private long capBytes;

    CpioNames(String where, long capBytes) {
        this.where = where;
        this.capBytes = capBytes;
    }

    /** Everything from one compressed member; read in large blocks, since each read of a codec has its price. */
    private static final class Decoded extends InputStream {
        private final InputStream in;
        private final byte[] buffer = new byte[1 << 16];
        private int at;
        private int end;
        private long total;

        Decoded(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            return fill() ? buffer[at++] & 0xff : -1;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (!fill()) {
                return -1;
            }
            int count = Math.min(length, end - at);
            System.arraycopy(buffer, at, into, offset, count);
            at += count;
            return count;
        }

        @Override
        public long skip(long count) throws IOException {
            long left = count;
            while (left > 0 && fill()) {
                int step = (int) Math.min(left, end - at);
                at += step;
                left -= step;
            }
            return count - left;
        }

        private boolean fill() throws IOException {
            if (at == end) {
                at = 0;
                end = Math.max(0, in.read(buffer, 0, buffer.length));
                total += end;
            }
            return at < end;
        }
    }

    void read(ByteSource archive, Sink sink) throws ImageException {
        try (MemberInput in = new MemberInput(new SourceInputStream(archive), where)) {
            while (true) {
                in.skipZeros();
                byte[] head = in.peek(Codec.DETECT_BYTES);
                if (head.length == 0) {
                    return;
                }
                if (head[0] == '0') {
                    archive(in, in.read(), sink);
                    continue;
                }
                Optional<Codec> codec = Codec.detect(head);
                if (codec.isEmpty()) {
                    throw new DamagedImageException(
                            "initramfs: neither a cpio archive nor anything the kernel decompresses",
                            where,
                            in.position());
                }
                try (InputStream decoder = Decoders.member(codec.get(), in, capBytes, where)) {
                    Decoded decoded = new Decoded(decoder);
                    archives(decoded, sink);
                    capBytes = Math.max(1, capBytes - decoded.total);
                }
            }
        } catch (ImageException e) {
            throw e;
        } catch (IOException e) {
            throw new DamagedImageException("initramfs: " + e.getMessage(), where, e);
        }
    }

    private void archives(Decoded in, Sink sink) throws IOException {
        int first = in.read();
        while (first >= 0) {
            if (first != 0) {
                archive(in, first, sink);
            }
            first = in.read();
        }
    }

    /** One archive, up to its trailer or the end of the stream. */
    private void archive(InputStream in, int first, Sink sink) throws IOException {
        header[0] = (byte) first;
        readFully(in, header, 1, HEADER_BYTES - 1);
        while (true) {
            if (!isMagic()) {
                throw new DamagedImageException(
                        "initramfs: cpio header begins with '"
                                + new String(header, 0, 6, StandardCharsets.ISO_8859_1)
                                + "', not with 070701 or 070702",
                        where);
            }
            long size = hex(FILE_SIZE);
            long nameSize = hex(NAME_SIZE);
            if (nameSize < 1 || nameSize > NAME_MAX) {
                throw new DamagedImageException(
                        "initramfs: cpio name of " + nameSize + " bytes exceeds " + NAME_MAX, where);
            }
            readFully(in, name, 0, (int) nameSize);
            String text = new String(name, 0, (int) nameSize - 1, StandardCharsets.ISO_8859_1);
            skip(in, padding(HEADER_BYTES + nameSize));
            if (text.equals(TRAILER)) {
                return;
            }
            sink.name(text);
            skip(in, size + padding(size));
            int next = in.read();
            if (next < 0) {
                return;
            }
            header[0] = (byte) next;
            readFully(in, header, 1, HEADER_BYTES - 1);
        }
    }

    private boolean isMagic() {
        return header[0] == '0'
                && header[1] == '7'
                && header[2] == '0'
                && header[3] == '7'
                && header[4] == '0'
                && (header[5] == '1' || header[5] == '2');
    }

    private static long padding(long bytes) {
        return -bytes & 3;
    }

    private long hex(int offset) throws DamagedImageException {
        long value = 0;
        for (int i = offset; i < offset + 8; i++) {
            int digit = Character.digit(header[i], 16);
            if (digit < 0) {
                throw new DamagedImageException("initramfs: cpio header holds what is no hexadecimal number", where);
            }
            value = (value << 4) | digit;
        }
        return value;
    }

    private void readFully(InputStream in, byte[] into, int offset, int length) throws IOException {
        int done = 0;
        while (done < length) {
            int count = in.read(into, offset + done, length - done);
            if (count <= 0) {
                throw new DamagedImageException("initramfs: cpio archive ends inside an entry", where);
            }
            done += count;
        }
    }

    private void skip(InputStream in, long count) throws IOException {
        long left = count;
        if (in instanceof Decoded) {
            left -= in.skip(count);
        }
        while (left > 0) {
            int step = in.read(block, 0, (int) Math.min(left, block.length));
            if (step <= 0) {
                throw new DamagedImageException("initramfs: cpio archive ends inside an entry", where);
            }
            left -= step;
        }
    }
}

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
import org.imginspect.error.LimitExceededException;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Limits;
import org.imginspect.io.SourceInputStream;

/**
 * An initial RAM file system, as the kernel's init/initramfs.c walks it (Documentation/driver-api/early-userspace,
 * "initramfs buffer format"): cpio archives one after the other, each plain or compressed, with zeros between them. Contents that nobody
 * wants are skipped.
 *
 * <pre>
 * cpio "newc" header, 110 bytes of ASCII:
 * c_magic 6 ("070701", "070702" with checksum), then 13 fields of 8 hex digits:
 * 0x06 c_ino, 0x0e c_mode, 0x26 c_nlink, 0x36 c_filesize, 0x3e c_devmajor, 0x46 c_devminor, 0x5e c_namesize (with its NUL);
 * name and content each padded to 4 bytes. Of a file with several names only one entry has the content
 * </pre>
 */
final class CpioArchives {
    private static final int HEADER_BYTES = 110;
    private static final int INODE = 6;
    private static final int MODE = 14;
    private static final int LINKS = 38;
    private static final int FILE_SIZE = 54;
    private static final int DEVICE_MAJOR = 62;
    private static final int DEVICE_MINOR = 70;
    private static final int NAME_SIZE = 94;
    /** The kernel's PATH_MAX. */
    private static final int NAME_MAX = 4096;

    private static final String TRAILER = "TRAILER!!!";

    /**
     * What an archive says of a file.
     *
     * @param mode type and permissions, as in stat(2)
     * @param identity the same for all names of one file; empty text if it has but one
     */
    record Header(String name, int mode, String identity, long sizeBytes) {
        boolean isFile() {
            return (mode & 0170000) == 0100000;
        }

        boolean isSymlink() {
            return (mode & 0170000) == 0120000;
        }
    }

    /** Is told every entry. */
    @FunctionalInterface
    interface Sink {
        /** Whether the content is wanted too. */
        boolean entry(Header header) throws ImageException;

        /** The content, or a link's target, if it was wanted. */
        default void content(Header header, byte[] content) throws ImageException {}
    }

    private final String where;
    private final byte[] header = new byte[HEADER_BYTES];
    private final byte[] name = new byte[NAME_MAX];
    private final byte[] block = new byte[1 << 16];
    private final long fileCapBytes;
    private long capBytes;

    /**
     * @param capBytes most bytes to decompress
     * @param fileCapBytes most bytes of one content that is wanted
     */
    CpioArchives(String where, long capBytes, long fileCapBytes) {
        this.where = where;
        this.capBytes = capBytes;
        this.fileCapBytes = fileCapBytes;
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
            int end = 0;
            while (end < nameSize && name[end] != 0) {
                end++;
            }
            String text = new String(name, 0, end, StandardCharsets.ISO_8859_1);
            skip(in, padding(HEADER_BYTES + nameSize));
            if (text.equals(TRAILER)) {
                return;
            }
            Header entry = new Header(
                    text,
                    (int) hex(MODE),
                    hex(LINKS) < 2 ? "" : hex(DEVICE_MAJOR) + ":" + hex(DEVICE_MINOR) + ":" + hex(INODE),
                    size);
            if (sink.entry(entry)) {
                sink.content(entry, content(in, size));
                skip(in, padding(size));
            } else {
                skip(in, size + padding(size));
            }
            int next = in.read();
            if (next < 0) {
                return;
            }
            header[0] = (byte) next;
            readFully(in, header, 1, HEADER_BYTES - 1);
        }
    }

    private byte[] content(InputStream in, long size) throws IOException {
        if (size > fileCapBytes) {
            throw new LimitExceededException(
                    "initramfs: file of " + size + " bytes is too long to be read whole",
                    Limits.TEXT_FILE_BYTES,
                    fileCapBytes,
                    where);
        }
        byte[] content = in.readNBytes((int) size);
        if (content.length < size) {
            throw new DamagedImageException("initramfs: cpio archive ends inside an entry", where);
        }
        return content;
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

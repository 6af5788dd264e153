package org.imginspect.engine.libguestfs;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.guest.GuestPath;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Bytes;

/** Where in a GNU tar archive, as the appliance's tar(1) writes it, the contents of its regular files lie. Nothing is unpacked. */
final class TarIndex {
    private static final int BLOCK = 512;
    private static final int NAME_BYTES_CAP = 1 << 20;

    /** The content of one file. */
    record Content(long offset, long length) {}

    private TarIndex() {}

    /** The regular files by their paths below the archive's directory; hard links lead to the content of their first name. */
    static Map<GuestPath, Content> read(ByteSource archive) throws ImageException {
        Map<GuestPath, Content> contents = new HashMap<>();
        byte[] longName = new byte[0];
        byte[] longLink = new byte[0];
        long at = 0;
        while (at + BLOCK <= archive.size()) {
            // ustar header, 512 bytes: name @0 100, mode @100 8, uid @108 8, gid @116 8, size @124 12, mtime @136 12,
            // chksum @148 8,
            // typeflag @156 1, linkname @157 100.
            Bytes header = archive.read(at, BLOCK);
            if (header.u8(0) == 0 && header.u8(124) == 0) {
                break; // Two blocks of zeros end the archive.
            }
            long size = number(header, 124, 12);
            long data = at + BLOCK;
            if (size < 0 || size > archive.size() - data) {
                throw new DamagedImageException(
                        "tar: entry of " + size + " bytes leaves the archive", archive.describe(), at);
            }
            int type = header.u8(156);
            switch (type) {
                case 'L' -> longName = text(archive, data, size);
                case 'K' -> longLink = text(archive, data, size);
                default -> {
                    byte[] name = longName.length > 0 ? longName : field(header, 0, 100);
                    if (type == '0' || type == 0) {
                        contents.put(path(name), new Content(data, size));
                    } else if (type == '1') {
                        byte[] link = longLink.length > 0 ? longLink : field(header, 157, 100);
                        Content first = contents.get(path(link));
                        if (first != null) {
                            contents.put(path(name), first);
                        }
                        size = 0;
                    }
                    longName = new byte[0];
                    longLink = new byte[0];
                }
            }
            at = data + (size + BLOCK - 1) / BLOCK * BLOCK;
        }
        return contents;
    }

    /** {@code ./etc/fstab} is {@code /etc/fstab}. */
    private static GuestPath path(byte[] name) {
        byte[] absolute = new byte[name.length + 1];
        absolute[0] = '/';
        System.arraycopy(name, 0, absolute, 1, name.length);
        return GuestPath.of(absolute);
    }

    private static byte[] text(ByteSource archive, long data, long size) throws ImageException {
        if (size > NAME_BYTES_CAP) {
            throw new DamagedImageException(
                    "tar: a name of " + size + " bytes exceeds " + NAME_BYTES_CAP, archive.describe(), data);
        }
        byte[] bytes = new byte[(int) size];
        archive.readFully(data, bytes, 0, bytes.length);
        return cut(bytes);
    }

    private static byte[] field(Bytes header, int offset, int length) throws DamagedImageException {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) header.u8(offset + i);
        }
        return cut(bytes);
    }

    private static byte[] cut(byte[] bytes) {
        int end = 0;
        while (end < bytes.length && bytes[end] != 0) {
            end++;
        }
        return Arrays.copyOf(bytes, end);
    }

    /** Octal text, or GNU's base 256 where the first byte is 0x80. */
    private static long number(Bytes header, int offset, int length) throws DamagedImageException {
        if (header.u8(offset) == 0x80) {
            return header.be64(offset + length - 8);
        }
        String octal = new String(field(header, offset, length), StandardCharsets.ISO_8859_1).strip();
        try {
            return octal.isEmpty() ? 0 : Long.parseLong(octal, 8);
        } catch (NumberFormatException e) {
            throw new DamagedImageException("tar: '" + octal + "' is no octal number", header.where(), e);
        }
    }
}

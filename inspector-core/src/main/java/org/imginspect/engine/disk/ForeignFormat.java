package org.imginspect.engine.disk;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.io.ByteSource;

/**
 * A kind of file that people hand over as a disk image and that is not read: named, with what to do instead.
 *
 * @param title with its article: {@code a VMDK disk}
 * @param advice what to do; {@code FILE} and {@code UNPACKED} in it stand for the names that {@link #advice(String)} puts there
 * @param suffix what a file's name must end with for that; empty if any will do
 * @param otherwise what to do if it does not
 */
record ForeignFormat(String title, String advice, String suffix, String otherwise) {
    private static final int TRAILER_BYTES = 512;

    private ForeignFormat(String title, String advice) {
        this(title, advice, "", "");
    }

    /** A format told by bytes at a fixed place. */
    private record Magic(int offset, byte[] bytes, boolean container, boolean read, ForeignFormat format) {
        Magic(int offset, String latin1, boolean container, boolean read, String title, String advice) {
            this(
                    offset,
                    latin1.getBytes(StandardCharsets.ISO_8859_1),
                    container,
                    read,
                    new ForeignFormat(title, advice));
        }

        boolean in(byte[] head) {
            if (head.length - offset < bytes.length) {
                return false;
            }
            for (int i = 0; i < bytes.length; i++) {
                if (head[offset + i] != bytes[i]) {
                    return false;
                }
            }
            return true;
        }
    }

    private static final List<Magic> MAGICS = List.of(
            readable(0, "KDMV", "a VMDK disk"),
            readable(0, "COWD", "a VMDK disk"),
            readable(0, "\u00be\u00ba\u00fe\u00ca\0\0\0\0", "a seSparse VMDK disk"),
            readable(0, "# Disk DescriptorFile", "a VMDK descriptor"),
            readable(0x40, "\u007f\u0010\u00da\u00be", "a VDI disk"),
            readable(0, "vhdxfile", "a VHDX disk"),
            readable(0, "conectix", "a VHD disk"),
            convertible(0, "QED\0", "a QED disk", "qed"),
            convertible(0, "WithoutFreeSpace", "a Parallels disk", "parallels"),
            convertible(0, "WithouFreSpacExt", "a Parallels disk", "parallels"),
            compressed("\u001f\u008b", "gzip", ".gz", "gunzip -k FILE"),
            compressed("\u00fd7zXZ\0", "xz", ".xz", "xz -dk FILE"),
            compressed("(\u00b5/\u00fd", "zstd", ".zst", "zstd -d FILE"),
            compressed("BZh", "bzip2", ".bz2", "bunzip2 -k FILE"),
            compressed("\u0004\"M\u0018", "lz4", ".lz4", "lz4 -d FILE UNPACKED"),
            other(0, "PK\u0003\u0004", "a zip archive", "unpack it and give the disk image inside"),
            other(0, "7z\u00bc\u00af'\u001c", "a 7z archive", "unpack it and give the disk image inside"),
            other(
                    0x101,
                    "ustar",
                    "a tar archive without an OVF descriptor at its beginning",
                    "unpack it and give the disk image inside"),
            other(0, "MSWIM\0\0\0", "a WIM archive", "give an image of the disk it was installed on"),
            other(0, "EVF\t\r\n\u00ff\0", "an EWF (EnCase) image", "make a raw image of it (ewfexport)"),
            other(0, ":\u00ff&\u00ed", "an Android sparse image", "make a raw image of it (simg2img)"));

    private static Magic convertible(int offset, String latin1, String title, String driver) {
        return new Magic(
                offset, latin1, true, false, title, "qemu-img convert -f " + driver + " -O qcow2 FILE disk.qcow2");
    }

    private static Magic other(int offset, String latin1, String title, String advice) {
        return new Magic(offset, latin1, false, false, title, advice);
    }

    /**
     * @param program packs and, with {@code -dc}, unpacks
     * @param suffix without which {@code command} does not know what to call the result
     */
    private static Magic compressed(String latin1, String program, String suffix, String command) {
        ForeignFormat format =
                new ForeignFormat("compressed with " + program, command, suffix, program + " -dc FILE > UNPACKED");
        return new Magic(0, latin1.getBytes(StandardCharsets.ISO_8859_1), false, false, format);
    }

    /** What to do with the file of that name, as a shell wants it written. */
    String advice(String name) {
        boolean known = name.endsWith(suffix) && name.length() > suffix.length();
        String unpacked =
                known && !suffix.isEmpty() ? name.substring(0, name.length() - suffix.length()) : name + ".unpacked";
        return (known ? advice : otherwise)
                .replace("UNPACKED", quoted(unpacked))
                .replace("FILE", quoted(name));
    }

    private static String quoted(String name) {
        boolean plain = true;
        for (int i = 0; i < name.length() && plain; i++) {
            char c = name.charAt(i);
            plain = (c < 0x80 && Character.isLetterOrDigit(c)) || "._-+,=@".indexOf(c) >= 0;
        }
        String path = name.startsWith("-") ? "./" + name : name;
        return plain ? path : "'" + path.replace("'", "'\\''") + "'";
    }

    /** One that is read, though not inside another. */
    private static Magic readable(int offset, String latin1, String title) {
        return new Magic(offset, latin1, true, true, title, "");
    }

    /** What the beginning or the end of a file says it is; empty if nothing is known of it. */
    static Optional<ForeignFormat> of(byte[] head, ByteSource file) throws ImageException {
        for (Magic magic : MAGICS) {
            if (!magic.read && magic.in(head)) {
                return Optional.of(magic.format);
            }
        }
        if (file.size() >= TRAILER_BYTES) {
            // UDIF (dmg) keeps its header at the end.
            if (file.read(file.size() - TRAILER_BYTES, 4).latin1(0, 4).equals("koly")) {
                return Optional.of(new ForeignFormat(
                        "an Apple disk image (UDIF)", "qemu-img convert -f dmg -O qcow2 FILE disk.qcow2"));
            }
        }
        return Optional.empty();
    }

    /** The container whose header these bytes begin with, among those of {@link #of} and some that are read. */
    static Optional<ForeignFormat> container(byte[] head) {
        for (Magic magic : MAGICS) {
            if (magic.container && magic.in(head)) {
                return Optional.of(magic.format);
            }
        }
        return Optional.empty();
    }
}

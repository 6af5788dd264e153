package org.imginspect.filesystem;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.imginspect.fixtures.Fixtures;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.Kind;

/**
 * What an independent tool says of a file system: the output of {@code fixtures/recipes/lib/list-tree.py}, which describes the format.
 * A field that a format cannot have is {@code -}.
 *
 * @param identity what blkid says
 * @param entries by path
 */
public record TreeListing(FileSystemIdentity identity, TreeMap<GuestPath, Entry> entries) {

    /**
     * One line. The fields of the kernel's stat(2) are kept as text, as the tool wrote them.
     *
     * @param permissions in octal
     * @param modified seconds and nanoseconds
     * @param content SHA-256 of a file, or a link's target escaped
     */
    public record Entry(
            GuestPath path,
            Kind kind,
            String permissions,
            String uid,
            String gid,
            String size,
            String modified,
            String content,
            Map<String, String> xattrs) {

        /** The time of modification. */
        public Instant modifiedTime() {
            int dot = modified.indexOf('.');
            return Instant.ofEpochSecond(
                    Long.parseLong(modified.substring(0, dot)), Long.parseLong(modified.substring(dot + 1)));
        }

        /** The target of a link. */
        public GuestName target() {
            return GuestName.of(unescape(content));
        }
    }

    /** The listing committed as {@code <name>.listing.gz} or {@code <name>.listing}. */
    public static TreeListing of(String name) {
        try {
            boolean packed = Fixtures.class.getResource(name + ".listing.gz") != null;
            return parse(
                    packed ? Files.readString(Fixtures.image(name + ".listing")) : Fixtures.text(name + ".listing"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Parses the output of list-tree.py. */
    public static TreeListing parse(String text) {
        List<String> lines = text.lines().toList();
        String[] head = lines.get(0).split("\t", -1);
        FileSystemIdentity identity = new FileSystemIdentity(head[1], optional(head[2]), optional(head[3]));
        TreeMap<GuestPath, Entry> entries = new TreeMap<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] field = line.split("\t", -1);
            GuestPath path = GuestPath.of(unescape(field[0]));
            entries.put(
                    path,
                    new Entry(
                            path,
                            kind(field[1]),
                            field[2],
                            field[3],
                            field[4],
                            field[5],
                            field[6],
                            field[7],
                            xattrs(field[8])));
        }
        return new TreeListing(identity, entries);
    }

    /** The names in a directory, in byte order. */
    public List<GuestName> names(GuestPath directory) {
        List<GuestName> names = new ArrayList<>();
        for (GuestPath path : entries.keySet()) {
            if (!path.isRoot() && path.parent().orElseThrow().equals(directory)) {
                names.add(path.name());
            }
        }
        names.sort(null);
        return names;
    }

    /** All of one kind. */
    public List<Entry> all(Kind kind) {
        return entries.values().stream().filter(entry -> entry.kind() == kind).toList();
    }

    private static Optional<String> optional(String field) {
        return field.equals("-") ? Optional.empty() : Optional.of(new String(unescape(field), StandardCharsets.UTF_8));
    }

    private static Kind kind(String letter) {
        return switch (letter) {
            case "f" -> Kind.FILE;
            case "d" -> Kind.DIRECTORY;
            case "l" -> Kind.SYMLINK;
            case "c" -> Kind.CHARACTER_DEVICE;
            case "b" -> Kind.BLOCK_DEVICE;
            case "p" -> Kind.FIFO;
            case "s" -> Kind.SOCKET;
            default -> throw new IllegalArgumentException("kind " + letter);
        };
    }

    private static Map<String, String> xattrs(String field) {
        Map<String, String> xattrs = new TreeMap<>();
        if (!field.equals("-")) {
            for (String pair : field.split(",", -1)) {
                int equals = pair.lastIndexOf('=');
                xattrs.put(
                        new String(unescape(pair.substring(0, equals)), StandardCharsets.UTF_8),
                        pair.substring(equals + 1));
            }
        }
        return xattrs;
    }

    static byte[] unescape(String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] in = text.getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < in.length; i++) {
            if (in[i] == '\\') {
                out.write(HexFormat.fromHexDigits(
                        new String(Arrays.copyOfRange(in, i + 2, i + 4), StandardCharsets.ISO_8859_1)));
                i += 3;
            } else {
                out.write(in[i]);
            }
        }
        return out.toByteArray();
    }
}

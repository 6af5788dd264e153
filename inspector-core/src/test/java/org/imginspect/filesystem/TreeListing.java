package org.imginspect.filesystem;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.imginspect.fixtures.Fixtures;
import org.imginspect.guest.FileTree;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.Kind;
import org.imginspect.guest.Node;
import org.imginspect.io.ByteSource;

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

        Entry withModified(String time) {
            return new Entry(path, kind, permissions, uid, gid, size, time, content, xattrs);
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

    /** A tree as the reader under test sees it, in the same form, to be compared entry by entry. */
    public static TreeMap<GuestPath, Entry> entriesOf(FileTree tree) throws IOException {
        TreeMap<GuestPath, Entry> entries = new TreeMap<>();
        Deque<GuestPath> open = new ArrayDeque<>(List.of(GuestPath.ROOT));
        while (!open.isEmpty()) {
            GuestPath path = open.pop();
            entries.put(path, entryOf(tree, path));
            if (tree.stat(path).orElseThrow().isDirectory()) {
                tree.list(path).forEach(name -> open.push(path.resolve(name)));
            }
        }
        return entries;
    }

    private static Entry entryOf(FileTree tree, GuestPath path) throws IOException {
        Node node = tree.stat(path).orElseThrow();
        Instant modified = node.modified();
        String content = "-";
        if (node.isFile()) {
            content = sha256(tree, path);
        } else if (node.isSymlink()) {
            content = escape(tree.readLink(path).toBytes());
        }
        Map<String, String> xattrs = new TreeMap<>();
        tree.xattrs(path)
                .forEach((name, value) -> xattrs.put(name, HexFormat.of().formatHex(value)));
        return new Entry(
                path,
                node.kind(),
                String.format("%04o", node.permissions()),
                Long.toString(node.uid()),
                Long.toString(node.gid()),
                Long.toString(node.sizeBytes()),
                String.format("%d.%09d", modified.getEpochSecond(), modified.getNano()),
                content,
                xattrs);
    }

    private static String sha256(FileTree tree, GuestPath path) throws IOException {
        try (ByteSource file = tree.open(path)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] piece = new byte[1 << 16];
            for (long at = 0; at < file.size(); at += piece.length) {
                int length = (int) Math.min(piece.length, file.size() - at);
                file.readFully(at, piece, 0, length);
                digest.update(piece, 0, length);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String escape(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        for (byte b : bytes) {
            if (b >= 0x21 && b <= 0x7e && b != '\\' && b != ',') {
                text.append((char) b);
            } else {
                text.append(String.format("\\x%02x", b & 0xff));
            }
        }
        return text.toString();
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

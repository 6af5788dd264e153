package org.imginspect.scan;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.imginspect.fixtures.Families;
import org.imginspect.guest.Kind;
import org.imginspect.guest.MemoryFileTree;
import org.jspecify.annotations.Nullable;

/** The entries of an {@link Example}, which describes their notation; laid one over the other until the tree is built. */
final class ExampleTree {
    private static final int LINKS = 16;

    private record Item(Kind kind, byte[] content, String target, int permissions, long uid, long gid) {}

    private final Map<String, Item> items;
    /** What rpm's databases were written from, so that more packages can be put behind. */
    private final Map<String, List<String>> databases;

    ExampleTree() {
        this(Map.of(), Map.of());
    }

    private ExampleTree(Map<String, Item> items, Map<String, List<String>> databases) {
        this.items = new LinkedHashMap<>(items);
        this.databases = new LinkedHashMap<>(databases);
    }

    /** Another tree with the same entries, that others may be laid over without this one seeing it. */
    ExampleTree copy() {
        return new ExampleTree(items, databases);
    }

    MemoryFileTree build() {
        MemoryFileTree.Builder tree = MemoryFileTree.builder();
        // Parents before children, so that a directory has the rights its own entry gives it.
        new TreeMap<>(items).forEach((path, item) -> {
            switch (item.kind) {
                case FILE -> tree.file(path, item.content, item.permissions, item.uid, item.gid);
                case DIRECTORY -> tree.directory(path, item.permissions, item.uid, item.gid);
                case SYMLINK -> tree.symlink(path, item.target);
                default -> tree.special(path, item.kind);
            }
        });
        return tree.build();
    }

    /** @param lines from the first {@code -- /path --} on */
    void add(List<String> lines) {
        int i = 0;
        while (i < lines.size()) {
            String header = lines.get(i++);
            List<String> content = new ArrayList<>();
            while (i < lines.size() && !lines.get(i).startsWith("-- ")) {
                String line = lines.get(i++);
                content.add(line.startsWith("\\--") ? line.substring(1) : line);
            }
            entry(header, content);
        }
    }

    private void entry(String header, List<String> content) {
        if (!header.endsWith(" --")) {
            throw new IllegalArgumentException("not closed by ' --': " + header);
        }
        String inner = header.substring(3, header.length() - 3).strip();
        if (inner.startsWith("!")) {
            remove(inner.substring(1).strip());
            return;
        }
        int arrow = inner.indexOf(" -> ");
        if (arrow >= 0) {
            put(
                    place(inner.substring(0, arrow)),
                    new Item(Kind.SYMLINK, new byte[0], inner.substring(arrow + 4), 0777, 0, 0));
            return;
        }
        String[] words = inner.split(" +", -1);
        String path = place(words[0]);
        Item before = items.get(path);
        int permissions = -1;
        long uid = 0;
        long gid = 0;
        String type = "text";
        for (int i = 1; i < words.length; i++) {
            String word = words[i];
            if (word.startsWith("mode=")) {
                permissions = Integer.parseInt(word.substring(5), 8);
            } else if (word.startsWith("uid=")) {
                uid = Long.parseLong(word.substring(4));
            } else if (word.startsWith("gid=")) {
                gid = Long.parseLong(word.substring(4));
            } else {
                type = word;
            }
        }
        if ((type.equals("append") || type.equals("edit")) && permissions < 0 && before != null) {
            permissions = before.permissions;
            uid = before.uid;
            gid = before.gid;
        }
        byte[] bytes = switch (type) {
            case "rpm" -> rpm(path, List.of(), content);
            case "rpm-append" -> rpm(path, databases.getOrDefault(path, List.of()), content);
            case "md5sums" -> md5sums(filesBelow(content));
            case "apk-append" -> apk(textOf(before, header).lines().toList(), content);
            default -> bytes(type, content, before, header);
        };
        if (bytes != null) {
            put(path, new Item(Kind.FILE, bytes, "", permissions < 0 ? 0644 : permissions, uid, gid));
            return;
        }
        if (!content.stream().allMatch(String::isBlank)) {
            throw new IllegalArgumentException("has content, but is no file: " + header);
        }
        Kind kind = type.equals("dir") ? Kind.DIRECTORY : Kind.valueOf(type.toUpperCase(Locale.ROOT));
        put(path, new Item(kind, new byte[0], "", permissions < 0 ? 0755 : permissions, uid, gid));
    }

    /** The lines, with {@code /lib/modules/**} replaced by the files that lie there so far, each in a line. */
    private List<String> filesBelow(List<String> lines) {
        List<String> all = new ArrayList<>();
        for (String line : lines) {
            if (!line.endsWith("/**")) {
                all.add(line);
                continue;
            }
            String listed = line.substring(0, line.length() - 2);
            String real = place(listed + "x");
            real = real.substring(0, real.length() - 1);
            for (Map.Entry<String, Item> item : items.entrySet()) {
                if (item.getKey().startsWith(real) && item.getValue().kind == Kind.FILE) {
                    all.add(listed + item.getKey().substring(real.length()));
                }
            }
        }
        return all;
    }

    /** The digest of the file that lies there so far; empty if there is none. */
    private String digest(String path, String algorithm) {
        Item item = items.get(place(path));
        if (item == null || item.kind != Kind.FILE) {
            return "";
        }
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(item.content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private byte[] rpm(String path, List<String> known, List<String> more) {
        List<String> lines = new ArrayList<>(known);
        lines.addAll(more);
        databases.put(path, lines);
        return ExampleRpm.database(
                path.substring(path.lastIndexOf('/') + 1), filesBelow(lines), name -> digest(name, "SHA-256"));
    }

    /** apk's database, with the checksum behind each file that the tree holds so far and that has none. */
    private byte[] apk(List<String> known, List<String> more) {
        List<String> lines = new ArrayList<>(known);
        lines.addAll(more);
        StringBuilder text = new StringBuilder();
        String directory = "";
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            text.append(line).append('\n');
            if (line.startsWith("F:")) {
                directory = line.substring(2);
            } else if (line.startsWith("R:")
                    && !(i + 1 < lines.size() && lines.get(i + 1).startsWith("Z:"))) {
                String digest = digest("/" + directory + "/" + line.substring(2), "SHA-1");
                if (!digest.isEmpty()) {
                    byte[] raw = HexFormat.of().parseHex(digest);
                    text.append("Z:Q1")
                            .append(Base64.getEncoder().encodeToString(raw))
                            .append('\n');
                }
            }
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private byte[] md5sums(List<String> paths) {
        StringBuilder text = new StringBuilder();
        for (String path : paths) {
            text.append(digest(path, "MD5"))
                    .append("  ")
                    .append(path.substring(1))
                    .append('\n');
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Null if the entry is no file. */
    private static byte @Nullable [] bytes(String type, List<String> content, @Nullable Item before, String header) {
        String text = content.isEmpty() ? "" : String.join("\n", content) + "\n";
        if (type.startsWith("file=")) {
            return Families.file(type.substring("file=".length()));
        }
        return switch (type) {
            case "text" -> text.getBytes(StandardCharsets.UTF_8);
            case "bare" -> String.join("\n", content).getBytes(StandardCharsets.UTF_8);
            case "hex" -> HexFormat.of().parseHex(text.replaceAll("\\s", ""));
            case "base64" -> Base64.getMimeDecoder().decode(text);
            case "append" -> (textOf(before, header) + text).getBytes(StandardCharsets.UTF_8);
            case "edit" -> edited(textOf(before, header), content, header).getBytes(StandardCharsets.UTF_8);
            case "elf" -> ExampleBinaries.elf(ExampleBinaries.PROGRAM);
            case "module" -> ExampleBinaries.elf(ExampleBinaries.OBJECT);
            case "uki" -> ExampleBinaries.unifiedKernel(content);
            case "kernel" -> ExampleBinaries.kernel(String.join("", content));
            case "cpio" -> ExampleBinaries.cpio(content);
            case "cpio.gz" -> gzip(ExampleBinaries.cpio(content));
            default -> null;
        };
    }

    private static String textOf(@Nullable Item before, String header) {
        if (before == null || before.kind != Kind.FILE) {
            throw new IllegalArgumentException("there is no file to change: " + header);
        }
        return new String(before.content, StandardCharsets.UTF_8);
    }

    /** {@code s/regular expression/replacement/} in each line of the text; a command that changes nothing is a mistake. */
    private static String edited(String text, List<String> commands, String header) {
        String result = text;
        for (String command : commands) {
            String[] parts = command.startsWith("s") && command.length() > 2
                    ? command.substring(2).split(Pattern.quote(command.substring(1, 2)), -1)
                    : new String[0];
            if (parts.length != 3 || !parts[2].isEmpty()) {
                throw new IllegalArgumentException("no s/…/…/: " + command);
            }
            String changed =
                    Pattern.compile(parts[0], Pattern.MULTILINE).matcher(result).replaceAll(parts[1]);
            if (changed.equals(result)) {
                throw new IllegalArgumentException(command + " changes nothing: " + header + "\n" + text);
            }
            result = changed;
        }
        return result;
    }

    private static byte[] gzip(byte[] content) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    private void put(String path, Item item) {
        Item before = items.get(path);
        if (before != null && before.kind == Kind.DIRECTORY && item.kind != Kind.DIRECTORY) {
            remove(path);
        }
        items.put(path, item);
    }

    /** With everything below it; {@code *} stands for any part of one name. */
    private void remove(String path) {
        StringBuilder regex = new StringBuilder();
        for (String part : place(path).split("\\*", -1)) {
            regex.append(regex.isEmpty() ? "" : "[^/]*").append(Pattern.quote(part));
        }
        Pattern pattern = Pattern.compile(regex + "(/.*)?", Pattern.DOTALL);
        items.keySet().removeIf(item -> pattern.matcher(item).matches());
    }

    /** Where an entry lies if links in the tree lead to its directory: {@code /lib/modules} is {@code /usr/lib/modules} on most. */
    private String place(String path) {
        String at = normal(path);
        for (int i = 0; i < LINKS; i++) {
            int slash = at.indexOf('/', 1);
            while (slash > 0) {
                Item above = items.get(at.substring(0, slash));
                if (above != null && above.kind == Kind.SYMLINK) {
                    String parent = at.substring(0, at.lastIndexOf('/', slash - 1) + 1);
                    String target = above.target.startsWith("/") ? above.target : parent + above.target;
                    at = normal(target) + at.substring(slash);
                    break;
                }
                slash = at.indexOf('/', slash + 1);
            }
            if (slash <= 0) {
                return at;
            }
        }
        throw new IllegalArgumentException("links lead in a circle: " + path);
    }

    private static String normal(String path) {
        List<String> names = new ArrayList<>();
        for (String name : path.split("/", -1)) {
            if (name.equals("..")) {
                names.remove(names.size() - 1);
            } else if (!name.isEmpty() && !name.equals(".")) {
                names.add(name);
            }
        }
        return "/" + String.join("/", names);
    }
}

package org.imginspect.scan;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.imginspect.guest.Kind;
import org.imginspect.guest.MemoryFileTree;

/**
 * A small guest written down in a page, in a notation like txtar's:
 *
 * <pre>
 * storage: …                                 what the disk is like, see {@link ExampleStorage}
 * param: name=value                          a parameter for the check
 * expect: [level] [/path[:line]] [words]     a finding; all of them are listed as soon as one is
 * -- /etc/passwd [mode=0644] [uid=0] [gid=0] --
 * its lines
 * -- /etc/keys base64 --                     content in base64; or hex; or bare, which leaves the last line end out
 * -- /tmp/ dir [mode=1777] [uid=0] [gid=0] --
 * -- /etc/localtime -> ../usr/share/zoneinfo/UTC --
 * -- /dev/ttyS0 character_device --          or another Kind
 * </pre>
 *
 * A content line that begins with {@code --} is written with a backslash before it.
 */
record Example(MemoryFileTree tree, List<String> storage, Map<String, String> params, List<Expected> expected) {

    /** One {@code expect:} line; what it does not say is empty or 0. */
    record Expected(String level, String path, int line, String words) {}

    static Example parse(List<String> lines) {
        MemoryFileTree.Builder tree = MemoryFileTree.builder();
        List<String> storage = new ArrayList<>();
        Map<String, String> params = new LinkedHashMap<>();
        List<Expected> expected = new ArrayList<>();
        int i = 0;
        while (i < lines.size() && !lines.get(i).startsWith("-- ")) {
            String line = lines.get(i++);
            if (line.startsWith("storage:")) {
                storage.add(line.substring("storage:".length()).strip());
            } else if (line.startsWith("param:")) {
                String[] param = line.substring("param:".length()).strip().split("=", 2);
                params.put(param[0], param[1]);
            } else if (line.startsWith("expect:")) {
                expected.add(expectation(line.substring("expect:".length()).strip()));
            } else if (!line.isBlank()) {
                throw new IllegalArgumentException("not understood: " + line);
            }
        }
        while (i < lines.size()) {
            String header = lines.get(i++);
            List<String> content = new ArrayList<>();
            while (i < lines.size() && !lines.get(i).startsWith("-- ")) {
                String line = lines.get(i++);
                content.add(line.startsWith("\\--") ? line.substring(1) : line);
            }
            entry(tree, header, content);
        }
        return new Example(tree.build(), storage, params, expected);
    }

    private static Expected expectation(String text) {
        String rest = text;
        String level = "";
        String path = "";
        int line = 0;
        String first = rest.split(" ", 2)[0];
        if (List.of("error", "warning", "note").contains(first)) {
            level = first;
            rest = rest.substring(first.length()).strip();
        }
        if (rest.startsWith("/")) {
            first = rest.split(" ", 2)[0];
            rest = rest.substring(first.length()).strip();
            int colon = first.lastIndexOf(':');
            path = colon < 0 ? first : first.substring(0, colon);
            line = colon < 0 ? 0 : Integer.parseInt(first.substring(colon + 1));
        }
        return new Expected(level, path, line, rest);
    }

    private static void entry(MemoryFileTree.Builder tree, String header, List<String> content) {
        if (!header.endsWith(" --")) {
            throw new IllegalArgumentException("not closed by ' --': " + header);
        }
        String inner = header.substring(3, header.length() - 3).strip();
        int arrow = inner.indexOf(" -> ");
        if (arrow >= 0) {
            tree.symlink(inner.substring(0, arrow), inner.substring(arrow + 4));
            return;
        }
        String[] words = inner.split(" +", -1);
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
        String text = content.isEmpty() ? "" : String.join("\n", content) + "\n";
        byte[] bytes = switch (type) {
            case "text" -> text.getBytes(StandardCharsets.UTF_8);
            case "bare" -> String.join("\n", content).getBytes(StandardCharsets.UTF_8);
            case "hex" -> HexFormat.of().parseHex(text.replaceAll("\\s", ""));
            case "base64" -> Base64.getMimeDecoder().decode(text);
            case "dir" -> {
                tree.directory(words[0], permissions < 0 ? 0755 : permissions, uid, gid);
                yield new byte[0];
            }
            default -> {
                tree.special(words[0], Kind.valueOf(type.toUpperCase(java.util.Locale.ROOT)));
                yield new byte[0];
            }
        };
        if (List.of("text", "bare", "hex", "base64").contains(type)) {
            tree.file(words[0], bytes, permissions < 0 ? 0644 : permissions, uid, gid);
        } else if (!content.stream().allMatch(String::isBlank)) {
            throw new IllegalArgumentException("has content, but is no file: " + header);
        }
    }
}

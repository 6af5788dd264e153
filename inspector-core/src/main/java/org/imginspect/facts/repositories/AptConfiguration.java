package org.imginspect.facts.repositories;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/**
 * apt.conf(5): the files of {@code apt.conf.d} in byte order, then {@code apt.conf}; a later value replaces an earlier one. Lists
 * ({@code A::B:: "x"}) are left out, nobody here asks for one. A file that apt refuses makes every run of apt fail; what stands before
 * the mistake is kept.
 */
public final class AptConfiguration {
    /**
     * A value.
     *
     * @param line from 1
     */
    public record Setting(String value, GuestPath file, int line) {
        /** As apt reads a yes or no; {@code preset} if it is neither. */
        public boolean isTrue(boolean preset) {
            return switch (value.toLowerCase(Locale.ROOT)) {
                case "no", "false", "without", "off", "disable", "0" -> false;
                case "yes", "true", "with", "on", "enable", "1" -> true;
                default -> preset;
            };
        }
    }

    private static final GuestPath PARTS = GuestPath.of("/etc/apt/apt.conf.d");
    private static final GuestPath MAIN = GuestPath.of("/etc/apt/apt.conf");
    private static final int DEPTH = 64;
    /** As apt nests them at most. */
    private static final int INCLUDES = 10;

    private final Map<String, Setting> settings = new HashMap<>();
    private final List<Weakness> mistakes = new ArrayList<>();

    private AptConfiguration() {}

    /** Reads them; none if there are no files. */
    public static AptConfiguration read(GuestTree tree) throws ImageException {
        AptConfiguration configuration = new AptConfiguration();
        for (GuestName name : tree.list(PARTS)) {
            if (isPart(name.text(), ".conf")) {
                configuration.read(tree, PARTS.resolve(name), 0);
            }
        }
        configuration.read(tree, MAIN, 0);
        return configuration;
    }

    /** Whether apt takes a file of this name from a directory of parts: its characters, and no other ending than this one. */
    static boolean isPart(String name, String ending) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!letter && c != '_' && c != '-' && c != '.' && c != ':') {
                return false;
            }
        }
        return !name.startsWith(".") && (name.endsWith(ending) || (ending.equals(".conf") && name.indexOf('.') < 0));
    }

    /** A value; empty if it is not set. Names are compared without case. */
    public Optional<Setting> find(String name) {
        return Optional.ofNullable(settings.get(name.toLowerCase(Locale.ROOT)));
    }

    /** Every value whose name begins and ends like this. */
    Map<String, Setting> between(String start, String end) {
        Map<String, Setting> found = new HashMap<>();
        settings.forEach((name, setting) -> {
            if (name.startsWith(start) && name.endsWith(end) && name.length() > start.length() + end.length()) {
                found.put(name.substring(start.length(), name.length() - end.length()), setting);
            }
        });
        return found;
    }

    /** What apt does not understand. */
    List<Weakness> mistakes() {
        return mistakes;
    }

    private void read(GuestTree tree, GuestPath file, int depth) throws ImageException {
        Optional<String> text = tree.text(file);
        if (text.isPresent()) {
            new Parser(tree, text.get(), file, depth).run();
        }
    }

    /** One file: statements end with a semicolon, a name and a brace open a scope. */
    private final class Parser {
        private final GuestTree tree;
        private final String text;
        private final GuestPath file;
        private final int depth;
        private final Deque<String> scopes = new ArrayDeque<>();
        private final List<String> words = new ArrayList<>();
        private int at;
        private int line = 1;
        private int first = 1;
        /** Whether a word of the value is not quoted. */
        private boolean bare;

        Parser(GuestTree tree, String text, GuestPath file, int depth) {
            this.tree = tree;
            this.text = text;
            this.file = file;
            this.depth = depth;
        }

        void run() throws ImageException {
            while (at < text.length()) {
                char c = text.charAt(at);
                if (c == '\n') {
                    line++;
                    at++;
                } else if (c <= ' ') {
                    at++;
                } else if (isComment(c)) {
                    skipComment();
                } else if (c == ';') {
                    at++;
                    statement();
                } else if (c == '{') {
                    at++;
                    if (scopes.size() >= DEPTH || words.isEmpty()) {
                        refuse(words.isEmpty() ? "a brace without a name" : "braces lie too deep");
                        return;
                    }
                    String name = words.get(0);
                    statement(); // A name with a value may open a scope too.
                    scopes.push(name.endsWith("::") ? name : name + "::");
                } else if (c == '}') {
                    at++;
                    statement();
                    scopes.poll(); // One too many is let pass.
                } else {
                    if (words.isEmpty()) {
                        first = line;
                        bare = false;
                    } else {
                        bare |= c != '"';
                    }
                    words.add(word());
                }
            }
            if (!words.isEmpty()) { // A brace that is not closed is let pass.
                line = Math.max(1, first);
                refuse("the last statement has no semicolon");
            }
        }

        private boolean isComment(char c) {
            boolean directive = text.startsWith("#clear", at) || text.startsWith("#include", at);
            return (c == '#' && !directive) || text.startsWith("//", at) || text.startsWith("/*", at);
        }

        private void skipComment() {
            if (!text.startsWith("/*", at)) {
                while (at < text.length() && text.charAt(at) != '\n') {
                    at++;
                }
                return;
            }
            int end = text.indexOf("*/", at + 2);
            int stop = end < 0 ? text.length() : end + 2;
            for (; at < stop; at++) {
                line += text.charAt(at) == '\n' ? 1 : 0;
            }
        }

        /** Up to a blank or a separator; quoted stretches may hold both. */
        private String word() {
            StringBuilder word = new StringBuilder();
            boolean quoted = false;
            while (at < text.length()) {
                char c = text.charAt(at);
                if (c == '"') {
                    quoted = !quoted;
                } else if (c == '\n') {
                    return word.toString(); // A quotation ends with its line.
                } else if (!quoted && (c <= ' ' || c == ';' || c == '{' || c == '}')) {
                    break;
                } else {
                    word.append(c);
                }
                at++;
            }
            return word.toString();
        }

        private void statement() throws ImageException {
            if (words.size() == 2 && words.get(0).equals("#include")) {
                if (depth >= INCLUDES || !words.get(1).startsWith("/")) {
                    refuse("it does not follow #include " + words.get(1));
                    return;
                }
                read(tree, GuestPath.of(words.get(1)), depth + 1);
            } else if (words.size() >= 2 && words.get(0).equals("#clear")) {
                for (String name : words.subList(1, words.size())) {
                    clear(name.toLowerCase(Locale.ROOT));
                }
            } else if (words.size() > 2 && bare) {
                refuse("junk after a value"); // Quoted ones become one value.
                return;
            } else if (words.size() >= 2 && !words.get(0).startsWith("#")) {
                StringBuilder name = new StringBuilder();
                scopes.descendingIterator().forEachRemaining(name::append);
                name.append(words.get(0));
                if (!name.toString().endsWith("::")) {
                    settings.put(
                            name.toString().toLowerCase(Locale.ROOT),
                            new Setting(String.join(" ", words.subList(1, words.size())), file, first));
                }
            }
            words.clear();
        }

        private void clear(String name) {
            String stem = name.endsWith("::") ? name.substring(0, name.length() - 2) : name;
            settings.keySet().removeIf(key -> key.equals(stem) || key.startsWith(stem + "::"));
        }

        private void refuse(String what) {
            mistakes.add(new Weakness(Weakness.Kind.BROKEN, "apt cannot read its configuration: " + what, file, line));
            at = text.length();
            words.clear();
            scopes.clear();
        }
    }
}

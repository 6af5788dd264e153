package org.imginspect.facts.sudo;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.guest.GuestPath;

/** doas.conf(5): a rule a line, words as its scanner (parse.y) cuts them. */
final class DoasParser {
    private record Word(String text, boolean quoted) {}

    private final GuestPath file;
    private final String text;
    private final List<Doas.Rule> rules;
    private final List<Doas.Fault> faults;
    private int at;
    private int line = 1;

    DoasParser(GuestPath file, String text, List<Doas.Rule> rules, List<Doas.Fault> faults) {
        this.file = file;
        this.text = text;
        this.rules = rules;
        this.faults = faults;
    }

    void parse() {
        while (at < text.length()) {
            int begin = line;
            List<Word> words = words();
            if (words.isEmpty()) {
                continue;
            }
            Optional<String> fault = rule(words, begin);
            if (fault.isPresent()) {
                faults.add(new Doas.Fault(fault.get(), file, begin));
            }
        }
    }

    /** The words up to the line's end, which is taken too. */
    private List<Word> words() {
        List<Word> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean any = false;
        boolean quoted = false;
        boolean inQuotes = false;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '\\' && at < text.length()) {
                char next = text.charAt(at++);
                if (next == '\n') {
                    line++;
                } else {
                    word.append(next);
                    any = true;
                }
            } else if (c == '"') {
                inQuotes = !inQuotes;
                quoted = true;
                any = true;
            } else if (c == '\n') {
                line++;
                break;
            } else if (inQuotes) {
                word.append(c);
            } else if (c == '#' && !any) {
                // Up to the line's end, which no backslash continues.
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end;
            } else if (c == ' ' || c == '\t' || c == '{' || c == '}') {
                if (any) {
                    words.add(new Word(word.toString(), quoted));
                    word.setLength(0);
                    any = false;
                    quoted = false;
                }
                if (c == '{' || c == '}') {
                    words.add(new Word(String.valueOf(c), false));
                }
            } else {
                word.append(c);
                any = true;
            }
        }
        if (any) {
            words.add(new Word(word.toString(), quoted));
        }
        return words;
    }

    private Optional<String> rule(List<Word> words, int begin) {
        boolean permit = is(words, 0, "permit");
        if (!permit && !is(words, 0, "deny")) {
            return Optional.of("'" + words.get(0).text() + "' where permit or deny is expected");
        }
        int i = 1;
        boolean password = true;
        boolean persists = false;
        while (permit && i < words.size()) {
            if (is(words, i, "nopass")) {
                password = false;
            } else if (is(words, i, "persist")) {
                persists = true;
            } else if (is(words, i, "setenv")) {
                int close = i + 1;
                while (close < words.size() && !is(words, close, "}")) {
                    close++;
                }
                if (!is(words, i + 1, "{") || close == words.size()) {
                    return Optional.of("setenv without its braces");
                }
                i = close;
            } else if (!is(words, i, "keepenv") && !is(words, i, "nolog")) {
                break;
            }
            i++;
        }
        if (!password && persists) {
            return Optional.of("nopass and persist together");
        }
        if (i >= words.size() || isKeyword(words.get(i))) {
            return Optional.of("a rule without a user or group");
        }
        String identity = words.get(i++).text();
        Optional<String> target = Optional.empty();
        if (is(words, i, "as")) {
            if (i + 1 >= words.size()) {
                return Optional.of("as without a user");
            }
            target = Optional.of(words.get(i + 1).text());
            i += 2;
        }
        Optional<String> command = Optional.empty();
        if (is(words, i, "cmd")) {
            if (i + 1 >= words.size()) {
                return Optional.of("cmd without a command");
            }
            command = Optional.of(words.get(i + 1).text());
            i += 2;
            if (is(words, i, "args")) {
                i = words.size();
            }
        }
        if (i < words.size()) {
            return Optional.of("'" + words.get(i).text() + "' where the line's end is expected");
        }
        rules.add(new Doas.Rule(permit, password, identity, target, command, file, begin));
        return Optional.empty();
    }

    private static boolean is(List<Word> words, int i, String keyword) {
        return i < words.size() && !words.get(i).quoted() && words.get(i).text().equals(keyword);
    }

    private static boolean isKeyword(Word word) {
        return !word.quoted()
                && switch (word.text()) {
                    case "permit",
                            "deny",
                            "as",
                            "cmd",
                            "args",
                            "nopass",
                            "nolog",
                            "persist",
                            "keepenv",
                            "setenv",
                            "{",
                            "}" -> true;
                    default -> false;
                };
    }
}

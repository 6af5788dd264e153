package org.imginspect.facts.ssh;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One line of sshd_config cut into words as sshd cuts it. The keyword ends at a blank or an equals sign ({@code strdelim()} of misc.c); what
 * follows is cut with quotes, backslashes and a comment at the end since OpenSSH 8.7 ({@code argv_split()}), and by {@code strdelim()} before.
 */
final class SshdWords {
    private static final String BLANKS = " \t\r\n";

    /** What is left of the line while {@code strdelim()} eats it; null once it is used up. */
    private @Nullable String rest;

    /** The keyword in lower case; empty text if the line holds none. */
    private String keyword = "";

    private boolean wellFormed = true;

    private SshdWords(String line) {
        rest = line;
    }

    /** Empty: the line holds nothing. */
    static Optional<SshdWords> of(String line) {
        int end = line.length();
        while (end > 1 && (BLANKS + "\f").indexOf(line.charAt(end - 1)) >= 0) {
            end--;
        }
        SshdWords words = new SshdWords(line.substring(0, end));
        String first = words.next();
        if (first != null && first.isEmpty()) {
            first = words.next();
        }
        if (first == null || first.isEmpty() || first.startsWith("#")) {
            return Optional.empty();
        }
        words.keyword = first.toLowerCase(Locale.ROOT);
        return Optional.of(words);
    }

    String keyword() {
        return keyword;
    }

    /** Whether nothing at all stands behind the keyword. */
    boolean isBare() {
        return rest == null || rest.isEmpty();
    }

    /** What stands behind the keyword, uncut. */
    String rest() {
        return rest == null ? "" : rest;
    }

    /** Whether all quotes were closed in what was cut so far. */
    boolean isWellFormed() {
        return wellFormed;
    }

    /** All the words behind the keyword, as OpenSSH 8.7 and later cut them. */
    List<String> modern() {
        List<String> words = new ArrayList<>();
        String text = rest();
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c == ' ' || c == '\t') {
                i++;
                continue;
            }
            if (c == '#') {
                break;
            }
            StringBuilder word = new StringBuilder();
            char quote = 0;
            for (; i < text.length(); i++) {
                c = text.charAt(i);
                if (c == '\\') {
                    char next = i + 1 < text.length() ? text.charAt(i + 1) : 0;
                    if (next == '\'' || next == '"' || next == '\\' || (quote == 0 && next == ' ')) {
                        i++;
                    }
                    word.append(text.charAt(i));
                } else if (quote == 0 && (c == ' ' || c == '\t')) {
                    break;
                } else if (quote == 0 && (c == '"' || c == '\'')) {
                    quote = c;
                } else if (quote != 0 && c == quote) {
                    quote = 0;
                } else {
                    word.append(c);
                }
            }
            wellFormed &= quote == 0;
            words.add(word.toString());
        }
        return words;
    }

    /** All the words behind the keyword, as OpenSSH before 8.7 cut them: a comment is no comment. */
    List<String> old() {
        List<String> words = new ArrayList<>();
        String word;
        while ((word = next()) != null && !word.isEmpty()) {
            words.add(word);
        }
        return words;
    }

    /** {@code strdelim()}; null at the end and for a quote that is not closed. */
    @Nullable
    String next() {
        String text = rest;
        if (text == null) {
            return null;
        }
        int at = 0;
        while (at < text.length() && (BLANKS + "\"=").indexOf(text.charAt(at)) < 0) {
            at++;
        }
        if (at == text.length()) {
            rest = null;
            return text;
        }
        if (text.charAt(at) == '"') {
            int close = text.indexOf('"', at + 1);
            if (close < 0) {
                rest = null;
                wellFormed = false;
                return null;
            }
            rest = text.substring(skip(text, close + 1));
            return text.substring(0, at) + text.substring(at + 1, close);
        }
        boolean equals = text.charAt(at) == '=';
        int from = skip(text, at + 1);
        // Only one equals sign is passed over.
        if (!equals && from < text.length() && text.charAt(from) == '=') {
            from = skip(text, from + 1);
        }
        rest = text.substring(from);
        return text.substring(0, at);
    }

    private static int skip(String text, int from) {
        int at = from;
        while (at < text.length() && BLANKS.indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return at;
    }
}

package org.imginspect.facts.ssh;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/**
 * The lines of sshd_config(5) in the order in which sshd reads them: {@code Include} replaced by the files it names, each line with
 * whether it stands in a {@code Match} block.
 */
final class SshdKeywords {
    /** servconf.c: SERVCONF_MAX_DEPTH. */
    private static final int MAX_DEPTH = 16;

    private static final int MAX_FILES = 10_000;
    private static final String ETC = "/etc/ssh/";

    /**
     * One line.
     *
     * @param keyword in lower case
     * @param inMatch whether it holds for some connections only
     */
    record Line(String keyword, List<String> arguments, boolean inMatch) {}

    /** A file being read; a Match that an included file begins ends with it. */
    private static final class Open {
        final Iterator<String> lines;
        final int depth;
        boolean inMatch;

        Open(Iterator<String> lines, int depth, boolean inMatch) {
            this.lines = lines;
            this.depth = depth;
            this.inMatch = inMatch;
        }
    }

    private SshdKeywords() {}

    static List<Line> read(GuestTree tree, GuestPath config) throws ImageException {
        List<Line> found = new ArrayList<>();
        Deque<Open> stack = new ArrayDeque<>();
        push(tree, config, 0, false, stack);
        int opened = 1;
        while (!stack.isEmpty()) {
            Open open = stack.element();
            if (!open.lines.hasNext()) {
                stack.pop();
                continue;
            }
            List<String> words = words(open.lines.next());
            if (words.isEmpty()) {
                continue;
            }
            String keyword = words.get(0).toLowerCase(Locale.ROOT);
            List<String> arguments = words.subList(1, words.size());
            if (keyword.equals("match")) {
                open.inMatch = true;
            } else if (keyword.equals("include")) {
                List<GuestPath> included = new ArrayList<>();
                for (String pattern : arguments) {
                    if (pattern.indexOf('\0') < 0) {
                        included.addAll(tree.glob(pattern.startsWith("/") ? pattern : ETC + pattern));
                    }
                }
                opened += included.size();
                if (open.depth >= MAX_DEPTH && !included.isEmpty()) {
                    throw new DamagedImageException(
                            "sshd_config: includes lie deeper than the " + MAX_DEPTH + " that sshd allows",
                            config.toString());
                }
                if (opened > MAX_FILES) {
                    throw new UnsupportedFeatureException(
                            "sshd_config: includes more than " + MAX_FILES + " files", config.toString());
                }
                // Pushed from the last, so that the first is read first.
                for (int i = included.size() - 1; i >= 0; i--) {
                    push(tree, included.get(i), open.depth + 1, open.inMatch, stack);
                }
            } else {
                found.add(new Line(keyword, arguments, open.inMatch));
            }
        }
        return found;
    }

    private static void push(GuestTree tree, GuestPath file, int depth, boolean inMatch, Deque<Open> stack)
            throws ImageException {
        Optional<List<String>> lines = tree.lines(file);
        if (lines.isPresent()) {
            stack.push(new Open(lines.get().iterator(), depth, inMatch));
        }
    }

    /** {@code Keyword arg}, {@code Keyword=arg}, quotes, a comment at the end: misc.c, argv_split() and strdelim(). */
    static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean started = false;
        char quote = 0;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (quote != 0) {
                if (c == quote) {
                    quote = 0;
                } else {
                    word.append(c);
                }
            } else if (c == '"' || c == '\'') {
                quote = c;
                started = true;
            } else if (c == '#' && !started) {
                break;
            } else if (Character.isWhitespace(c) || (c == '=' && words.isEmpty())) {
                if (started) {
                    words.add(word.toString());
                    word.setLength(0);
                    started = false;
                }
            } else if (c == '=' && words.size() == 1 && !started) {
                // "Keyword = value"
            } else {
                word.append(c);
                started = true;
            }
        }
        if (started) {
            words.add(word.toString());
        }
        return words;
    }
}

package org.imginspect.facts.ssh;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.Node;

/**
 * Reads sshd_config as sshd does: {@code load_server_config()}, {@code parse_server_config_depth()} and
 * {@code process_server_config_line_depth()} of servconf.c. {@code Include} is replaced by the files it names, each line knows the
 * {@code Match} blocks it stands in. What sshd would refuse to start for is a problem, not an exception.
 */
final class SshdConfigReader {
    /** servconf.c: SERVCONF_MAX_DEPTH. */
    private static final int MAX_DEPTH = 16;

    private static final int MOST_FILES = 10_000;
    private static final int MOST_STATEMENTS = 100_000;
    private static final String ETC = "/etc/ssh/";

    private final GuestTree tree;
    private final Optional<SshdVersion> version;
    private final List<SshdStatement> statements = new ArrayList<>();
    private final List<SshdProblem> problems = new ArrayList<>();
    private final List<GuestPath> files = new ArrayList<>();
    private boolean methods;

    /** A file being read; a Match that an included file begins ends with it. */
    private static final class Open {
        final GuestPath file;
        final List<String> lines;
        final List<SshdMatch> around;
        final int depth;
        int next;
        Optional<SshdMatch> block = Optional.empty();

        Open(GuestPath file, List<String> lines, List<SshdMatch> around, int depth) {
            this.file = file;
            this.lines = lines;
            this.around = around;
            this.depth = depth;
        }

        List<SshdMatch> within() {
            if (block.isEmpty()) {
                return around;
            }
            List<SshdMatch> within = new ArrayList<>(around);
            within.add(block.get());
            return within;
        }
    }

    private final Deque<Open> stack = new ArrayDeque<>();

    /** @param version empty: what lines mean is taken as today's sshd takes it */
    SshdConfigReader(GuestTree tree, Optional<SshdVersion> version) {
        this.tree = tree;
        this.version = version;
    }

    List<SshdStatement> statements() {
        return statements;
    }

    List<SshdProblem> problems() {
        return problems;
    }

    /** Every file that was read, in the order in which sshd reads them, the main one first. */
    List<GuestPath> files() {
        return files;
    }

    /** Adds an option of the command line: {@code -o}. */
    void option(String line, GuestPath file, OptionalInt number) throws ImageException {
        Optional<SshdWords> words = SshdWords.of(line);
        if (words.isEmpty()) {
            return;
        }
        String keyword = words.get().keyword();
        if (keyword.equals("match") || keyword.equals("include")) {
            problem("-o " + keyword + ": sshd does not take this on its command line", file, number.orElse(0));
            return;
        }
        statement(words.get(), file, number, List.of());
    }

    void read(GuestPath config) throws ImageException {
        if (!push(config, List.of(), 0)) {
            problem("sshd cannot open its configuration", config, 0);
            return;
        }
        while (!stack.isEmpty()) {
            Open open = stack.element();
            if (open.next == open.lines.size()) {
                stack.pop();
                continue;
            }
            int number = ++open.next;
            Optional<SshdWords> words = SshdWords.of(open.lines.get(number - 1));
            if (words.isPresent()) {
                line(words.get(), open, number);
            }
        }
    }

    private void line(SshdWords words, Open open, int number) throws ImageException {
        switch (words.keyword()) {
            case "match" -> match(words, open, number);
            case "include" -> {
                if (version.isPresent() && !version.get().isAtLeast(8, 2)) {
                    problem(
                            "'Include' is not known to OpenSSH " + version.get() + ", which refuses to start",
                            open.file,
                            number);
                } else {
                    include(words, open, number);
                }
            }
            default -> statement(words, open.file, OptionalInt.of(number), open.within());
        }
    }

    private List<String> arguments(SshdWords words) {
        return version.isPresent() && !version.get().isAtLeast(8, 7) ? words.old() : words.modern();
    }

    private void statement(SshdWords words, GuestPath file, OptionalInt number, List<SshdMatch> within)
            throws ImageException {
        int line = number.orElse(0);
        Optional<SshdKeyword> known = SshdKeyword.of(words.keyword(), version);
        if (known.isEmpty()) {
            problem("'" + words.keyword() + "' is no keyword of sshd, which refuses to start", file, line);
            return;
        }
        if (words.isBare()) {
            problem("nothing stands behind '" + words.keyword() + "'", file, line);
            return;
        }
        List<String> arguments = arguments(words);
        if (!words.isWellFormed()) {
            problem("a quote is not closed", file, line);
            return;
        }
        SshdStatement statement = new SshdStatement(words.keyword(), arguments, within, file, number);
        if (!statement.isGlobal() && !known.get().inMatch()) {
            problem("'" + words.keyword() + "' is not allowed within a Match block", file, line);
            return;
        }
        Optional<String> objection = SshdValues.objection(known.get(), arguments, version);
        if (objection.isEmpty() && known.get().name().equals("authenticationmethods")) {
            // OpenSSH 9.2 minds an "any" behind an earlier line too, and in blocks that do not hold; 10.0 does not.
            objection = methods
                            && arguments.contains("any")
                            && version.isPresent()
                            && !version.get().isAtLeast(9, 3)
                    ? Optional.of("AuthenticationMethods is set before, so that 'any' may not stand here")
                    : SshdValues.methods(arguments);
            methods |= statement.isGlobal();
        }
        if (objection.isPresent()) {
            problem(objection.get(), file, line);
            return;
        }
        if (statements.size() == MOST_STATEMENTS) {
            throw new UnsupportedFeatureException(
                    "sshd_config: more than " + MOST_STATEMENTS + " settings", file.toString());
        }
        statements.add(statement);
    }

    private void match(SshdWords words, Open open, int number) {
        SshdMatchParser parser = new SshdMatchParser(version);
        Optional<List<SshdMatch.Criterion>> criteria = parser.parse(words);
        if (criteria.isEmpty()) {
            problem(parser.problem(), open.file, number);
            return;
        }
        open.block = Optional.of(new SshdMatch(criteria.get(), open.file, number));
    }

    private void include(SshdWords words, Open open, int number) throws ImageException {
        List<String> patterns = arguments(words);
        if (!words.isWellFormed() || patterns.isEmpty() || patterns.contains("")) {
            problem("'Include' names no file", open.file, number);
            return;
        }
        List<GuestPath> included = new ArrayList<>();
        for (String pattern : patterns) {
            if (pattern.indexOf('\0') < 0 && !pattern.startsWith("~")) {
                included.addAll(tree.glob(pattern.startsWith("/") ? pattern : ETC + pattern));
            }
        }
        if (open.depth >= MAX_DEPTH && !included.isEmpty()) {
            problem("includes lie deeper than the " + MAX_DEPTH + " that sshd allows", open.file, number);
            stack.clear(); // sshd goes no further.
            return;
        }
        // Pushed from the last, so that the first is read first.
        for (int i = included.size() - 1; i >= 0; i--) {
            if (!push(included.get(i), open.within(), open.depth + 1)) {
                problem("sshd cannot open " + included.get(i) + ", which this includes", open.file, number);
            }
        }
    }

    /** False if there is nothing that can be opened. */
    private boolean push(GuestPath file, List<SshdMatch> around, int depth) throws ImageException {
        Optional<Node> node = tree.stat(file);
        if (node.isEmpty()) {
            return false;
        }
        if (files.size() == MOST_FILES) {
            throw new UnsupportedFeatureException(
                    "sshd_config: includes more than " + MOST_FILES + " files", file.toString());
        }
        Optional<byte[]> content = tree.bytes(file);
        if (content.isEmpty()) {
            if (node.get().isDirectory()) {
                return true; // It can be opened, and nothing be read from it.
            }
            // /dev/null and the like; what a pipe or a device would give is nobody's guess.
            if (!file.toString().equals("/dev/null")) {
                throw new UnsupportedFeatureException(
                        "sshd_config: is a " + node.get().kind().name().toLowerCase(Locale.ROOT)
                                + ", which is not read",
                        file.toString());
            }
            return true;
        }
        files.add(file);
        stack.push(new Open(file, lines(content.get()), around, depth));
        return true;
    }

    /** getline(3): a line ends with a line feed; what follows a NUL in it is lost, its end too. */
    private static List<String> lines(byte[] content) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        int from = 0;
        for (int i = 0; i <= content.length; i++) {
            if (i < content.length && content[i] != '\n') {
                continue;
            }
            int end = from;
            while (end < i && content[end] != 0) {
                end++;
            }
            String part = new String(content, from, end - from, StandardCharsets.UTF_8);
            int blank = 0;
            while (blank < part.length() && " \t\r".indexOf(part.charAt(blank)) >= 0) {
                blank++;
            }
            line.append(part, blank, part.length());
            if (end == i) {
                lines.add(line.toString());
                line.setLength(0);
            }
            from = i + 1;
        }
        if (line.length() > 0) {
            lines.add(line.toString());
        }
        return lines;
    }

    private void problem(String message, GuestPath file, int line) {
        problems.add(new SshdProblem(message, file, line > 0 ? OptionalInt.of(line) : OptionalInt.empty()));
    }
}

package org.imginspect.facts.startup;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One simple command of a line of shell, as far as can be told without running it: quotes are taken off, so that what {@code sh -c '…'} runs is told apart
 * too; nothing is expanded.
 *
 * @param words at least one
 * @param piped whether it reads what the command before it prints
 * @param inside of a command substitution the command that takes its output; empty otherwise
 */
public record ShellCommand(List<String> words, boolean piped, Optional<ShellCommand> inside) {
    private static final int MOST = 2000;

    /** What only runs another command. */
    private static final Set<String> WRAPPERS = Set.of(
            "sudo",
            "doas",
            "nohup",
            "exec",
            "setsid",
            "env",
            "nice",
            "ionice",
            "timeout",
            "time",
            "command",
            "builtin",
            "eval",
            "then",
            "do",
            "else",
            "elif",
            "if",
            "while",
            "until",
            "!",
            "flock",
            "chrt",
            "stdbuf",
            "unbuffer",
            "run-parts",
            "xargs",
            "up",
            "post-up",
            "pre-up",
            "down",
            "post-down",
            "pre-down",
            "exec-once",
            "postrotate",
            "prerotate");

    private static final Set<String> SHELLS =
            Set.of("sh", "bash", "dash", "ash", "zsh", "ksh", "mksh", "csh", "tcsh", "fish");
    private static final Set<String> INTERPRETERS = Set.of("perl", "php", "ruby", "node", "lua", "source", ".", "java");

    public ShellCommand {
        words = List.copyOf(words);
    }

    /** The commands of a line, in its order. */
    public static List<ShellCommand> all(String line) {
        return new Scanner(line).scan();
    }

    /** The name of the program without its directories, wrappers and assignments passed over; empty text if there is none. */
    public String name() {
        int at = program();
        return at < words.size() ? base(words.get(at)) : "";
    }

    /** The words behind the program. */
    public List<String> arguments() {
        return words.subList(Math.min(words.size(), program() + 1), words.size());
    }

    /** What is executed: the program, and the script that an interpreter is given. */
    public List<String> executed() {
        List<String> found = new ArrayList<>();
        int at = program();
        if (at >= words.size()) {
            return found;
        }
        found.add(words.get(at));
        String name = base(words.get(at));
        if (isInterpreter(name)) {
            for (int i = at + 1; i < words.size(); i++) {
                String word = words.get(i);
                if (word.startsWith("-") && word.length() > 1) {
                    boolean text = !word.startsWith("--") && (word.endsWith("c") || word.endsWith("e"));
                    if (text && isShell() && i + 1 < words.size()) {
                        found.add(words.get(i + 1)); // The first word of the script that is given as text.
                    }
                    if (text || word.equals("-m")) {
                        break;
                    }
                } else {
                    found.add(word);
                    break;
                }
            }
        }
        return found;
    }

    /** Whether it runs what it reads: a shell or interpreter without a script. */
    public boolean runsItsInput() {
        String name = name();
        if (!isInterpreter(name) || name.equals("source") || name.equals(".") || name.equals("java")) {
            return false;
        }
        for (String word : arguments()) {
            if (word.equals("-c") || word.equals("-e") || word.equals("-m") || word.equals("-n") || word.equals("-r")) {
                return false;
            }
            if (word.startsWith(">") || word.startsWith("2>")) {
                continue;
            }
            if (!word.startsWith("-")) {
                return word.equals("/dev/stdin");
            }
            if (word.equals("-s") || word.equals("-")) {
                return true;
            }
        }
        return true;
    }

    /** Whether it runs what it is given as text, or as a file that is made on the way. */
    public boolean runsItsArguments() {
        String name = name();
        return isInterpreter(name) || words.get(0).equals("eval") || words.contains("eval");
    }

    /** A shell. */
    public boolean isShell() {
        return SHELLS.contains(name());
    }

    private static boolean isInterpreter(String name) {
        return SHELLS.contains(name) || INTERPRETERS.contains(name) || name.startsWith("python");
    }

    private int program() {
        int at = 0;
        while (at < words.size()) {
            String word = words.get(at);
            String name = base(word);
            if (isAssignment(word)) {
                at++;
            } else if (WRAPPERS.contains(name)) {
                at++;
                while (at < words.size() && (isOption(words.get(at)) || isAssignment(words.get(at)))) {
                    boolean value = takesValue(name, words.get(at));
                    at += value ? 2 : 1;
                }
            } else {
                return at;
            }
        }
        return at;
    }

    /** Options, and the numbers and files that wrappers take before the command. */
    private static boolean isOption(String word) {
        return word.startsWith("-") || word.matches("[0-9]+[smhd]?") || word.endsWith(".lock");
    }

    private static boolean takesValue(String wrapper, String option) {
        return switch (wrapper) {
            case "sudo", "doas" -> option.equals("-u") || option.equals("-g") || option.equals("-h");
            case "nice", "ionice" -> option.equals("-n") || option.equals("-c");
            case "env" -> option.equals("-u");
            case "exec" -> option.equals("-a");
            default -> false;
        };
    }

    private static boolean isAssignment(String word) {
        int equals = word.indexOf('=');
        if (equals <= 0) {
            return false;
        }
        for (int i = 0; i < equals; i++) {
            char c = word.charAt(i);
            if (!(Character.isLetter(c) || c == '_' || (i > 0 && Character.isDigit(c)))) {
                return false;
            }
        }
        return true;
    }

    private static String base(String word) {
        return word.substring(word.lastIndexOf('/') + 1);
    }

    private static final class Scanner {
        private final String line;
        private final List<ShellCommand> found = new ArrayList<>();
        private final List<List<String>> outer = new ArrayList<>();
        private final List<String> closers = new ArrayList<>();
        private List<String> words = new ArrayList<>();
        private final StringBuilder word = new StringBuilder();
        private boolean any;
        private boolean piped;
        private char quote;
        private int groups;

        Scanner(String line) {
            this.line = line;
        }

        List<ShellCommand> scan() {
            for (int i = 0; i < line.length() && found.size() < MOST; i++) {
                char c = line.charAt(i);
                char next = i + 1 < line.length() ? line.charAt(i + 1) : '\0';
                if (c == '\\' && quote != '\'') {
                    i++;
                    append(next == '\0' ? c : next);
                } else if ((c == '$' || c == '<' || c == '>') && next == '(' && line.startsWith("((", i + 1)) {
                    append(c);
                } else if ((c == '$' || c == '<') && next == '(') {
                    i++;
                    open(")");
                } else if (c == '`') {
                    if (!closers.isEmpty() && closers.get(closers.size() - 1).equals("`")) {
                        close();
                    } else {
                        open("`");
                    }
                } else if (c == ')'
                        && !closers.isEmpty()
                        && closers.get(closers.size() - 1).equals(")")) {
                    close();
                } else if (c == '"' || c == '\'') {
                    // What is quoted may be a script: its words count.
                    if (quote == 0) {
                        quote = c;
                    } else if (quote == c) {
                        quote = 0;
                    } else {
                        endWord();
                    }
                } else if (c == '#' && !any && quote == 0) {
                    break;
                } else if (c == ' ' || c == '\t') {
                    endWord();
                } else if (c == '|' && next != '|') {
                    endCommand();
                    piped = true;
                    i += next == '&' ? 1 : 0;
                } else if (c == '&'
                        && (next == '>'
                                || (any && word.charAt(word.length() - 1) == '>')
                                || (any && word.charAt(word.length() - 1) == '<'))) {
                    append(c);
                } else if (c == ')' && groups == 0) {
                    label();
                } else if (";&|(){}".indexOf(c) >= 0 && !isExpansion(c)) {
                    groups += c == '(' ? 1 : c == ')' ? -1 : 0;
                    endCommand();
                } else {
                    append(c);
                }
            }
            while (!closers.isEmpty()) {
                close();
            }
            endCommand();
            return found;
        }

        /** What stood before was no command, but a pattern of {@code case}, or several with bars between them. */
        private void label() {
            word.setLength(0);
            any = false;
            words.clear();
            while (piped && !found.isEmpty()) {
                ShellCommand before = found.remove(found.size() - 1);
                piped = before.piped();
            }
            piped = false;
        }

        /** {@code ${NAME}} is part of a word. */
        private boolean isExpansion(char c) {
            if (c == '{' && any && word.charAt(word.length() - 1) == '$') {
                append(c);
                return true;
            }
            if (c == '}' && any && word.indexOf("${") >= 0 && word.lastIndexOf("}") < word.lastIndexOf("${")) {
                append(c);
                return true;
            }
            return false;
        }

        private void append(char c) {
            word.append(c);
            any = true;
        }

        private void open(String closer) {
            endWord();
            outer.add(words);
            closers.add(closer);
            words = new ArrayList<>();
            piped = false;
        }

        private void close() {
            endCommand();
            words = outer.remove(outer.size() - 1);
            closers.remove(closers.size() - 1);
            piped = false;
        }

        private void endWord() {
            if (any) {
                words.add(word.toString());
                word.setLength(0);
                any = false;
            }
        }

        private void endCommand() {
            endWord();
            if (!words.isEmpty()) {
                List<String> above = outer.isEmpty() ? List.of() : outer.get(outer.size() - 1);
                found.add(new ShellCommand(
                        words,
                        piped,
                        above.isEmpty()
                                ? Optional.empty()
                                : Optional.of(new ShellCommand(above, false, Optional.empty()))));
                words = new ArrayList<>();
            }
            piped = false;
        }
    }
}

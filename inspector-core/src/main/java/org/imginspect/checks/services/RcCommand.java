package org.imginspect.checks.services;

import java.util.Optional;

/**
 * A call of a script in a shell's start file.
 *
 * @param path as written
 * @param interpreted whether a shell is told to read it, so that it need not be executable
 */
record RcCommand(String path, boolean interpreted) {
    /** What distributions' own files call or read. */
    private static boolean isStock(String path) {
        return path.startsWith("/etc/")
                || path.startsWith("/usr/share/")
                || path.startsWith("/usr/lib/")
                || path.startsWith("/bin/")
                || path.startsWith("/usr/bin/")
                || path.startsWith("~/.bash");
    }

    /** The call that a line is; empty if it is none: an assignment, an alias, a condition, a program by its name. */
    static Optional<RcCommand> of(String line) {
        String text = line.strip();
        boolean interpreted = false;
        while (true) {
            String word = first(text);
            String rest = text.substring(word.length()).strip();
            switch (word) {
                case "sudo", "exec", "nohup", "time", "env" -> text = rest;
                case "bash",
                        "sh",
                        "/bin/bash",
                        "/bin/sh",
                        "/usr/bin/bash",
                        "/usr/bin/env",
                        "source",
                        ".",
                        "python3",
                        "python",
                        "perl" -> {
                    interpreted = true;
                    text = rest;
                }
                case "-x", "-e", "-l", "-i" -> text = rest;
                default -> {
                    String path = unquoted(word);
                    boolean called = path.indexOf('/') >= 0
                            && path.indexOf('=') < 0
                            && path.indexOf('$') < 0
                            && path.indexOf('`') < 0
                            && path.indexOf('\0') < 0
                            && !path.startsWith("[")
                            && !path.startsWith("#");
                    return called && !isStock(path) ? Optional.of(new RcCommand(path, interpreted)) : Optional.empty();
                }
            }
        }
    }

    private static String first(String text) {
        int end = 0;
        while (end < text.length() && " \t;&|".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        return text.substring(0, end);
    }

    private static String unquoted(String word) {
        boolean quoted = word.length() > 1
                && (word.charAt(0) == '"' || word.charAt(0) == '\'')
                && word.charAt(word.length() - 1) == word.charAt(0);
        return quoted ? word.substring(1, word.length() - 1) : word;
    }
}

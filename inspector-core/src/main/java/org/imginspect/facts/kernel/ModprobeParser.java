package org.imginspect.facts.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.facts.kernel.ModprobeConfig.BadLine;
import org.imginspect.facts.kernel.ModprobeConfig.Directive;
import org.imginspect.facts.kernel.ModprobeConfig.Kind;
import org.imginspect.guest.GuestPath;

/**
 * Reads a file of modprobe's as libkmod-config.c does: words are separated by blanks and tabs only, so that a carriage return belongs to
 * the last word; a backslash at the end of a line joins the next one without a blank; a comment begins in the first column.
 */
final class ModprobeParser {
    private final boolean suse;
    private final List<Directive> directives = new ArrayList<>();
    private final List<BadLine> badLines = new ArrayList<>();
    private String rest = "";

    /** @param suse whether the guest's kmod has SUSE's {@code allow_unsupported_modules} */
    ModprobeParser(boolean suse) {
        this.suse = suse;
    }

    List<Directive> directives() {
        return directives;
    }

    List<BadLine> badLines() {
        return badLines;
    }

    void read(GuestPath file, String text) {
        StringBuilder logical = new StringBuilder();
        int line = 1;
        int start = 1;
        int at = 0;
        int length = text.length();
        while (at < length) {
            char c = text.charAt(at++);
            if (c == '\\') {
                if (at < length && text.charAt(at) == '\n') {
                    at++;
                    line++;
                    continue;
                }
                // Before anything else a backslash vanishes; at the end of the file it spoils the word.
                c = at < length ? text.charAt(at++) : '\u00ff';
            } else if (c == '\n') {
                line(file, start, logical.toString());
                logical.setLength(0);
                start = ++line;
                continue;
            }
            logical.append(c);
        }
        if (logical.length() > 0) {
            line(file, start, logical.toString());
        }
    }

    private void line(GuestPath file, int number, String all) {
        int nul = all.indexOf('\0');
        String text = nul < 0 ? all : all.substring(0, nul);
        if (text.isEmpty() || text.charAt(0) == '#') {
            return;
        }
        rest = text;
        String command = word();
        if (command.isEmpty()) {
            return;
        }
        Optional<Kind> kind = kind(command);
        if (kind.isEmpty()) {
            String why = unknown(command);
            if (!why.isEmpty()) {
                badLines.add(new BadLine(text, why, file, number));
            }
            return;
        }
        Optional<String> wrong = directive(kind.get(), command, text, file, number);
        wrong.ifPresent(why -> badLines.add(new BadLine(text, why, file, number)));
    }

    /** Adds one; or tells why modprobe does not understand it. */
    private Optional<String> directive(Kind kind, String command, String text, GuestPath file, int number) {
        String name = word();
        if (name.isEmpty()) {
            return Optional.of("'" + command + "' without a name");
        }
        String argument = kind == Kind.ALIAS ? word() : rest;
        if (kind != Kind.BLACKLIST && argument.isEmpty()) {
            return Optional.of("'" + command + " " + name + "' says nothing more");
        }
        if (!hasClosedBrackets(name) || (kind == Kind.ALIAS && !hasClosedBrackets(argument))) {
            return Optional.of("a bracket has no other to it");
        }
        String rests = kind == Kind.ALIAS ? underscores(argument) : trim(argument);
        directives.add(new Directive(kind, underscores(name), rests, trim(text), file, number));
        return Optional.empty();
    }

    private static Optional<Kind> kind(String command) {
        return switch (command) {
            case "alias" -> Optional.of(Kind.ALIAS);
            case "blacklist" -> Optional.of(Kind.BLACKLIST);
            case "options" -> Optional.of(Kind.OPTIONS);
            case "install" -> Optional.of(Kind.INSTALL);
            case "remove" -> Optional.of(Kind.REMOVE);
            case "softdep" -> Optional.of(Kind.SOFTDEP);
            default -> Optional.empty();
        };
    }

    /** Why a command is not obeyed; empty text if it is one that only other versions of kmod know. */
    private String unknown(String command) {
        return switch (command) {
            case "weakdep" -> "";
            case "allow_unsupported_modules" -> suse ? "" : "only SUSE's modprobe knows '" + command + "'";
            case "include", "config" -> "'" + command + "' is no longer obeyed";
            default ->
                command.charAt(0) == '#'
                        ? "a comment has to begin in the first column"
                        : "modprobe knows no command '" + command + "'";
        };
    }

    /** The next word of {@link #rest}, as strtok_r(3) takes it: with one separator behind it. */
    private String word() {
        int from = 0;
        while (from < rest.length() && isBlank(rest.charAt(from))) {
            from++;
        }
        int to = from;
        while (to < rest.length() && !isBlank(rest.charAt(to))) {
            to++;
        }
        String word = rest.substring(from, to);
        rest = rest.substring(Math.min(rest.length(), to + 1));
        return word;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    /** Without blanks and tabs at its ends; a carriage return stays, for modprobe takes it as part of the last word. */
    private static String trim(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && isBlank(text.charAt(from))) {
            from++;
        }
        while (to > from && isBlank(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    private static boolean hasClosedBrackets(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) == ']') {
                return false;
            }
            if (name.charAt(i) == '[') {
                i = name.indexOf(']', i);
                if (i < 0) {
                    return false;
                }
            }
        }
        return true;
    }

    /** {@code -} becomes {@code _}, but not between brackets. */
    private static String underscores(String name) {
        StringBuilder out = new StringBuilder(name);
        boolean bracket = false;
        for (int i = 0; i < out.length(); i++) {
            char c = out.charAt(i);
            if (c == '[' || c == ']') {
                bracket = c == '[';
            } else if (c == '-' && !bracket) {
                out.setCharAt(i, '_');
            }
        }
        return out.toString();
    }
}

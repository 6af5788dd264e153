package org.imginspect.checks.cleanup;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/** Where start-up files of shells say that history goes: {@code HISTFILE=…}. */
final class HistoryFiles {
    private static final String VARIABLE = "HISTFILE=";
    private static final String[] SYSTEM = {
        "/etc/environment",
        "/etc/profile",
        "/etc/bash.bashrc",
        "/etc/bashrc",
        "/etc/zshrc",
        "/etc/zshenv",
        "/etc/zsh/zshrc",
        "/etc/zsh/zshenv",
        "/etc/ksh.kshrc",
        "/etc/profile.d/*"
    };
    private static final String[] PERSONAL = {
        ".profile", ".bash_profile", ".bash_login", ".bashrc", ".zshenv", ".zshrc", ".zprofile", ".kshrc"
    };

    private HistoryFiles() {}

    /** What the system's start-up files assign, as written. */
    static List<String> ofEverybody(GuestTree tree) throws ImageException {
        List<String> values = new ArrayList<>();
        for (String pattern : SYSTEM) {
            for (GuestPath file : tree.glob(pattern)) {
                collect(tree.text(file), values);
            }
        }
        return values;
    }

    /** The files that this home's account writes to, by the system's start-up files and its own. */
    static List<GuestPath> of(GuestTree tree, GuestPath home, List<String> everybodys) throws ImageException {
        List<String> values = new ArrayList<>(everybodys);
        if (!home.isRoot() && tree.exists(home)) {
            for (String name : PERSONAL) {
                collect(tree.text(home.resolve(name)), values);
            }
        }
        List<GuestPath> files = new ArrayList<>();
        for (String value : values) {
            path(value, home).ifPresent(files::add);
        }
        return files;
    }

    private static void collect(Optional<String> script, List<String> values) {
        if (script.isEmpty()) {
            return;
        }
        String text = script.get();
        for (int at = text.indexOf(VARIABLE); at >= 0; at = text.indexOf(VARIABLE, at + 1)) {
            if (at == 0 || !Character.isJavaIdentifierPart(text.charAt(at - 1))) {
                values.add(value(text, at + VARIABLE.length()));
            }
        }
    }

    /** One word of the shell, its quotes taken off. */
    private static String value(String text, int from) {
        StringBuilder word = new StringBuilder();
        char quote = 0;
        for (int i = from; i < text.length() && text.charAt(i) != '\n'; i++) {
            char c = text.charAt(i);
            if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
            } else if (c == quote) {
                quote = 0;
            } else if (quote == 0 && (Character.isWhitespace(c) || c == ';' || c == '&' || c == '|')) {
                break;
            } else {
                word.append(c);
            }
        }
        return word.toString();
    }

    /** Empty if it is no file, or depends on more than the home. */
    private static Optional<GuestPath> path(String value, GuestPath home) {
        for (String prefix : new String[] {"~/", "$HOME/", "${HOME}/"}) {
            if (value.startsWith(prefix) && isPlain(value.substring(prefix.length()))) {
                return Optional.of(home.resolve(value.substring(prefix.length())));
            }
        }
        return value.startsWith("/") && isPlain(value) ? Optional.of(GuestPath.of(value)) : Optional.empty();
    }

    private static boolean isPlain(String value) {
        return value.indexOf('$') < 0 && value.indexOf('`') < 0 && value.indexOf('\0') < 0;
    }
}

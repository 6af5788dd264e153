package org.imginspect.facts.ssh;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.imginspect.error.ImageException;
import org.imginspect.facts.units.ExecCommand;
import org.imginspect.facts.units.Setting;
import org.imginspect.facts.units.Unit;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/** The words of a service's command with its variables put in (systemd.service(5), "Command lines"). */
final class CommandWords {
    private CommandWords() {}

    static List<Word> of(GuestTree tree, Unit unit, ExecCommand command) throws ImageException {
        Variables variables = new Variables();
        for (Setting setting : unit.list("Service", "Environment")) {
            for (String word : split(setting.value())) {
                int equals = word.indexOf('=');
                if (equals > 0) {
                    variables.set(
                            word.substring(0, equals),
                            word.substring(equals + 1),
                            setting.file(),
                            OptionalInt.of(setting.line()),
                            false);
                }
            }
        }
        for (Setting setting : unit.list("Service", "EnvironmentFile")) {
            String path = setting.value().startsWith("-") ? setting.value().substring(1) : setting.value();
            if (path.startsWith("/") && path.indexOf('\0') < 0) {
                for (GuestPath file : tree.glob(path)) {
                    variables.read(tree, file);
                }
            }
        }
        List<Word> words = new ArrayList<>();
        for (String argument : command.arguments()) {
            add(new Word(argument, command.file(), OptionalInt.of(command.line())), variables, words);
        }
        return words;
    }

    private static void add(Word argument, Variables variables, List<Word> into) {
        String text = argument.text();
        if (text.length() > 1 && text.charAt(0) == '$' && isName(text, 1, text.length())) {
            Optional<Word> value = variables.get(text.substring(1));
            if (value.isPresent()) {
                for (String word : split(value.get().text())) {
                    into.add(new Word(word, value.get().file(), value.get().line()));
                }
            }
            return;
        }
        StringBuilder out = new StringBuilder();
        Word source = argument;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int close = c == '$' && text.startsWith("{", i + 1) ? text.indexOf('}', i) : -1;
            if (close > 0 && isName(text, i + 2, close)) {
                Optional<Word> value = variables.get(text.substring(i + 2, close));
                if (value.isPresent()) {
                    out.append(value.get().text());
                    source = value.get();
                }
                i = close;
            } else {
                out.append(c);
                i += c == '$' && text.startsWith("$", i + 1) ? 1 : 0;
            }
        }
        into.add(new Word(out.toString(), source.file(), source.line()));
    }

    private static boolean isName(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c != '_' && !(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9' && i > from)) {
                return false;
            }
        }
        return to > from;
    }

    /** Words between blanks, quotes taken off. */
    static List<String> split(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean open = false;
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote != 0 && c == quote) {
                quote = 0;
            } else if (quote != 0) {
                word.append(c);
            } else if (c == '"' || c == '\'') {
                quote = c;
                open = true;
            } else if (" \t\r\n".indexOf(c) >= 0) {
                if (open) {
                    words.add(word.toString());
                    word.setLength(0);
                    open = false;
                }
            } else {
                word.append(c);
                open = true;
            }
        }
        if (open) {
            words.add(word.toString());
        }
        return words;
    }
}

package org.imginspect.facts.units;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.guest.GuestPath;

/**
 * One command that a service runs when it starts (systemd.service(5), "Command lines"); of an upstart job its {@code exec}.
 *
 * @param program the first word, prefixes taken off, specifiers put in; a name without a slash is looked for in systemd's directories
 * @param arguments the words behind it, as they are written
 * @param mayFail whether the prefix {@code -} says that its failure does not matter
 * @param file where it is written
 * @param line from 1
 */
public record ExecCommand(String program, List<String> arguments, boolean mayFail, GuestPath file, int line) {
    private static final String PREFIXES = "@-:+!|";

    public ExecCommand {
        arguments = List.copyOf(arguments);
    }

    /**
     * The commands of a unit's {@code ExecStart=}, in order; none if it has none, or has a root directory or image of its own, in which the program
     * would lie.
     *
     * @throws UnsupportedFeatureException if a program's name holds a specifier that only the running machine knows
     */
    public static List<ExecCommand> of(Unit unit) throws ImageException {
        List<ExecCommand> commands = new ArrayList<>();
        if (unit.setting("Service", "RootDirectory").isPresent()
                || unit.setting("Service", "RootImage").isPresent()) {
            return commands;
        }
        for (Setting setting : unit.list("Service", "ExecStart")) {
            add(unit, setting, commands);
        }
        for (Setting setting : unit.list("Job", "exec")) {
            // upstart gives what a shell would do something with to a shell, which looks for the program.
            if (setting.value().startsWith("/") && setting.value().indexOf('$') < 0) {
                add(unit, setting, commands);
            }
        }
        return commands;
    }

    private static void add(Unit unit, Setting setting, List<ExecCommand> into) throws ImageException {
        List<String> words = new ArrayList<>();
        for (String word : Wishes.words(setting.value())) {
            if (word.equals(";")) { // Several commands in one line, of a oneshot service.
                add(unit, setting, words, into);
                words.clear();
            } else {
                words.add(word);
            }
        }
        add(unit, setting, words, into);
    }

    private static void add(Unit unit, Setting setting, List<String> words, List<ExecCommand> into)
            throws ImageException {
        if (words.isEmpty()) {
            return;
        }
        String first = words.get(0);
        int prefixes = 0;
        while (prefixes < first.length() && PREFIXES.indexOf(first.charAt(prefixes)) >= 0) {
            prefixes++;
        }
        Optional<String> program = Specifiers.expand(first.substring(prefixes), unit.name());
        if (program.isEmpty()) {
            throw new UnsupportedFeatureException(
                    "systemd unit whose program " + first + " holds a specifier that the disk does not decide",
                    setting.file() + ":" + setting.line());
        }
        if (!program.get().isEmpty() && program.get().indexOf('\0') < 0) {
            into.add(new ExecCommand(
                    program.get(),
                    words.subList(1, words.size()),
                    first.substring(0, prefixes).indexOf('-') >= 0,
                    setting.file(),
                    setting.line()));
        }
    }
}

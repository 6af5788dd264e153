package org.imginspect.facts.ssh;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.facts.units.Unit;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/** The command lines that the distributions' init scripts make of their variables. */
final class InitScripts {
    private static final GuestPath SYSCONFIG = GuestPath.of("/etc/sysconfig");
    private static final GuestPath DEFAULT = GuestPath.of("/etc/default");
    private static final GuestPath CONF_D = GuestPath.of("/etc/conf.d");
    private static final GuestPath JOBS = GuestPath.of("/etc/init");

    private InitScripts() {}

    static List<Word> words(GuestTree tree, Unit unit, String name) throws ImageException {
        List<Word> words = new ArrayList<>();
        if (unit.file().startsWith(JOBS)) {
            return words; // Ubuntu's job reads no variables.
        }
        Variables variables = new Variables();
        boolean any = false;
        for (GuestPath directory : new GuestPath[] {SYSCONFIG, DEFAULT, CONF_D}) {
            any |= variables.read(tree, directory.resolve(name));
        }
        if (!any) {
            return words;
        }
        if (name.equals("dropbear")) {
            add(variables, "DROPBEAR_PORT", "-p", words);
            add(variables, "DROPBEAR_EXTRA_ARGS", "", words);
            add(variables, "DROPBEAR_OPTS", "", words);
            add(variables, "OPTIONS", "", words);
            return words;
        }
        add(variables, "SSHD_CONFIG", "-f", words);
        for (String options : new String[] {"OPTIONS", "SSHD_OPTS"}) {
            add(variables, options, "", words);
        }
        return words;
    }

    private static void add(Variables variables, String name, String option, List<Word> into) throws ImageException {
        Optional<Word> value = variables.inShell(name);
        if (value.isEmpty() || value.get().text().isBlank()) {
            return;
        }
        Word found = value.get();
        if (!option.isEmpty()) {
            into.add(new Word(option, found.file(), found.line()));
        }
        for (String word : CommandWords.split(found.text())) {
            into.add(new Word(word, found.file(), found.line()));
        }
    }
}

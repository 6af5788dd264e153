package org.imginspect.checks.boot;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.imginspect.check.Area;
import org.imginspect.check.Check;
import org.imginspect.check.CheckContext;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.check.Verdict;
import org.imginspect.error.ImageException;
import org.imginspect.facts.boot.BootConfig;
import org.imginspect.facts.boot.BootEntry;
import org.imginspect.facts.boot.BootEntry.Argument;

/** Flags images whose default kernel keeps its boot log to itself. */
final class ConsoleVerbose implements Check {
    private static final CheckInfo INFO = new CheckInfo(
                    "boot.console-verbose",
                    Area.BOOT,
                    Level.ERROR,
                    "The kernel and systemd write the boot log to the console",
                    "take quiet, loglevel= and systemd.show_status= out of GRUB_CMDLINE_LINUX and GRUB_CMDLINE_LINUX_DEFAULT in /etc/default/grub, then update-grub")
            .onRequest();

    private static final Set<String> NO = Set.of("0", "no", "n", "false", "f", "off");

    /** Below it warnings and errors are left out too. */
    private static final int WARNINGS = 4;

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        Optional<BootConfig> config = context.facts().find(BootConfig.class);
        if (config.isEmpty()) {
            return MissingMenu.verdict(context, INFO.level());
        }
        List<Finding> findings = new ArrayList<>();
        for (BootEntry entry : StartedEntries.of(config.get(), INFO.level(), findings)) {
            level(entry, findings);
            last(entry, "systemd.show_status")
                    .filter(argument -> NO.contains(argument.value()))
                    .ifPresent(argument ->
                            findings.add(finding(Level.WARNING, argument, "systemd does not say what it starts")));
            consoles(entry, findings);
        }
        return Verdict.of(findings);
    }

    /** Of {@code quiet}, {@code debug} and {@code loglevel=} the last one counts. */
    private static void level(BootEntry entry, List<Finding> findings) {
        Optional<Argument> deciding = Optional.empty();
        boolean silent = false;
        for (Argument argument : entry.arguments()) {
            String text = argument.text();
            boolean number =
                    argument.name().equals("loglevel") && !argument.value().isEmpty();
            if (text.equals("quiet") || text.equals("debug") || number) {
                deciding = Optional.of(argument);
                silent = text.equals("quiet")
                        || (number
                                && argument.value().length() == 1
                                && argument.value().charAt(0) < '0' + WARNINGS);
            }
        }
        if (silent) {
            findings.add(finding(Level.WARNING, deciding.orElseThrow(), "the kernel leaves most of its messages out"));
        }
    }

    /** {@code console=null} and {@code console=} without a value take the console away. */
    private static void consoles(BootEntry entry, List<Finding> findings) {
        last(entry, "console")
                .filter(argument ->
                        argument.value().isEmpty() || argument.value().equals("null"))
                .ifPresent(argument ->
                        findings.add(finding(Level.ERROR, argument, "nothing that is written to the console is seen")));
    }

    private static Optional<Argument> last(BootEntry entry, String name) {
        List<Argument> given = entry.arguments(name);
        return given.isEmpty() ? Optional.empty() : Optional.of(given.get(given.size() - 1));
    }

    private static Finding finding(Level level, Argument argument, String what) {
        return Finding.of(
                level, "the default entry has '" + argument.text() + "': " + what, argument.file(), argument.line());
    }
}

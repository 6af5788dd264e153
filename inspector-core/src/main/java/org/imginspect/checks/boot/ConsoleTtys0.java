package org.imginspect.checks.boot;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.check.Area;
import org.imginspect.check.Check;
import org.imginspect.check.CheckContext;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.check.Parameter;
import org.imginspect.check.Verdict;
import org.imginspect.error.ImageException;
import org.imginspect.facts.boot.BootConfig;
import org.imginspect.facts.boot.BootEntry;
import org.imginspect.facts.boot.BootEntry.Argument;
import org.imginspect.facts.boot.BootMenu;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;

/** Flags images whose default kernel has no serial console. */
final class ConsoleTtys0 implements Check {
    private static final Parameter OPTIONS =
            Parameter.text("options", "how the port is to be set, such as 115200n8; any other way is a warning");
    private static final Parameter PLANNED = new Parameter(
            "planned",
            Parameter.Kind.TEXT,
            "the level of a finding where only what the next menu is made from has it",
            Optional.of("warning"),
            List.of("warning", "error"));

    private static final CheckInfo INFO = new CheckInfo(
                    "boot.console-ttys0",
                    Area.BOOT,
                    Level.ERROR,
                    "The kernel writes its messages to the first serial port",
                    "add console=tty0 console=ttyS0 to GRUB_CMDLINE_LINUX in /etc/default/grub, then update-grub (grub2-mkconfig --update-bls-cmdline)")
            .with(OPTIONS, PLANNED);

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
        String port = SerialPort.of(context);
        List<Finding> findings = new ArrayList<>();
        List<BootEntry> defaults = config.get().defaultEntries();
        for (BootEntry entry : StartedEntries.of(config.get(), Level.ERROR, findings)) {
            List<Argument> consoles = entry.arguments("console");
            Optional<Argument> serial = last(consoles, port);
            if (serial.isEmpty()) {
                Optional<Argument> planned = planned(context, config.get(), entry, port);
                boolean lenient = context.params().text(PLANNED).equals(Optional.of("warning"));
                findings.add(Finding.of(
                        planned.isPresent() && lenient ? Level.WARNING : Level.ERROR,
                        "the default entry has no console=" + port
                                + planned.map(argument ->
                                                ", though " + argument.file() + " says so: the menu was not made anew")
                                        .orElse(""),
                        entry.kernel().orElseThrow().file(),
                        entry.kernel().orElseThrow().line()));
            } else if (!consoles.get(consoles.size() - 1).equals(serial.get())) {
                findings.add(Finding.of(
                        Level.WARNING,
                        "console=" + port + " is not the last console=, so the system's own messages go to "
                                + consoles.get(consoles.size() - 1).value(),
                        serial.get().file(),
                        serial.get().line()));
            }
            if (serial.isPresent()) {
                options(context, serial.get(), port, findings);
            }
        }
        if (findings.isEmpty()) {
            others(config.get(), defaults, port, findings);
        }
        GuestPath getty = GuestPath.of("/etc/systemd/system/serial-getty@" + port + ".service");
        if (context.tree().readLink(getty).equals(Optional.of(GuestName.of("/dev/null")))) {
            findings.add(Finding.of(Level.WARNING, "the login on " + port + " is masked", getty));
        }
        return Verdict.of(findings);
    }

    /** What stands behind the port's name; without it the kernel takes 9600n8, as long as no boot loader says otherwise. */
    private static void options(CheckContext context, Argument serial, String port, List<Finding> findings) {
        Optional<String> wanted = context.params().text(OPTIONS);
        if (wanted.isPresent() && !isSame(serial.value().substring(port.length()), "," + wanted.get())) {
            findings.add(Finding.of(
                    Level.WARNING,
                    "the default entry has '" + serial.text() + "', not console=" + port + "," + wanted.get(),
                    serial.file(),
                    serial.line()));
        }
    }

    /** {@code 115200} is {@code 115200n8}: without them the kernel takes no parity and eight bits. */
    private static boolean isSame(String given, String wanted) {
        return given.equals(wanted)
                || (given + "8").equals(wanted)
                || (given.length() > 1 && (given + "n8").equals(wanted));
    }

    private static void others(BootConfig config, List<BootEntry> defaults, String port, List<Finding> findings) {
        for (BootMenu menu : config.menus()) {
            for (BootEntry entry : menu.entries()) {
                if (entry.kernel().isPresent()
                        && !defaults.contains(entry)
                        && last(entry.arguments("console"), port).isEmpty()) {
                    findings.add(Finding.of(
                            Level.WARNING,
                            "the entry '" + entry.title() + "' has no console=" + port,
                            entry.kernel().get().file(),
                            entry.kernel().get().line()));
                }
            }
        }
    }

    /** {@code console=ttyS0}, {@code console=ttyS0,115200n8}; the last one, which decides where it stands. */
    private static Optional<Argument> last(List<Argument> consoles, String port) {
        Optional<Argument> found = Optional.empty();
        for (Argument console : consoles) {
            if (console.value().equals(port) || console.value().startsWith(port + ",")) {
                found = Optional.of(console);
            }
        }
        return found;
    }

    private static Optional<Argument> planned(CheckContext context, BootConfig config, BootEntry entry, String port)
            throws ImageException {
        for (BootMenu menu : config.menus()) {
            if (menu.defaultEntry().equals(Optional.of(entry))) {
                return PlannedArguments.find(context, menu, "console", port);
            }
        }
        return Optional.empty();
    }
}

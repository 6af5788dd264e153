package org.imginspect.checks.boot;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
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
import org.imginspect.facts.boot.BootMenu;
import org.imginspect.facts.boot.BootMenu.Loader;
import org.imginspect.facts.boot.BootMenu.Timeout;
import org.imginspect.facts.boot.GrubDefaults;
import org.imginspect.facts.boot.GrubDefaults.Setting;

/** Flags boot menus that wait for ever, or not as long as is wanted. */
final class GrubTimeout implements Check {
    private static final Parameter SECONDS = Parameter.number("seconds", "how long the boot menu shall wait");

    private static final CheckInfo INFO = new CheckInfo(
                    "boot.grub-timeout",
                    Area.BOOT,
                    Level.ERROR,
                    "The boot menu does not wait for a key for ever",
                    "set GRUB_TIMEOUT in /etc/default/grub, then update-grub (grub2-mkconfig -o /boot/grub2/grub.cfg)")
            .with(SECONDS);

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
        OptionalLong seconds = context.params().number(SECONDS);
        List<Finding> findings = new ArrayList<>();
        for (BootMenu menu : config.get().menus()) {
            Timeout timeout = menu.timeout();
            if (timeout.milliseconds().isEmpty()) {
                findings.add(at(
                        Level.ERROR,
                        timeout.written().isEmpty()
                                ? "the boot menu waits for a key for ever: it is given no timeout"
                                : "the boot menu waits for a key for ever: its timeout is '" + timeout.written() + "'",
                        timeout));
            } else if (menu.loader() != Loader.FIRMWARE
                    && seconds.isPresent()
                    && timeout.milliseconds().getAsLong() / 1000 != seconds.getAsLong()) {
                findings.add(at(
                        Level.WARNING,
                        "the boot menu waits " + timeout.milliseconds().getAsLong() / 1000 + " seconds, not "
                                + seconds.getAsLong(),
                        timeout));
            }
        }
        if (findings.isEmpty()) {
            settings(context, seconds, findings);
        }
        return Verdict.of(findings);
    }

    private static Finding at(Level level, String message, Timeout timeout) {
        return new Finding(
                level,
                message,
                Optional.of(timeout.file()),
                timeout.line() > 0 ? OptionalInt.of(timeout.line()) : OptionalInt.empty());
    }

    /** What the next menu will be made from. */
    private static void settings(CheckContext context, OptionalLong seconds, List<Finding> findings)
            throws ImageException {
        Optional<GrubDefaults> defaults = context.facts().find(GrubDefaults.class);
        for (String name : new String[] {"GRUB_TIMEOUT", "GRUB_RECORDFAIL_TIMEOUT"}) {
            Optional<Setting> setting = defaults.flatMap(any -> any.get(name));
            if (setting.isEmpty()) {
                continue;
            }
            String value = setting.get().value().strip();
            boolean differs = name.equals("GRUB_TIMEOUT")
                    && seconds.isPresent()
                    && !value.equals(Long.toString(seconds.getAsLong()));
            if (value.startsWith("-") || (differs && !value.isEmpty())) {
                findings.add(Finding.of(
                        Level.WARNING,
                        name + " is " + value
                                + (!value.startsWith("-")
                                        ? ", not " + seconds.getAsLong()
                                        : name.equals("GRUB_TIMEOUT")
                                                ? ": the menu waits for ever once it is made anew"
                                                : ": the menu waits for ever after a start that failed"),
                        setting.get().file(),
                        setting.get().line()));
            }
        }
    }
}

package org.imginspect.checks.boot;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.check.CheckContext;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.check.Verdict;
import org.imginspect.error.ImageException;
import org.imginspect.facts.boot.BootConfig;
import org.imginspect.facts.boot.BootEntry;
import org.imginspect.facts.boot.BootEntry.Argument;
import org.imginspect.facts.boot.BootMenu;

/**
 * An argument that a marketplace wants the kernel to have.
 *
 * @param several whether it may be given more than once, so that not only the last one counts
 */
record WantedArgument(String name, String value, boolean several) {
    /** A finding for every default entry without it; of level warning where the menu's settings have it. */
    Verdict verdict(CheckContext context, Level level) throws ImageException {
        Optional<BootConfig> config = context.facts().find(BootConfig.class);
        if (config.isEmpty()) {
            return MissingMenu.verdict(context, level);
        }
        List<Finding> findings = new ArrayList<>();
        for (BootEntry entry : StartedEntries.of(config.get(), level, findings)) {
            List<Argument> given = entry.arguments(name);
            Optional<Argument> last = given.isEmpty() ? Optional.empty() : Optional.of(given.get(given.size() - 1));
            if (!several && last.isPresent() && !last.get().value().equals(value)) {
                findings.add(Finding.of(
                        level,
                        "the default entry has '" + last.get().text() + "', not " + name + "=" + value,
                        last.get().file(),
                        last.get().line()));
            } else if (given.stream().noneMatch(argument -> argument.value().equals(value))) {
                findings.add(missing(context, config.get(), entry, level));
            }
        }
        return Verdict.of(findings);
    }

    private Finding missing(CheckContext context, BootConfig config, BootEntry entry, Level level)
            throws ImageException {
        Optional<Argument> planned = Optional.empty();
        for (BootMenu menu : config.menus()) {
            if (planned.isEmpty() && menu.defaultEntry().equals(Optional.of(entry))) {
                planned = PlannedArguments.find(context, menu, name, value);
            }
        }
        return Finding.of(
                planned.isPresent() ? Level.WARNING : level,
                "the default entry has no " + name + "=" + value
                        + planned.map(argument ->
                                        ", though " + argument.file() + " says so: the menu was not made anew")
                                .orElse(""),
                entry.kernel().orElseThrow().file(),
                entry.kernel().orElseThrow().line());
    }
}

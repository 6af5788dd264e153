package org.imginspect.checks.kernel;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.facts.kernel.ModprobeConfig;
import org.imginspect.facts.kernel.ModprobeConfig.Directive;
import org.imginspect.facts.kernel.ModprobeConfig.Kind;

/** Which lines of modprobe.d keep drivers from loading. */
final class ModprobeRules {
    private ModprobeRules() {}

    /**
     * @param drivers those that the kernel asks for by what their devices are
     * @param needed those and what they need
     * @param devices what the kernel asks for, by driver
     */
    static void judge(
            ModprobeConfig config,
            Set<String> drivers,
            Set<String> needed,
            Map<String, List<String>> devices,
            Set<Finding> findings) {
        for (String driver : drivers) {
            for (Directive line : config.about(Kind.BLACKLIST, driver)) {
                findings.add(keeps(line, driver, Level.ERROR));
            }
            for (String device : devices.getOrDefault(driver, List.of())) {
                elsewhere(config, driver, device, findings);
            }
        }
        for (String module : needed) {
            Optional<Directive> line = config.installCommand(module);
            if (line.isPresent()) {
                switch (ModprobeConfig.installs(line.get())) {
                    case NOTHING -> findings.add(keeps(line.get(), module, Level.ERROR));
                    case UNKNOWN ->
                        findings.add(Finding.of(
                                Level.WARNING,
                                "leaves loading " + module + " to a command that does not call modprobe: "
                                        + line.get().text(),
                                line.get().file(),
                                line.get().line()));
                    case LOADS -> {
                        // It loads it after all.
                    }
                }
            }
        }
    }

    /** An alias of modprobe.d's hides those of the modules. */
    private static void elsewhere(ModprobeConfig config, String driver, String device, Set<Finding> findings) {
        List<Directive> aliases = config.about(Kind.ALIAS, device);
        for (Directive line : aliases) {
            if (line.rest().equals(driver)) {
                return;
            }
        }
        for (Directive line : aliases) {
            findings.add(keeps(line, driver, Level.ERROR));
        }
    }

    private static Finding keeps(Directive line, String module, Level level) {
        return Finding.of(level, "keeps " + module + " from loading: " + line.text(), line.file(), line.line());
    }
}

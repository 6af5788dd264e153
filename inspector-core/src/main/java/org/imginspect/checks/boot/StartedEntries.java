package org.imginspect.checks.boot;

import java.util.ArrayList;
import java.util.List;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.facts.boot.BootConfig;
import org.imginspect.facts.boot.BootEntry;
import org.imginspect.facts.boot.BootMenu;

/** The entries that start when nobody touches a key. */
final class StartedEntries {
    private StartedEntries() {}

    /**
     * Those that start a Linux kernel.
     *
     * @param findings gets one for each menu that starts none
     */
    static List<BootEntry> of(BootConfig config, Level level, List<Finding> findings) {
        for (BootMenu menu : config.menus()) {
            if (menu.entries().isEmpty()) {
                findings.add(Finding.of(level, "the boot menu has no entries", menu.file()));
            } else if (menu.defaultEntry().isEmpty()) {
                findings.add(Finding.of(
                        level, "no entry starts by itself: the boot loader asks what to start", menu.file()));
            }
        }
        List<BootEntry> linux = new ArrayList<>();
        for (BootEntry entry : config.defaultEntries()) {
            if (entry.kernel().isPresent()) {
                linux.add(entry);
            } else {
                findings.add(Finding.of(
                        level,
                        "the default entry '" + entry.title() + "' starts no Linux kernel",
                        entry.file(),
                        entry.line()));
            }
        }
        return linux;
    }
}

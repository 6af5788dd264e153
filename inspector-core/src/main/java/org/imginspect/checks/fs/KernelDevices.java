package org.imginspect.checks.fs;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.facts.Facts;
import org.imginspect.facts.boot.BootConfig;
import org.imginspect.facts.boot.BootEntry;
import org.imginspect.facts.boot.BootEntry.Argument;
import org.imginspect.facts.boot.BootMenu;
import org.imginspect.facts.mounts.DeviceName;

/**
 * A device that a kernel's command line names.
 *
 * @param argument {@code root=} or {@code resume=} with it
 * @param isDefault whether it is a default entry's
 */
record KernelDevices(DeviceName device, Argument argument, boolean isDefault) {
    /** Those of all boot entries; the same argument from the same place counts once, for the default if it is one's. */
    static List<KernelDevices> all(Facts facts) throws ImageException {
        List<KernelDevices> found = new ArrayList<>();
        Optional<BootConfig> config = facts.find(BootConfig.class);
        if (config.isEmpty()) {
            return found;
        }
        List<Argument> seen = new ArrayList<>();
        List<BootEntry> defaults = config.get().defaultEntries();
        for (BootEntry entry : defaults) {
            add(found, seen, entry, true);
        }
        for (BootMenu menu : config.get().menus()) {
            for (BootEntry entry : menu.entries()) {
                if (!defaults.contains(entry)) {
                    add(found, seen, entry, false);
                }
            }
        }
        return found;
    }

    private static void add(List<KernelDevices> found, List<Argument> seen, BootEntry entry, boolean isDefault) {
        for (String name : new String[] {"root", "resume"}) {
            for (Argument argument : entry.arguments(name)) {
                if (!seen.contains(argument)) {
                    seen.add(argument);
                    found.add(new KernelDevices(DeviceName.parse(argument.value()), argument, isDefault));
                }
            }
        }
    }
}

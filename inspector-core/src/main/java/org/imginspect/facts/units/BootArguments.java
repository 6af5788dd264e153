package org.imginspect.facts.units;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.facts.Facts;
import org.imginspect.facts.boot.BootConfig;
import org.imginspect.facts.boot.BootEntry;
import org.imginspect.facts.boot.BootEntry.Argument;

/** The kernel's command line of what starts by default. Of several boot loaders the arguments of all are taken, the first loader's last. */
final class BootArguments {
    private final List<Argument> all;

    private BootArguments(List<Argument> all) {
        this.all = all;
    }

    static BootArguments of(Facts facts) throws ImageException {
        Optional<BootConfig> config = facts.find(BootConfig.class);
        List<Argument> all = new ArrayList<>();
        if (config.isPresent()) {
            List<BootEntry> entries = config.get().defaultEntries();
            for (int i = entries.size() - 1; i >= 0; i--) {
                all.addAll(entries.get(i).arguments());
            }
        }
        return new BootArguments(List.copyOf(all));
    }

    List<Argument> all() {
        return all;
    }

    /** The arguments of this name, {@code -} and {@code _} being the same, as {@code proc_cmdline_key_streq()} has it. */
    List<Argument> named(String name) {
        List<Argument> found = new ArrayList<>();
        for (Argument argument : all) {
            if (argument.name().replace('-', '_').equals(name.replace('-', '_'))) {
                found.add(argument);
            }
        }
        return found;
    }

    /** The last of {@link #named}. */
    Optional<Argument> last(String name) {
        List<Argument> found = named(name);
        return found.isEmpty() ? Optional.empty() : Optional.of(found.get(found.size() - 1));
    }
}

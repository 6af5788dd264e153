package org.imginspect.facts.advisories;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.imginspect.error.ImageException;
import org.imginspect.facts.packages.Packages;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/** The streams of modules that dnf has switched on ({@code /etc/dnf/modules.d}). */
final class RpmModules {
    private static final GuestPath DIRECTORY = GuestPath.of("/etc/dnf/modules.d");

    private final Set<String> enabled;

    private RpmModules(Set<String> enabled) {
        this.enabled = enabled;
    }

    static RpmModules read(GuestTree tree) throws ImageException {
        Set<String> enabled = new HashSet<>();
        for (GuestName file : tree.list(DIRECTORY)) {
            if (!file.text().endsWith(".module")) {
                continue;
            }
            String name = "";
            String stream = "";
            boolean on = false;
            List<String> lines = new java.util.ArrayList<>(
                    tree.lines(DIRECTORY.resolve(file)).orElse(List.of()));
            lines.add("[]");
            for (String line : lines) {
                String text = line.strip();
                int equals = text.indexOf('=');
                if (text.startsWith("[")) {
                    if (on && !stream.isEmpty()) {
                        enabled.add(name + ":" + stream);
                    }
                    name = text.substring(1, Math.max(1, text.length() - 1));
                    stream = "";
                    on = false;
                } else if (equals > 0) {
                    String value = text.substring(equals + 1).strip();
                    switch (text.substring(0, equals).strip()) {
                        case "name" -> name = value;
                        case "stream" -> stream = value;
                        // "installed" is what older versions wrote.
                        case "state" -> on = value.equals("enabled") || value.equals("installed");
                        default -> {
                            // Profiles.
                        }
                    }
                }
            }
        }
        return new RpmModules(enabled);
    }

    /** Whether a package was built for a module, by its label or, as CentOS 8's have none, by its release. */
    static boolean isModular(Packages.Entry entry) {
        return !entry.module().isEmpty() || isModular(entry.version().release());
    }

    static boolean isModular(String release) {
        return release.contains(".module+") || release.contains(".module_");
    }

    /** Whether what a collection of an advisory holds may replace a package. */
    boolean fits(Set<String> modules, Packages.Entry entry) {
        if (modules.isEmpty()) {
            return !isModular(entry);
        }
        for (String module : modules) {
            if (entry.module().startsWith(module + ":") || enabled.contains(module)) {
                return true;
            }
        }
        return false;
    }
}

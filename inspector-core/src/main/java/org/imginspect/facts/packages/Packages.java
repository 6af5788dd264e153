package org.imginspect.facts.packages;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imginspect.facts.Fact;

/** The packages that dpkg knows, in the order of its database. */
public final class Packages implements Fact {
    /** dpkg's states of a package, in the words of dpkg-query(1). */
    public enum State {
        NOT_INSTALLED("not-installed"),
        CONFIG_FILES("config-files"),
        HALF_INSTALLED("half-installed"),
        UNPACKED("unpacked"),
        HALF_CONFIGURED("half-configured"),
        TRIGGERS_AWAITED("triggers-awaited"),
        TRIGGERS_PENDING("triggers-pending"),
        INSTALLED("installed");

        private final String word;

        State(String word) {
            this.word = word;
        }

        /** As dpkg writes it: {@code half-configured}. */
        public String word() {
            return word;
        }

        /** Whether files of the package beside its configuration lie on the disk. */
        public boolean hasFiles() {
            return this != NOT_INSTALLED && this != CONFIG_FILES;
        }
    }

    /**
     * One package.
     *
     * @param version empty text if only its configuration was never there at all
     */
    public record Entry(String name, String architecture, String version, State state) {
        /** Whether it is unpacked and configured. */
        public boolean isInstalled() {
            return state == State.INSTALLED || state == State.TRIGGERS_AWAITED || state == State.TRIGGERS_PENDING;
        }
    }

    private final List<Entry> all;
    private final Map<String, Entry> byName = new LinkedHashMap<>();
    private final LongSet conffiles;

    Packages(List<Entry> all, LongSet conffiles) {
        this.all = List.copyOf(all);
        this.conffiles = conffiles;
        for (Entry each : all) {
            Entry known = byName.get(each.name());
            if (known == null || (!known.isInstalled() && each.isInstalled())) {
                byName.put(each.name(), each);
            }
        }
    }

    /** Every package, in whatever state. */
    public List<Entry> all() {
        return all;
    }

    /** The package of this name, of several architectures an installed one; empty if dpkg does not know it. */
    public Optional<Entry> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** Whether a package of this name is unpacked and configured. */
    public boolean isInstalled(String name) {
        Entry found = byName.get(name);
        return found != null && found.isInstalled();
    }

    /** The packages that are unpacked and configured. */
    public List<Entry> installed() {
        List<Entry> installed = new ArrayList<>();
        for (Entry each : all) {
            if (each.isInstalled()) {
                installed.add(each);
            }
        }
        return installed;
    }

    /** Hashes of the paths that a package lists as configuration. */
    LongSet conffiles() {
        return conffiles;
    }
}

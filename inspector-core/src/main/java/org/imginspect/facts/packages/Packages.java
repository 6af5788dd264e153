package org.imginspect.facts.packages;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.facts.Fact;
import org.imginspect.facts.packages.versions.VersionOrder;

/** The packages that the guest's package manager knows, in the order of its database. */
public final class Packages implements Fact {
    /** Whose database was read. */
    public enum Manager {
        /** Debian, Ubuntu. */
        DPKG("dpkg", VersionOrder.DPKG),
        /** EL, Fedora, Amazon, SUSE. */
        RPM("rpm", VersionOrder.RPM),
        /** Alpine. */
        APK("apk", VersionOrder.APK),
        /** Arch. */
        PACMAN("pacman", VersionOrder.PACMAN);

        private final String word;
        private final VersionOrder order;

        Manager(String word, VersionOrder order) {
            this.word = word;
            this.order = order;
        }

        /** As its command is called: {@code dpkg}. */
        public String word() {
            return word;
        }

        /** How it orders versions. */
        public VersionOrder order() {
            return order;
        }
    }

    /** dpkg's states of a package, in the words of dpkg-query(1). The other managers know no state but installed. */
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
     * @param architecture empty if it has none, as the keys that rpm keeps as packages ({@code gpg-pubkey})
     * @param version with an empty text if only its configuration was never there at all
     * @param held whether the database itself says that it is to be kept as it is: dpkg's selection "hold". What configuration files say is
     *     in {@link PackageHolds}
     * @param vendor who made the package, as the manager has it: rpm's Vendor, the Maintainer of dpkg and apk, pacman's Packager; empty
     *     if it names nobody
     * @param installed when; empty where the manager does not keep it (dpkg, apk)
     * @param signedBy the id of the key that signed it, as 16 hexadecimal digits in lower case; empty if it carries no signature or
     *     none that is read here, and with all managers but rpm, which do not keep it
     * @param source what it was built from
     * @param module the module that it was built for, {@code NAME:STREAM:VERSION:CONTEXT} of rpm's Modularitylabel; empty for none
     */
    public record Entry(
            String name,
            String architecture,
            PackageVersion version,
            State state,
            boolean held,
            String vendor,
            Optional<Instant> installed,
            Optional<String> signedBy,
            Source source,
            String module) {
        /** Of a package whose source is called as it is, and that belongs to no module. */
        public Entry(
                String name,
                String architecture,
                PackageVersion version,
                State state,
                boolean held,
                String vendor,
                Optional<Instant> installed,
                Optional<String> signedBy) {
            this(
                    name,
                    architecture,
                    version,
                    state,
                    held,
                    vendor,
                    installed,
                    signedBy,
                    new Source(name, version.text()),
                    "");
        }

        /** Whether it is unpacked and configured. */
        public boolean isInstalled() {
            return state == State.INSTALLED || state == State.TRIGGERS_AWAITED || state == State.TRIGGERS_PENDING;
        }
    }

    /**
     * A source package, by which Debian, Ubuntu and Alpine call what has a flaw.
     *
     * @param version of the source, which a binary's may differ from: {@code 2.36.1-8} of {@code 1:2.36.1-8+b1}
     */
    public record Source(String name, String version) {}

    private final Manager manager;
    private final List<Entry> all;
    private final Map<String, Entry> byName = new LinkedHashMap<>();
    private final PackageSource source;

    Packages(Manager manager, List<Entry> all, PackageSource source) {
        this.manager = manager;
        this.source = source;
        this.all = List.copyOf(all);
        for (Entry each : all) {
            Entry known = byName.get(each.name());
            if (known == null || (!known.isInstalled() && each.isInstalled()) || isLater(each, known)) {
                byName.put(each.name(), each);
            }
        }
    }

    /** Whose database this is. */
    public Manager manager() {
        return manager;
    }

    /** Every package, in whatever state. */
    public List<Entry> all() {
        return all;
    }

    /** The package of this name, of several an installed one, the last installed; empty if the manager does not know it. */
    public Optional<Entry> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** Every package of this name: several architectures, and with rpm several versions of a kernel. */
    public List<Entry> findAll(String name) {
        List<Entry> found = new ArrayList<>();
        for (Entry each : all) {
            if (each.name().equals(name)) {
                found.add(each);
            }
        }
        return found;
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

    /**
     * The licence of each package, in the order of {@link #all}: rpm's License, apk's {@code L}, pacman's {@code %LICENSE%} with {@code " AND "}
     * between several. In the packager's words, which need not be an SPDX expression. Empty text where the database has none, which is always so with
     * dpkg.
     *
     * @throws ImageException if the database cannot be read once more
     */
    public List<String> licenses() throws ImageException {
        return source.licenses(this);
    }

    /**
     * What packages need: for each of {@link #all} the indexes, into the same list, of the packages that meet its dependencies, each once and without
     * itself. Where several would do it is the first. What is not met leads nowhere; nor do rpm's rich dependencies, and those on a path that no
     * package's Provides names. Nothing at all if the database does not tell what packages need.
     *
     * @throws ImageException if the database cannot be read once more
     */
    public List<List<Integer>> dependencies() throws ImageException {
        return source.dependencies(this);
    }

    private static boolean isLater(Entry each, Entry than) {
        return each.installed().isPresent()
                && than.installed().isPresent()
                && each.installed().get().isAfter(than.installed().get());
    }

    /** Where more is to be had. */
    PackageSource source() {
        return source;
    }
}

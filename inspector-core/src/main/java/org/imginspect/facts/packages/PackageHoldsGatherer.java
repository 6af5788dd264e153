package org.imginspect.facts.packages;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.facts.FactGatherer;
import org.imginspect.facts.Facts;
import org.imginspect.facts.packages.PackageHolds.Hold;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/** Reads what the guest's package manager, and what stands over it, is told to leave alone. */
public final class PackageHoldsGatherer implements FactGatherer<PackageHolds> {
    private static final GuestPath STATUS = DpkgSource.DPKG.resolve("status");
    private static final GuestPath PREFERENCES = GuestPath.of("/etc/apt/preferences");
    private static final GuestPath PREFERENCES_D = GuestPath.of("/etc/apt/preferences.d");
    private static final GuestPath ZYPP = GuestPath.of("/etc/zypp/locks");
    private static final GuestPath WORLD = GuestPath.of("/etc/apk/world");
    private static final GuestPath PACMAN = GuestPath.of("/etc/pacman.conf");
    private static final GuestPath DNF5 = GuestPath.of("/etc/dnf/versionlock.toml");

    /** The plugin's own configuration, and its list. */
    private static final GuestPath[][] VERSIONLOCKS = {
        {GuestPath.of("/etc/yum/pluginconf.d/versionlock.conf"), GuestPath.of("/etc/yum/pluginconf.d/versionlock.list")
        },
        {GuestPath.of("/etc/dnf/plugins/versionlock.conf"), GuestPath.of("/etc/dnf/plugins/versionlock.list")}
    };

    private static final GuestPath[] YUM = {GuestPath.of("/etc/yum.conf"), GuestPath.of("/etc/dnf/dnf.conf")};
    /** A version gets 500 from its source; what is pinned above that wins over newer ones (apt_preferences(5)). */
    private static final int SOURCE_PRIORITY = 500;

    /** Nothing to be told: a gatherer has no state. */
    public PackageHoldsGatherer() {}

    @Override
    public Class<PackageHolds> type() {
        return PackageHolds.class;
    }

    @Override
    public Optional<PackageHolds> gather(GuestTree tree, Facts others) throws ImageException {
        Optional<Packages> packages = others.find(Packages.class);
        if (packages.isEmpty()) {
            return Optional.empty();
        }
        List<Hold> holds = new ArrayList<>();
        switch (packages.get().manager()) {
            case DPKG -> {
                for (Packages.Entry each : packages.get().all()) {
                    if (each.held()) {
                        holds.add(new Hold(each.name(), "", STATUS, 0));
                    }
                }
                apt(tree, holds);
            }
            case RPM -> {
                for (GuestPath[] versionlock : VERSIONLOCKS) {
                    versionlock(tree, versionlock[0], versionlock[1], holds);
                }
                dnf5(tree, holds);
                for (GuestPath file : YUM) {
                    settings(tree, file, List.of("exclude", "excludepkgs"), holds);
                }
                zypp(tree, holds);
            }
            case APK -> world(tree, holds);
            case PACMAN -> settings(tree, PACMAN, List.of("ignorepkg"), holds);
        }
        return Optional.of(new PackageHolds(holds));
    }

    private static void apt(GuestTree tree, List<Hold> holds) throws ImageException {
        List<GuestPath> files = new ArrayList<>(List.of(PREFERENCES));
        for (GuestName name : tree.list(PREFERENCES_D)) {
            String text = name.text();
            if (text.endsWith(".pref") || text.indexOf('.') < 0) {
                files.add(PREFERENCES_D.resolve(name));
            }
        }
        for (GuestPath file : files) {
            String names = "";
            String pin = "";
            String priority = "";
            int at = 0;
            int line = 0;
            List<String> lines = new ArrayList<>(tree.lines(file).orElse(List.of()));
            lines.add("");
            for (String raw : lines) {
                line++;
                String text = raw.strip();
                String lower = text.toLowerCase(Locale.ROOT);
                if (lower.startsWith("package:")) {
                    names = text.substring("package:".length());
                    at = line;
                } else if (lower.startsWith("pin:")) {
                    pin = text.substring("pin:".length()).strip();
                } else if (lower.startsWith("pin-priority:")) {
                    priority = text.substring("pin-priority:".length()).strip();
                } else if (text.isEmpty()) {
                    Optional<String> version = heldVersion(names, pin, priority);
                    if (version.isPresent()) {
                        for (String name : PackageHolds.words(names)) {
                            holds.add(new Hold(name, version.get(), file, at));
                        }
                    }
                    names = "";
                    pin = "";
                    priority = "";
                }
            }
        }
    }

    /** The version that a pin keeps, empty text for any; nothing if it keeps none. */
    private static Optional<String> heldVersion(String names, String pin, String priority) {
        int value;
        try {
            value = Integer.parseInt(priority);
        } catch (NumberFormatException e) {
            return Optional.empty(); // apt refuses the file.
        }
        if (pin.startsWith("version ")) {
            return value > SOURCE_PRIORITY
                    ? Optional.of(pin.substring("version ".length()).strip())
                    : Optional.empty();
        }
        // Less than nothing for all packages of one release, such as backports, keeps none as it is.
        boolean everything = !names.strip().equals("*") || pin.equals("release *") || pin.equals("version *");
        return value < 0 && everything && !pin.isEmpty() ? Optional.of("") : Optional.empty();
    }

    /** {@code EPOCH:NAME-VERSION-RELEASE.ARCH} of yum, {@code NAME-EPOCH:VERSION-RELEASE.ARCH} of dnf; "!" excludes a version. */
    private static void versionlock(GuestTree tree, GuestPath plugin, GuestPath list, List<Hold> holds)
            throws ImageException {
        Optional<List<String>> settings = tree.lines(plugin);
        if (settings.isEmpty()) {
            return; // Without the plugin nobody reads the list.
        }
        for (String setting : settings.get()) {
            String text = setting.replace(" ", "").toLowerCase(Locale.ROOT);
            if (text.equals("enabled=0") || text.equals("enabled=false") || text.equals("enabled=no")) {
                return;
            }
        }
        int line = 0;
        for (String raw : tree.lines(list).orElse(List.of())) {
            line++;
            String text = raw.strip();
            if (text.isEmpty() || text.startsWith("#") || text.startsWith("!")) {
                continue;
            }
            int colon = text.indexOf(':');
            int dash = text.indexOf('-');
            String epoch = "";
            if (colon > 0 && (dash < 0 || colon < dash)) {
                epoch = text.substring(0, colon + 1);
                text = text.substring(colon + 1);
            }
            int release = text.lastIndexOf('-');
            int version = release < 0 ? -1 : text.lastIndexOf('-', release - 1);
            if (version < 0) {
                holds.add(new Hold(text, "", list, line));
                continue;
            }
            String evr = epoch + text.substring(version + 1);
            // The architecture is what follows the last dot; "*" stands for it in what the plugin writes.
            int dot = evr.lastIndexOf('.');
            holds.add(new Hold(text.substring(0, version), dot > 0 ? evr.substring(0, dot) : evr, list, line));
        }
    }

    /** {@code [[packages]]} tables with a {@code name}; their conditions say which versions stay. */
    private static void dnf5(GuestTree tree, List<Hold> holds) throws ImageException {
        int line = 0;
        for (String raw : tree.lines(DNF5).orElse(List.of())) {
            line++;
            String text = raw.strip();
            int equals = text.indexOf('=');
            if (equals > 0 && text.substring(0, equals).strip().equals("name")) {
                String name = text.substring(equals + 1).strip();
                if (name.length() > 1 && (name.startsWith("\"") || name.startsWith("'"))) {
                    holds.add(new Hold(name.substring(1, name.length() - 1), "", DNF5, line));
                }
            }
        }
    }

    private static void settings(GuestTree tree, GuestPath file, List<String> keys, List<Hold> holds)
            throws ImageException {
        int line = 0;
        for (String raw : tree.lines(file).orElse(List.of())) {
            line++;
            int equals = raw.indexOf('=');
            String key = equals < 0 ? "" : raw.substring(0, equals).strip().toLowerCase(Locale.ROOT);
            if (keys.contains(key)) {
                for (String name : PackageHolds.words(raw.substring(equals + 1))) {
                    holds.add(new Hold(name, "", file, line));
                }
            }
        }
    }

    /** Paragraphs of {@code key: value}; one for a package has a {@code solvable_name}. */
    private static void zypp(GuestTree tree, List<Hold> holds) throws ImageException {
        int line = 0;
        for (String raw : tree.lines(ZYPP).orElse(List.of())) {
            line++;
            if (raw.startsWith("solvable_name:")) {
                holds.add(new Hold(raw.substring("solvable_name:".length()).strip(), "", ZYPP, line));
            }
        }
    }

    /** {@code name=version} and {@code name<version} keep a package back; {@code name>version} does not. */
    private static void world(GuestTree tree, List<Hold> holds) throws ImageException {
        int line = 0;
        for (String raw : tree.lines(WORLD).orElse(List.of())) {
            line++;
            for (String word : PackageHolds.words(raw)) {
                for (int i = 1; i < word.length(); i++) {
                    char c = word.charAt(i);
                    if (c == '=' || c == '<' || c == '~') {
                        String version = c == '=' ? word.substring(i + 1) : "";
                        holds.add(new Hold(word.substring(0, i), version, WORLD, line));
                        break;
                    }
                    if (c == '>') {
                        break;
                    }
                }
            }
        }
    }
}

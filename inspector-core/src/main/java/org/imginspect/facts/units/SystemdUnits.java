package org.imginspect.facts.units;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.facts.units.UnitDirectories.Fragment;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/** Loads units, each once. */
final class SystemdUnits {
    private final GuestTree tree;
    private final UnitDirectories directories;
    private final Map<String, Optional<Unit>> loaded = new HashMap<>();

    SystemdUnits(GuestTree tree, UnitDirectories directories) {
        this.tree = tree;
        this.directories = directories;
    }

    UnitDirectories directories() {
        return directories;
    }

    /** The unit that a name or an alias leads to; empty if there is none. */
    Optional<Unit> find(String name) throws ImageException {
        Optional<Unit> known = loaded.get(name);
        if (known == null) {
            known = load(name);
            loaded.put(name, known);
        }
        return known;
    }

    private Optional<Unit> load(String name) throws ImageException {
        if (!UnitName.isValid(name)) {
            return Optional.empty();
        }
        Optional<Fragment> fragment = directories.fragment(name);
        if (fragment.isEmpty()) {
            return Optional.empty();
        }
        if (!fragment.get().name().equals(name)) {
            return find(fragment.get().name());
        }
        GuestPath file = fragment.get().path();
        if (fragment.get().masked()) {
            return Optional.of(new Unit(name, Unit.Load.MASKED, file, Optional.empty(), List.of()));
        }
        Optional<List<String>> lines = tree.lines(file);
        if (lines.isEmpty()) {
            return Optional.empty(); // A device, a FIFO: systemd reads regular files only.
        }
        for (int i = 0; i < lines.get().size(); i++) {
            if (lines.get().get(i).startsWith(".include ")) {
                throw new UnsupportedFeatureException("systemd unit with .include in line " + (i + 1), file.toString());
            }
        }
        UnitFile parsed = UnitFile.parse(file, lines.get());
        List<Setting> settings = new ArrayList<>();
        add(parsed, settings);
        for (GuestPath dropIn : directories.dropIns(name)) {
            Optional<UnitFile> more = UnitFile.read(tree, dropIn);
            if (more.isPresent()) {
                add(more.get(), settings);
            }
        }
        Unit unit = new Unit(name, Unit.Load.LOADED, file, Optional.empty(), settings);
        Optional<String> defect = parsed.refusedAt().isPresent()
                ? Optional.of("systemd cannot read line " + parsed.refusedAt().getAsInt() + " of it")
                : defect(unit);
        return Optional.of(defect.isEmpty() ? unit : new Unit(name, Unit.Load.BROKEN, file, defect, settings));
    }

    private static void add(UnitFile file, List<Setting> settings) {
        for (UnitFile.Section section : file.sections()) {
            settings.addAll(section.settings());
        }
    }

    /** {@code service_verify()}: what makes systemd refuse a service. */
    private static Optional<String> defect(Unit unit) {
        if (!unit.name().endsWith(".service")) {
            return Optional.empty();
        }
        boolean starts = !unit.list("Service", "ExecStart").isEmpty();
        boolean stops = !unit.list("Service", "ExecStop").isEmpty();
        boolean acts = unit.setting("Unit", "SuccessAction").isPresent()
                || unit.setting("Unit", "FailureAction").isPresent();
        if (!starts && !stops && !acts) {
            return Optional.of("it has neither ExecStart= nor ExecStop=");
        }
        String type = unit.setting("Service", "Type").map(Setting::value).orElse("");
        boolean bus = unit.setting("Service", "BusName").isPresent();
        if (!starts && (type.isEmpty() ? bus : !type.equals("oneshot"))) {
            return Optional.of("it has no ExecStart=, though it is not of Type=oneshot");
        }
        if (type.equals("dbus") && !bus) {
            return Optional.of("it is of Type=dbus, but has no BusName=");
        }
        return Optional.empty();
    }
}

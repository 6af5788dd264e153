package org.imginspect.facts.logs;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.imginspect.error.ImageException;
import org.imginspect.facts.FactGatherer;
import org.imginspect.facts.Facts;
import org.imginspect.facts.packages.PackageFiles;
import org.imginspect.facts.units.BootServices;
import org.imginspect.facts.units.InitSystem;
import org.imginspect.facts.units.Setting;
import org.imginspect.facts.units.Unit;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/** Asks packages for the directories that they bring, and units for paths without which systemd does not start them. */
public final class LogDirectoriesGatherer implements FactGatherer<LogDirectories> {
    private static final GuestPath LOG = GuestPath.of("/var/log");

    /** Whether these are there is a choice, and who writes there makes them. */
    private static final Set<GuestPath> NOT_NEEDED = Set.of(
            GuestPath.of("/var/log/journal"),
            GuestPath.of("/var/log/apt"),
            GuestPath.of("/var/log/unattended-upgrades"));

    private static final String[] OUTPUTS = {"StandardOutput", "StandardError"};
    private static final String[] OUTPUT_FILES = {"append:", "file:", "truncate:"};
    private static final String[] PATHS = {
        "ReadWritePaths", "ReadOnlyPaths", "ReadWriteDirectories", "ReadOnlyDirectories", "WorkingDirectory"
    };

    /** Nothing to be told: a gatherer has no state. */
    public LogDirectoriesGatherer() {}

    @Override
    public Class<LogDirectories> type() {
        return LogDirectories.class;
    }

    @Override
    public Optional<LogDirectories> gather(GuestTree tree, Facts others) throws ImageException {
        Optional<PackageFiles> packages = others.find(PackageFiles.class);
        Optional<BootServices> services = others.find(BootServices.class);
        boolean systemd = services.isPresent() && services.get().init() == InitSystem.SYSTEMD;
        if (packages.isEmpty() && !systemd) {
            return Optional.empty();
        }
        List<Unit> units = new ArrayList<>();
        if (systemd) {
            for (BootServices.Started started : services.get().started()) {
                units.add(started.unit());
            }
        }
        Search search = new Search(tree, systemd ? Tmpfiles.directories(tree) : Set.of());
        for (Unit unit : units) {
            search.made(unit);
        }
        for (Unit unit : units) {
            search.unit(unit);
        }
        if (packages.isPresent()) {
            for (PackageFiles.LogDirectory each : packages.get().logDirectories()) {
                boolean readme = each.path().name().text().startsWith("README");
                if (!readme && !NOT_NEEDED.contains(each.path())) {
                    search.need(
                            each.path(),
                            new LogDirectories.Missing(
                                    each.path(), Optional.of(each.owner()), Optional.empty(), Optional.empty()));
                }
            }
        }
        return Optional.of(new LogDirectories(search.topmost()));
    }

    private static final class Search {
        private final GuestTree tree;
        private final Set<GuestPath> made;
        private final Map<GuestPath, LogDirectories.Missing> missing = new TreeMap<>();

        Search(GuestTree tree, Set<GuestPath> tmpfiles) {
            this.tree = tree;
            this.made = new HashSet<>(tmpfiles);
        }

        /** systemd.exec(5): directories below /var/log, several with blanks between them, {@code name:link} since version 251. */
        void made(Unit unit) {
            for (Setting setting : unit.list("Service", "LogsDirectory")) {
                for (String word : setting.value().split("\\s+", -1)) {
                    int colon = word.indexOf(':');
                    String name = colon < 0 ? word : word.substring(0, colon);
                    if (!name.isEmpty() && name.indexOf('%') < 0 && name.indexOf('\0') < 0) {
                        for (GuestPath at = LOG.resolve(name);
                                at.startsWith(LOG) && !at.equals(LOG);
                                at = at.parent().orElse(LOG)) {
                            made.add(at);
                        }
                    }
                }
            }
        }

        void unit(Unit unit) throws ImageException {
            for (String key : OUTPUTS) {
                Optional<Setting> output = unit.setting("Service", key);
                for (String prefix : OUTPUT_FILES) {
                    if (output.isPresent() && output.get().value().startsWith(prefix)) {
                        Optional<GuestPath> file = path(
                                output.get().value().substring(prefix.length()).strip());
                        if (file.isPresent()) {
                            need(file.get().parent().orElse(LOG), unit, output.get());
                        }
                    }
                }
            }
            for (String key : PATHS) {
                for (Setting setting : unit.list("Service", key)) {
                    for (String word : setting.value().split("\\s+", -1)) {
                        // A minus sign: it need not be there.
                        Optional<GuestPath> path = path(word.startsWith("+") ? word.substring(1) : word);
                        if (path.isPresent()) {
                            need(path.get(), unit, setting);
                        }
                    }
                }
            }
        }

        /** Empty if it does not lie below /var/log, or is not known before the unit runs. */
        private static Optional<GuestPath> path(String word) {
            String text = word.startsWith("\"") && word.endsWith("\"") && word.length() > 1
                    ? word.substring(1, word.length() - 1)
                    : word;
            return text.startsWith("/var/log/") && text.indexOf('%') < 0 && text.indexOf('\0') < 0
                    ? Optional.of(GuestPath.of(text))
                    : Optional.empty();
        }

        private void need(GuestPath path, Unit unit, Setting setting) throws ImageException {
            for (Setting before : unit.list("Service", "ExecStartPre")) {
                if (before.value().contains(path.text())) {
                    return; // It makes what it needs.
                }
            }
            need(
                    path,
                    new LogDirectories.Missing(path, Optional.empty(), Optional.of(unit.name()), Optional.of(setting)));
        }

        void need(GuestPath path, LogDirectories.Missing needed) throws ImageException {
            if (!made.contains(path) && path.startsWith(LOG) && !missing.containsKey(path) && !tree.exists(path)) {
                missing.put(path, needed);
            }
        }

        /** What lies below a missing directory is missing too, and is no news unless a unit needs it. */
        List<LogDirectories.Missing> topmost() {
            List<LogDirectories.Missing> found = new ArrayList<>();
            for (LogDirectories.Missing each : missing.values()) {
                boolean below = false;
                for (Optional<GuestPath> above = each.path().parent();
                        above.isPresent() && !below;
                        above = above.get().parent()) {
                    below = missing.containsKey(above.get());
                }
                if (!below || each.unit().isPresent()) {
                    found.add(each);
                }
            }
            return found;
        }
    }
}

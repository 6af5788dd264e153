package org.imginspect.facts.units;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.imginspect.error.ImageException;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/** Who starts a unit that no unit starts: a device that appears, by a link or by udev's {code SYSTEMD_WANTS}, or a name that is asked for on the bus. */
final class Activation {
    private static final String[] RULES = {
        "/etc/udev/rules.d", "/usr/local/lib/udev/rules.d", "/usr/lib/udev/rules.d", "/lib/udev/rules.d"
    };
    private static final GuestPath BUS = GuestPath.of("/usr/share/dbus-1/system-services");

    private final GuestTree tree;
    private final UnitDirectories directories;

    Activation(GuestTree tree, UnitDirectories directories) {
        this.tree = tree;
        this.directories = directories;
    }

    Optional<Start> of(String unit) throws ImageException {
        for (GuestPath link : directories.wishesFor(unit)) {
            String directory = link.parent().orElseThrow().name().text();
            if (directory.endsWith(".device.wants")) {
                return Optional.of(Start.of(
                        Start.Reason.ON_DEMAND,
                        link,
                        0,
                        directory.substring(0, directory.length() - ".wants".length()) + " starts it when it appears"));
            }
        }
        Optional<Start> device = udev(unit);
        return device.isPresent() ? device : bus(unit);
    }

    private Optional<Start> udev(String unit) throws ImageException {
        Map<String, GuestPath> files = new TreeMap<>();
        for (String directory : RULES) {
            for (GuestName name : tree.list(GuestPath.of(directory))) {
                if (name.text().endsWith(".rules")) {
                    files.putIfAbsent(name.text(), GuestPath.of(directory).resolve(name));
                }
            }
        }
        for (GuestPath file : files.values()) {
            List<String> lines = tree.lines(file).orElse(List.of());
            for (int i = 0; i < lines.size(); i++) {
                String line = lines.get(i).strip();
                int wants = line.indexOf("SYSTEMD_WANTS");
                if (wants >= 0 && !line.startsWith("#") && names(line.substring(wants), unit)) {
                    return Optional.of(Start.of(
                            Start.Reason.ON_DEMAND, file, i + 1, "udev has it started when its device appears"));
                }
            }
        }
        return Optional.empty();
    }

    /** {code SYSTEMD_WANTS}="a.service b.service": a template there gets the device as its instance. */
    private static boolean names(String assignment, String unit) {
        int open = assignment.indexOf('"');
        int close = open < 0 ? -1 : assignment.indexOf('"', open + 1);
        if (close < 0) {
            return false;
        }
        for (String word : Wishes.words(assignment.substring(open + 1, close))) {
            if (word.equals(unit) || (UnitName.isInstance(unit) && word.equals(UnitName.template(unit)))) {
                return true;
            }
        }
        return false;
    }

    /** {code SystemdService=} of the bus' own files: the name of the unit or of an alias. */
    private Optional<Start> bus(String unit) throws ImageException {
        for (GuestName name : tree.list(BUS)) {
            GuestPath path = BUS.resolve(name);
            Optional<UnitFile> file = name.text().endsWith(".service") ? UnitFile.read(tree, path) : Optional.empty();
            Optional<Setting> service =
                    file.isPresent() ? file.get().last("D-BUS Service", "SystemdService") : Optional.empty();
            if (service.isPresent()
                    && (service.get().value().equals(unit)
                            || directories
                                    .fragment(service.get().value())
                                    .map(fragment -> fragment.name().equals(unit))
                                    .orElse(false))) {
                return Optional.of(Start.of(
                        Start.Reason.ON_DEMAND,
                        path,
                        service.get().line(),
                        "the bus has it started when its name is asked for"));
            }
        }
        return Optional.empty();
    }
}

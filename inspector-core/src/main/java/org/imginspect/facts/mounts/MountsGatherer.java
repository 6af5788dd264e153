package org.imginspect.facts.mounts;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.imginspect.error.ImageException;
import org.imginspect.facts.FactGatherer;
import org.imginspect.facts.Facts;
import org.imginspect.facts.mounts.Mounts.Mount;
import org.imginspect.facts.mounts.Mounts.Origin;
import org.imginspect.guest.Fstab;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/** Reads fstab, the mount and swap units in systemd's order of directories (systemd.unit(5)), and crypttab. */
public final class MountsGatherer implements FactGatherer<Mounts> {
    private static final GuestPath FSTAB = GuestPath.of("/etc/fstab");
    private static final GuestPath CRYPTTAB = GuestPath.of("/etc/crypttab");
    private static final List<GuestPath> UNIT_DIRECTORIES = List.of(
            GuestPath.of("/etc/systemd/system"),
            GuestPath.of("/run/systemd/system"),
            GuestPath.of("/usr/local/lib/systemd/system"),
            GuestPath.of("/usr/lib/systemd/system"),
            GuestPath.of("/lib/systemd/system"));

    /** Stateless. */
    public MountsGatherer() {}

    @Override
    public Class<Mounts> type() {
        return Mounts.class;
    }

    @Override
    public Optional<Mounts> gather(GuestTree tree, Facts others) throws ImageException {
        List<Mount> mounts = new ArrayList<>();
        for (Fstab.Line line : Fstab.parse(tree.bytes(FSTAB).orElse(new byte[0]))) {
            mounts.add(new Mount(
                    Origin.FSTAB,
                    DeviceName.parse(line.device()),
                    line.mountPoint(),
                    line.path(),
                    line.type(),
                    line.options(),
                    FSTAB,
                    line.line()));
        }
        units(tree, mounts);
        crypttab(tree, mounts);
        return Optional.of(new Mounts(mounts));
    }

    private static void units(GuestTree tree, List<Mount> mounts) throws ImageException {
        // A unit of the same name in an earlier directory masks the later one, be it empty or a link to /dev/null.
        TreeMap<GuestName, GuestPath> units = new TreeMap<>();
        for (GuestPath directory : UNIT_DIRECTORIES) {
            for (GuestName name : tree.list(directory)) {
                if (isUnit(name, ".mount") || isUnit(name, ".swap")) {
                    units.putIfAbsent(name, directory.resolve(name));
                }
            }
        }
        for (var unit : units.entrySet()) {
            Optional<List<String>> lines = tree.lines(unit.getValue());
            if (lines.isPresent()) {
                boolean swap = isUnit(unit.getKey(), ".swap");
                unit(unit.getValue(), swap ? Origin.SWAP_UNIT : Origin.MOUNT_UNIT, lines.get(), mounts);
            }
        }
    }

    private static boolean isUnit(GuestName name, String suffix) {
        int start = name.length() - suffix.length();
        for (int i = 0; i < suffix.length(); i++) {
            if (start < 1 || name.byteAt(start + i) != suffix.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static void unit(GuestPath file, Origin origin, List<String> lines, List<Mount> mounts) {
        String section = "";
        String what = "";
        String where = "none";
        String type = origin == Origin.SWAP_UNIT ? "swap" : "auto";
        List<String> options = List.of();
        int place = 0;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            int equals = line.indexOf('=');
            if (line.startsWith("[")) {
                section = line;
            } else if (equals > 0
                    && line.charAt(0) != '#'
                    && line.charAt(0) != ';'
                    && (section.equals("[Mount]") || section.equals("[Swap]"))) {
                String value = line.substring(equals + 1).strip();
                switch (line.substring(0, equals).strip()) {
                    case "What" -> {
                        what = value;
                        place = i + 1;
                    }
                    case "Where" -> where = value;
                    case "Type" -> type = value;
                    case "Options" -> options = List.of(value.split(",", -1));
                    default -> {
                        // Nothing that tells what is mounted where.
                    }
                }
            }
        }
        if (place > 0) {
            Optional<GuestPath> path = where.startsWith("/") && where.indexOf('\0') < 0
                    ? Optional.of(GuestPath.of(where))
                    : Optional.empty();
            mounts.add(new Mount(origin, DeviceName.parse(what), where, path, type, options, file, place));
        }
    }

    private static void crypttab(GuestTree tree, List<Mount> mounts) throws ImageException {
        List<String> lines = tree.lines(CRYPTTAB).orElse(List.of());
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            String[] fields = line.split("[ \t]+", 5);
            if (fields.length >= 2) {
                mounts.add(new Mount(
                        Origin.CRYPTTAB,
                        DeviceName.parse(fields[1]),
                        fields[0],
                        Optional.empty(),
                        "",
                        fields.length > 3 ? List.of(fields[3].split(",", -1)) : List.of(),
                        CRYPTTAB,
                        i + 1));
            }
        }
    }
}

package org.imginspect.facts.network;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.imginspect.error.ImageException;
import org.imginspect.facts.units.UnitFile;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.Node;

/**
 * A {@code .network}, {@code .netdev} or {@code .link} file with its drop-ins: systemd.network(5), systemd.netdev(5), systemd.link(5).
 *
 * @param file the main file
 * @param sections of the main file, then of its drop-ins by name
 */
record NetworkFile(GuestPath file, List<UnitFile.Section> sections) {
    /** Without /run, which no disk holds; the first directory that has a name decides. */
    private static final List<GuestPath> DIRECTORIES = List.of(
            GuestPath.of("/etc/systemd/network"),
            GuestPath.of("/usr/local/lib/systemd/network"),
            GuestPath.of("/usr/lib/systemd/network"),
            GuestPath.of("/lib/systemd/network"));

    private static final GuestName NULL = GuestName.of("/dev/null");

    /** The files of one type in the order in which they are tried, masked ones left out. */
    static List<NetworkFile> all(GuestTree tree, String suffix) throws ImageException {
        TreeMap<GuestName, GuestPath> files = new TreeMap<>();
        Map<GuestName, TreeMap<GuestName, GuestPath>> dropIns = new LinkedHashMap<>();
        for (GuestPath directory : DIRECTORIES) {
            for (GuestName name : tree.list(directory)) {
                String text = name.text();
                if (text.endsWith(suffix)) {
                    files.putIfAbsent(name, directory.resolve(name));
                } else if (text.endsWith(suffix + ".d")) {
                    TreeMap<GuestName, GuestPath> found = dropIns.computeIfAbsent(name, any -> new TreeMap<>());
                    for (GuestName dropIn : tree.list(directory.resolve(name))) {
                        if (dropIn.text().endsWith(".conf")) {
                            found.putIfAbsent(dropIn, directory.resolve(name).resolve(dropIn));
                        }
                    }
                }
            }
        }
        List<NetworkFile> read = new ArrayList<>();
        for (Map.Entry<GuestName, GuestPath> entry : files.entrySet()) {
            if (isMask(tree, entry.getValue())) {
                continue;
            }
            List<UnitFile.Section> sections = new ArrayList<>();
            sections(tree, entry.getValue(), sections);
            TreeMap<GuestName, GuestPath> own =
                    dropIns.get(GuestName.of(entry.getKey().text() + ".d"));
            for (GuestPath dropIn : own == null ? List.<GuestPath>of() : own.values()) {
                if (!isMask(tree, dropIn)) {
                    sections(tree, dropIn, sections);
                }
            }
            read.add(new NetworkFile(entry.getValue(), sections));
        }
        return read;
    }

    /** resolved.conf(5) and its drop-ins; later files replace what is set before. */
    static List<NetworkFile> resolved(GuestTree tree) throws ImageException {
        GuestPath main = GuestPath.of("/etc/systemd/resolved.conf");
        TreeMap<GuestName, GuestPath> dropIns = new TreeMap<>();
        for (String root : List.of("/etc", "/usr/local/lib", "/usr/lib", "/lib")) {
            GuestPath directory = GuestPath.of(root).resolve("systemd/resolved.conf.d");
            for (GuestName name : tree.list(directory)) {
                if (name.text().endsWith(".conf")) {
                    dropIns.putIfAbsent(name, directory.resolve(name));
                }
            }
        }
        List<UnitFile.Section> sections = new ArrayList<>();
        sections(tree, main, sections);
        for (GuestPath file : dropIns.values()) {
            if (!isMask(tree, file)) {
                sections(tree, file, sections);
            }
        }
        return sections.isEmpty() ? List.of() : List.of(new NetworkFile(main, sections));
    }

    private static void sections(GuestTree tree, GuestPath file, List<UnitFile.Section> into) throws ImageException {
        Optional<UnitFile> parsed = UnitFile.read(tree, file);
        if (parsed.isPresent()) {
            into.addAll(parsed.get().sections());
        }
    }

    /** A link to /dev/null, one that leads nowhere, or an empty file. */
    static boolean isMask(GuestTree tree, GuestPath file) throws ImageException {
        if (tree.readLink(file).equals(Optional.of(NULL))) {
            return true;
        }
        Optional<Node> node = tree.stat(file);
        return node.isEmpty() || !node.get().isFile() || node.get().sizeBytes() == 0;
    }

    /** What a list holds after everything: an empty assignment takes away what stands before it. */
    List<Setting> list(String section, String key) {
        List<Setting> values = new ArrayList<>();
        for (UnitFile.Section each : sections) {
            if (!each.name().equals(section)) {
                continue;
            }
            for (org.imginspect.facts.units.Setting setting : each.all(key)) {
                if (setting.value().isEmpty()) {
                    values.clear();
                }
                for (String word : Words.of(unquoted(setting.value()))) {
                    values.add(new Setting(word, setting.file(), setting.line()));
                }
            }
        }
        return values;
    }

    /** The value that counts of a key with one value; empty if it is not set or was reset. */
    Optional<Setting> last(String section, String key) {
        Optional<Setting> last = Optional.empty();
        for (UnitFile.Section each : sections) {
            if (each.name().equals(section)) {
                Optional<org.imginspect.facts.units.Setting> found = each.last(key);
                if (found.isPresent()) {
                    last = found.get().value().isEmpty()
                            ? Optional.empty()
                            : Optional.of(new Setting(
                                    found.get().value(),
                                    found.get().file(),
                                    found.get().line()));
                }
            }
        }
        return last;
    }

    private static String unquoted(String value) {
        return value.replace("\"", "").replace("'", "");
    }

    /** The conditions of {@code [Match]} that are of the machine and not of the interface. */
    private static final List<String> CONDITIONS = List.of(
            "Path",
            "Property",
            "Host",
            "Virtualization",
            "KernelCommandLine",
            "KernelVersion",
            "Version",
            "Architecture",
            "Credential",
            "Firmware",
            "WLANInterfaceType",
            "SSID",
            "BSSID");

    /** Whether {@code [Match]} says anything: systemd passes over a file where it does not. */
    boolean hasMatch() {
        return sections.stream()
                .anyMatch(each -> each.name().equals("Match")
                        && each.settings().stream()
                                .anyMatch(setting -> !setting.value().isEmpty()));
    }

    /** Reads {@code [Match]} into a draft; {@code nameKey} is {@code Name} or {@code OriginalName}. */
    void match(InterfaceConfig.Draft draft, String nameKey) {
        list("Match", nameKey).forEach(one -> draft.names.add(one.value()));
        for (String key : List.of("MACAddress", "PermanentMACAddress")) {
            list("Match", key).forEach(draft::matchMac);
        }
        list("Match", "Driver").forEach(one -> draft.drivers.add(one.value()));
        for (String condition : CONDITIONS) {
            for (Setting one : list("Match", condition)) {
                draft.others.add(new Setting(condition + "=" + one.value(), one.file(), one.line()));
            }
        }
        List<Setting> types = list("Match", "Type");
        boolean ether = types.isEmpty();
        boolean internal = !types.isEmpty();
        for (Setting type : types) {
            ether |= InterfaceMatch.matches(List.of(type.value()), "ether");
        }
        List<Setting> kinds = list("Match", "Kind");
        // A network card has no kind; "Kind=!*" asks for just that.
        boolean card = kinds.isEmpty() || kinds.get(0).value().startsWith("!");
        draft.kind = !card
                ? InterfaceConfig.Kind.STACKED
                : ether ? InterfaceConfig.Kind.ETHERNET : internal ? InterfaceConfig.Kind.INTERNAL : draft.kind;
    }
}

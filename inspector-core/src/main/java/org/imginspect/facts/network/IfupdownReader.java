package org.imginspect.facts.network;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.facts.network.InterfaceConfig.Kind;
import org.imginspect.facts.network.InterfaceConfig.Method;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/**
 * interfaces(5) of Debian's ifupdown, with what ifupdown-ng and busybox add: an {@code iface} without family and method, {@code use}, and
 * {@code inherit} within it.
 */
final class IfupdownReader {
    private static final GuestPath MAIN = GuestPath.of("/etc/network/interfaces");
    private static final int MOST_FILES = 1024;
    private static final int MOST_STANZAS = 4096;

    /** One stanza {@code iface}. */
    private static final class Stanza {
        final String name;
        final String family;
        final String method;
        final Setting place;
        final List<String> inherits = new ArrayList<>();
        final Map<String, List<Setting>> options = new LinkedHashMap<>();

        Stanza(String name, String family, String method, Setting place) {
            this.name = name;
            this.family = family;
            this.method = method;
            this.place = place;
        }
    }

    private final GuestTree tree;
    private final List<Stanza> stanzas = new ArrayList<>();
    private final List<Stanza> templates = new ArrayList<>();
    private final List<Selection> selections = new ArrayList<>();
    private final List<Setting> mappings = new ArrayList<>();
    private final Set<GuestPath> reading = new HashSet<>();
    private int filesRead;

    private IfupdownReader(GuestTree tree) {
        this.tree = tree;
    }

    static List<InterfaceConfig> read(GuestTree tree) throws ImageException {
        IfupdownReader reader = new IfupdownReader(tree);
        reader.file(MAIN);
        return reader.result();
    }

    private void file(GuestPath file) throws ImageException {
        Optional<List<String>> lines = tree.lines(file);
        // ifupdown reads a file again each time it is named; one that names itself it would never finish.
        if (lines.isEmpty() || !reading.add(file)) {
            return;
        }
        if (++filesRead > MOST_FILES) {
            throw new UnsupportedFeatureException(
                    "ifupdown: more than " + MOST_FILES + " files are sourced", MAIN.toString());
        }
        lines(file, lines.get());
        reading.remove(file);
    }

    private void lines(GuestPath file, List<String> lines) throws ImageException {
        Optional<Stanza> stanza = Optional.empty();
        boolean mapping = false;
        for (int i = 0; i < lines.size(); i++) {
            int number = i + 1;
            StringBuilder whole = new StringBuilder(lines.get(i).strip());
            if (whole.length() == 0 || whole.charAt(0) == '#') {
                continue;
            }
            while (whole.charAt(whole.length() - 1) == '\\' && i + 1 < lines.size()) {
                whole.setLength(whole.length() - 1);
                whole.append(' ').append(lines.get(++i).strip());
            }
            String line = whole.toString();
            int space = blank(line);
            String word = line.substring(0, space);
            Setting rest = new Setting(line.substring(space).strip(), file, number);
            switch (word) {
                case "auto", "allow-auto", "allow-hotplug" -> {
                    select(rest, true);
                    stanza = Optional.empty();
                    mapping = false;
                }
                case "source", "source-directory", "source-dir" -> {
                    source(file, rest, !word.equals("source"));
                    stanza = Optional.empty();
                    mapping = false;
                }
                case "iface", "template" -> {
                    stanza = Optional.of(stanza(rest));
                    (word.equals("iface") ? stanzas : templates).add(stanza.get());
                    mapping = false;
                }
                case "mapping" -> {
                    mappings.add(rest);
                    stanza = Optional.empty();
                    mapping = true;
                }
                case "rename" -> {
                    select(rest, false);
                    stanza = Optional.empty();
                    mapping = false;
                }
                case "no-auto-down", "no-scripts" -> {
                    stanza = Optional.empty();
                    mapping = false;
                }
                default -> {
                    if (stanza.isPresent()) {
                        stanza.get()
                                .options
                                .computeIfAbsent(option(word), any -> new ArrayList<>())
                                .add(rest);
                    } else if (!mapping && !word.startsWith("allow-")) {
                        throw new UnsupportedFeatureException(
                                "ifupdown: line " + number + ": option '" + word + "' belongs to no iface",
                                file.toString());
                    }
                }
            }
        }
    }

    private void select(Setting words, boolean starts) {
        for (String word : Words.of(words.value())) {
            selections.add(Selection.of(word, starts, new Setting(word, words.file(), words.line())));
        }
    }

    /** {@code bridge-ports} and {@code bridge_ports} are one option. */
    private static String option(String word) {
        return word.replace('_', '-');
    }

    private static int blank(String line) {
        int i = 0;
        while (i < line.length() && line.charAt(i) != ' ' && line.charAt(i) != '\t') {
            i++;
        }
        return i;
    }

    private static Stanza stanza(Setting rest) throws UnsupportedFeatureException {
        List<String> words = Words.of(rest.value());
        if (words.isEmpty()) {
            throw new UnsupportedFeatureException(
                    "ifupdown: line " + rest.line() + ": iface without a name",
                    rest.file().toString());
        }
        int inherits = words.indexOf("inherits");
        int end = inherits > 0 ? inherits : words.size();
        Stanza stanza = new Stanza(words.get(0), end > 1 ? words.get(1) : "", end > 2 ? words.get(2) : "", rest);
        if (inherits > 0 && inherits + 1 < words.size()) {
            stanza.inherits.add(words.get(inherits + 1));
        }
        return stanza;
    }

    /** {@code source} takes the shell's patterns; {@code source-directory} only files of plain names. */
    private void source(GuestPath from, Setting what, boolean directory) throws ImageException {
        for (String word : Words.of(what.value())) {
            if (word.indexOf('$') >= 0
                    || word.indexOf('`') >= 0
                    || word.startsWith("~")
                    || word.indexOf('{') >= 0
                    || word.indexOf('\0') >= 0) {
                throw new UnsupportedFeatureException(
                        "ifupdown: line " + what.line() + ": source '" + word + "' needs a shell", from.toString());
            }
            String pattern = word.startsWith("/") ? word : from.parent().orElseThrow() + "/" + word;
            for (GuestPath path : tree.glob(pattern)) {
                if (!directory) {
                    file(path);
                    continue;
                }
                for (GuestName name : tree.list(path)) {
                    if (isPlain(name.text())) {
                        file(path.resolve(name));
                    }
                }
            }
        }
    }

    private static boolean isPlain(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean plain =
                    (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
            if (!plain) {
                return false;
            }
        }
        return !name.isEmpty();
    }

    private List<InterfaceConfig> result() throws ImageException {
        List<InterfaceConfig> configs = new ArrayList<>();
        for (Setting mapping : mappings) {
            throw new UnsupportedFeatureException(
                    "ifupdown: line " + mapping.line() + ": the script that maps '" + mapping.value() + "' is not run",
                    mapping.file().toString());
        }
        if (stanzas.size() > MOST_STANZAS || selections.size() > MOST_STANZAS || templates.size() > MOST_STANZAS) {
            throw new UnsupportedFeatureException(
                    "ifupdown: more than " + MOST_STANZAS + " stanzas or names behind auto", MAIN.toString());
        }
        for (Stanza stanza : stanzas) {
            configs.add(config(stanza));
            ports(stanza, configs);
        }
        return configs;
    }

    private InterfaceConfig config(Stanza stanza) throws ImageException {
        InterfaceConfig.Draft draft =
                new InterfaceConfig.Draft(Renderer.IFUPDOWN, stanza.place.file(), stanza.place.line());
        draft.automatic = false;
        match(draft, stanza.name);
        Map<String, List<Setting>> options = options(stanza, 0);
        method(draft, stanza, options);
        for (Setting address : options.getOrDefault("address", List.of())) {
            draft.addresses.add(address);
            if (stanza.method.isEmpty()) { // ifupdown-ng: an address makes it static.
                boolean six = address.value().indexOf(':') >= 0;
                draft.ipv4 = six || draft.ipv4 == Method.DHCP ? draft.ipv4 : Method.STATIC;
                draft.ipv6 = six ? Method.STATIC : draft.ipv6;
            }
        }
        draft.gateways.addAll(options.getOrDefault("gateway", List.of()));
        draft.nameServers.addAll(options.getOrDefault("dns-nameservers", List.of()));
        draft.nameServers.addAll(options.getOrDefault("dns-nameserver", List.of()));
        for (Setting mac : options.getOrDefault("hwaddress", List.of())) {
            List<String> words = Words.of(mac.value());
            String last = words.isEmpty() ? "" : words.get(words.size() - 1);
            MacAddress.of(last).ifPresent(one -> draft.macs.add(new Setting(one, mac.file(), mac.line())));
        }
        if (options.containsKey("bond-master") && !options.get("bond-master").isEmpty()) {
            draft.controller = Optional.of(options.get("bond-master").get(0).value());
        }
        kind(draft, stanza, options);
        return draft.done();
    }

    private static void kind(InterfaceConfig.Draft draft, Stanza stanza, Map<String, List<Setting>> options) {
        boolean stacked =
                options.keySet().stream().anyMatch(key -> key.startsWith("bridge-") || key.equals("bond-slaves"))
                        || options.containsKey("vlan-raw-device")
                        || stanza.name.indexOf('.') > 0;
        boolean internal = stanza.name.equals("lo")
                || stanza.method.equals("loopback")
                || stanza.name.startsWith("dummy")
                || stanza.name.startsWith("tun")
                || stanza.name.startsWith("wg")
                || stanza.method.equals("tunnel")
                || stanza.method.equals("v4tunnel")
                || stanza.method.equals("6to4")
                || stanza.method.equals("ppp")
                || stanza.method.equals("wvdial");
        draft.kind = internal ? Kind.INTERNAL : stacked ? Kind.STACKED : Kind.ETHERNET;
    }

    private static void method(InterfaceConfig.Draft draft, Stanza stanza, Map<String, List<Setting>> options) {
        String method = stanza.method;
        for (Setting use : options.getOrDefault("use", List.of())) {
            method = use.value().equals("dhcp") ? "dhcp" : method;
        }
        Method how = switch (method) {
            case "dhcp", "bootp", "auto" -> Method.DHCP;
            case "static" -> Method.STATIC;
            default -> Method.NONE;
        };
        if (stanza.family.equals("inet6")) {
            draft.ipv6 = how;
        } else {
            draft.ipv4 = how;
        }
    }

    /** The stanza's own options and those it inherits, its own before the others. */
    private Map<String, List<Setting>> options(Stanza stanza, int depth) throws UnsupportedFeatureException {
        List<String> parents = new ArrayList<>(stanza.inherits);
        stanza.options.getOrDefault("inherit", List.of()).forEach(one -> parents.add(one.value()));
        if (parents.isEmpty()) {
            return stanza.options;
        }
        if (depth > 16) {
            throw new UnsupportedFeatureException(
                    "ifupdown: '" + stanza.name + "' inherits through more than 16 stanzas",
                    stanza.place.file().toString());
        }
        Map<String, List<Setting>> all = new LinkedHashMap<>(stanza.options);
        for (String name : parents) {
            for (List<Stanza> list : List.of(templates, stanzas)) {
                for (Stanza parent : list) {
                    if (parent != stanza && parent.name.equals(name)) {
                        options(parent, depth + 1).forEach(all::putIfAbsent);
                    }
                }
            }
        }
        return all;
    }

    /** Which cards come up as this stanza: those of its name, and those that {@code auto} or {@code rename} leads to it. */
    private void match(InterfaceConfig.Draft draft, String name) {
        boolean led = false;
        for (Selection selection : selections) {
            boolean renames =
                    selection.logical.isPresent() && selection.logical.get().equals(name);
            boolean own = selection.logical.isEmpty() && selection.matches(name);
            draft.automatic |= selection.starts && (renames || own);
            if (renames && (selection.variable.equals("mac") || selection.variable.equals("address"))) {
                draft.matchMac(new Setting(selection.value, selection.place.file(), selection.place.line()));
                led = true;
            } else if (renames && selection.variable.isEmpty()) {
                draft.names.add(selection.value);
                led = true;
            } else if (renames) {
                draft.others.add(selection.place);
                led = true;
            }
        }
        if (!led) {
            draft.names.add(name);
        }
    }

    /**
     * A word behind {@code auto}, {@code allow-hotplug} or {@code rename}: {@code eth0}, {@code /eth*}, {@code mac/52:54:…=lan}.
     *
     * @param starts false for {@code rename}
     * @param variable what of the card is compared; empty text for its name
     * @param logical the stanza it leads to; empty if that has the card's own name
     */
    private record Selection(
            boolean starts, boolean pattern, String variable, String value, Optional<String> logical, Setting place) {
        static Selection of(String word, boolean starts, Setting place) {
            int equals = word.lastIndexOf('=');
            Optional<String> logical = equals < 0 ? Optional.empty() : Optional.of(word.substring(equals + 1));
            String physical = equals < 0 ? word : word.substring(0, equals);
            int slash = physical.indexOf('/');
            if (slash < 0 || physical.startsWith("/dev/")) {
                return new Selection(starts, false, "", physical, logical, place);
            }
            String rest = physical.substring(slash + 1);
            String variable = physical.substring(0, slash);
            int next = rest.indexOf('/');
            if (variable.isEmpty() && next > 0 && !isNumber(rest.substring(next + 1))) {
                // Also written with a slash before the variable.
                variable = rest.substring(0, next);
                rest = rest.substring(next + 1);
                next = rest.indexOf('/');
            }
            return new Selection(starts, true, variable, next < 0 ? rest : rest.substring(0, next), logical, place);
        }

        private static boolean isNumber(String text) {
            return text.chars().allMatch(c -> c >= '0' && c <= '9');
        }

        boolean matches(String name) {
            return pattern ? variable.isEmpty() && Wildcard.matches(value, name) : value.equals(name);
        }
    }

    /** Cards that are named only as ports of a bridge or bond. */
    private void ports(Stanza stanza, List<InterfaceConfig> into) throws UnsupportedFeatureException {
        Map<String, List<Setting>> options = options(stanza, 0);
        for (String option : List.of("bridge-ports", "bond-slaves")) {
            for (Setting list : options.getOrDefault(option, List.of())) {
                for (String port : Words.of(list.value())) {
                    if (!port.equals("none")) {
                        InterfaceConfig.Draft draft =
                                new InterfaceConfig.Draft(Renderer.IFUPDOWN, list.file(), list.line());
                        draft.names.add(port);
                        draft.controller = Optional.of(stanza.name);
                        into.add(draft.done());
                    }
                }
            }
        }
    }
}

package org.imginspect.facts.units;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.imginspect.error.ImageException;
import org.imginspect.guest.GuestPath;

/** What each unit pulls in: its links, its lines, what systemd adds by itself, and what generators and presets add. */
final class Wishes {
    private static final GuestPath ETC = GuestPath.of("/etc");

    private final SystemdUnits units;
    private final Map<String, List<Wish>> added = new HashMap<>();
    private final Map<String, GuestPath> made = new LinkedHashMap<>();
    private final Set<String> disabled = new HashSet<>();

    Wishes(SystemdUnits units) {
        this.units = units;
    }

    /** Adds what a generator or a preset makes. */
    void add(String owner, Wish wish) throws ImageException {
        String name = units.find(owner).map(Unit::name).orElse(owner);
        added.computeIfAbsent(name, any -> new ArrayList<>()).add(wish);
    }

    /** Notes that systemd takes the links in {@code /etc} to a unit away before they count. */
    void disable(String unit) {
        disabled.add(unit);
    }

    /** Notes that a generator makes a unit that has no file. */
    void make(String unit, GuestPath source) {
        made.putIfAbsent(unit, source);
    }

    /** Whether a generator makes a unit of this name. */
    boolean isMade(String unit) {
        return made.containsKey(unit);
    }

    /** The units that generators make, each with the file it is made from. */
    Map<String, GuestPath> made() {
        return made;
    }

    /** What was added for a unit that has no file. */
    List<Wish> ofMissing(String unit) {
        return added.getOrDefault(unit, List.of());
    }

    /** What {@code unit} pulls in, links first. */
    List<Wish> of(Unit unit) throws ImageException {
        List<Wish> wishes = new ArrayList<>();
        links(unit, ".requires", true, "requires", wishes);
        links(unit, ".wants", false, "wants", wishes);
        links(unit, ".upholds", false, "upholds", wishes);
        for (Setting setting : unit.settings()) {
            if (setting.section().equals("Unit")) {
                switch (setting.key()) {
                    case "Requires" -> lines(unit, setting, true, "requires", wishes);
                    case "BindsTo", "BindTo" -> lines(unit, setting, true, "is bound to", wishes);
                    case "Wants" -> lines(unit, setting, false, "wants", wishes);
                    case "Upholds" -> lines(unit, setting, false, "upholds", wishes);
                    default -> {
                        // Order, texts, conditions: nothing that starts another unit.
                    }
                }
            } else if (setting.section().equals("Service") && setting.key().equals("Sockets")) {
                lines(unit, setting, false, "has the socket", wishes);
            }
        }
        implied(unit, wishes);
        wishes.addAll(added.getOrDefault(unit.name(), List.of()));
        return wishes;
    }

    private void links(Unit unit, String suffix, boolean hard, String verb, List<Wish> into) throws ImageException {
        for (Map.Entry<String, GuestPath> link :
                units.directories().links(unit.name(), suffix).entrySet()) {
            String name = link.getKey();
            if (UnitName.isValid(name)
                    && !units.directories().isMask(link.getValue())
                    && !(link.getValue().startsWith(ETC)
                            && (disabled.contains(name) || disabled.contains(UnitName.template(name))))) {
                into.add(new Wish(
                        instance(name, unit.name()), hard, link.getValue(), 0, unit.name() + " " + verb + " it"));
            }
        }
    }

    private static void lines(Unit unit, Setting setting, boolean hard, String verb, List<Wish> into) {
        for (String word : words(setting.value())) {
            Optional<String> name = Specifiers.expand(word, unit.name());
            if (name.isPresent() && UnitName.isValid(name.get())) {
                into.add(new Wish(
                        instance(name.get(), unit.name()),
                        hard,
                        setting.file(),
                        setting.line(),
                        unit.name() + " " + verb + " it"));
            }
        }
    }

    /** {@code resolve_template()}: a template that is wished for gets the instance of the wisher, or its name before the {@code @}. */
    private static String instance(String name, String wisher) {
        if (!UnitName.isTemplate(name)) {
            return name;
        }
        String instance = UnitName.instance(wisher);
        return UnitName.instantiate(name, instance.isEmpty() ? UnitName.prefix(wisher) : instance);
    }

    /** Default and implicit dependencies (systemd.service(5), systemd.socket(5), systemd.timer(5), systemd.path(5)). */
    private static void implied(Unit unit, List<Wish> into) {
        boolean defaults = unit.setting("Unit", "DefaultDependencies")
                .map(setting -> isTrue(setting.value()))
                .orElse(true);
        String type = UnitName.type(unit.name());
        if (defaults
                && (type.equals(".service")
                        || type.equals(".socket")
                        || type.equals(".timer")
                        || type.equals(".path"))) {
            into.add(new Wish("sysinit.target", true, unit.file(), 0, unit.name() + " needs it by default"));
        }
        if (type.equals(".service")
                && (unit.setting("Service", "BusName").isPresent()
                        || unit.setting("Service", "Type")
                                .map(setting -> setting.value().equals("dbus"))
                                .orElse(false))) {
            into.add(new Wish("dbus.socket", true, unit.file(), 0, unit.name() + " has a name on the bus"));
        }
    }

    /** {@code parse_boolean()}. */
    static boolean isTrue(String value) {
        return switch (value.toLowerCase(java.util.Locale.ROOT)) {
            case "1", "yes", "y", "true", "t", "on" -> true;
            default -> false;
        };
    }

    /** Words between blanks, quotes taken off. */
    static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean open = false;
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote != 0) {
                if (c == quote) {
                    quote = 0;
                } else {
                    word.append(c);
                }
            } else if (c == '"' || c == '\'') {
                quote = c;
                open = true;
            } else if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
                if (open) {
                    words.add(word.toString());
                    word.setLength(0);
                    open = false;
                }
            } else {
                word.append(c);
                open = true;
            }
        }
        if (open) {
            words.add(word.toString());
        }
        return words;
    }
}

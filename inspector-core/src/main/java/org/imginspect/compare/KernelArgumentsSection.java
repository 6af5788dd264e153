package org.imginspect.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.imginspect.error.ImageException;
import org.imginspect.facts.boot.BootConfig;
import org.imginspect.facts.boot.BootEntry;
import org.imginspect.facts.boot.BootEntry.Argument;
import org.imginspect.facts.boot.BootMenu;

/** What the default entry of each boot menu gives its kernel. */
final class KernelArgumentsSection implements Section<Map<String, List<Argument>>> {
    @Override
    public String id() {
        return "kernel-arguments";
    }

    @Override
    public String title() {
        return "Kernel command line of the default entry";
    }

    @Override
    public Map<String, List<Argument>> look(ImageView image) throws ImageException {
        Map<String, List<Argument>> seen = new LinkedHashMap<>();
        Optional<BootConfig> boot = image.facts().find(BootConfig.class);
        if (boot.isPresent()) {
            for (BootMenu menu : boot.get().menus()) {
                Optional<BootEntry> entry = menu.defaultEntry();
                // The menu that counts first is compared whatever it is called; others by the loader and the file that
                // holds the entry.
                String name = seen.isEmpty()
                        ? "default entry"
                        : menu.loader().name().toLowerCase(Locale.ROOT).replace('_', '-') + " "
                                + entry.map(each -> each.file().toString()).orElse("");
                seen.putIfAbsent(name, entry.map(BootEntry::arguments).orElse(List.of()));
            }
        }
        return seen;
    }

    @Override
    public void compare(Map<String, List<Argument>> before, Map<String, List<Argument>> after, Differences found) {
        Set<String> menus = new LinkedHashSet<>(before.keySet());
        menus.addAll(after.keySet());
        for (String menu : menus) {
            compare(menu, before.getOrDefault(menu, List.of()), after.getOrDefault(menu, List.of()), found);
        }
    }

    private static void compare(String menu, List<Argument> before, List<Argument> after, Differences found) {
        List<String> removed = texts(before);
        List<String> added = new ArrayList<>();
        for (String text : texts(after)) {
            if (!removed.remove(text)) {
                added.add(text);
            }
        }
        for (String text : List.copyOf(removed)) {
            Optional<String> other = partner(text, removed, added);
            if (other.isPresent()) {
                found.add(Change.changed(menu, name(text), text, other.get()));
                removed.remove(text);
                added.remove(other.get());
            }
        }
        removed.forEach(text -> found.add(Change.removed(menu, text)));
        added.forEach(text -> found.add(Change.added(menu, text)));
    }

    /** The argument of the same name on the other side, if each side has just one. */
    private static Optional<String> partner(String text, List<String> removed, List<String> added) {
        Optional<String> found = Optional.empty();
        for (String other : removed) {
            if (!other.equals(text) && name(other).equals(name(text))) {
                return Optional.empty();
            }
        }
        for (String other : added) {
            if (name(other).equals(name(text))) {
                if (found.isPresent()) {
                    return Optional.empty();
                }
                found = Optional.of(other);
            }
        }
        return found;
    }

    private static String name(String text) {
        int equals = text.indexOf('=');
        return equals < 0 ? text : text.substring(0, equals);
    }

    private static List<String> texts(List<Argument> arguments) {
        List<String> texts = new ArrayList<>();
        arguments.forEach(argument -> texts.add(argument.text()));
        return texts;
    }
}

package org.imginspect.facts.units;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.imginspect.error.ImageException;
import org.imginspect.guest.GlobPattern;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/** The presets (systemd.preset(5)): the first line of all files, in the order of their names, whose pattern fits a unit decides; without one it is enabled. */
final class Presets {
    private static final String[] DIRECTORIES = {
        "/etc/systemd/system-preset",
        "/usr/local/lib/systemd/system-preset",
        "/usr/lib/systemd/system-preset",
        "/lib/systemd/system-preset"
    };

    private enum Action {
        ENABLE,
        DISABLE,
        IGNORE
    }

    private record Rule(Action action, GlobPattern pattern, List<String> instances) {}

    private final List<Rule> rules = new ArrayList<>();

    Presets(GuestTree tree) throws ImageException {
        Map<String, GuestPath> files = new TreeMap<>();
        for (String directory : DIRECTORIES) {
            for (GuestName name : tree.list(GuestPath.of(directory))) {
                if (name.text().endsWith(".preset")) {
                    files.putIfAbsent(name.text(), GuestPath.of(directory).resolve(name));
                }
            }
        }
        for (GuestPath file : files.values()) {
            for (String line : tree.lines(file).orElse(List.of())) {
                List<String> words = Wishes.words(line);
                if (words.size() < 2
                        || line.strip().startsWith("#")
                        || line.strip().startsWith(";")) {
                    continue;
                }
                Optional<Action> action = action(words.get(0));
                if (action.isPresent()) {
                    rules.add(new Rule(
                            action.get(),
                            GlobPattern.compile(words.get(1)),
                            List.copyOf(words.subList(2, words.size()))));
                }
            }
        }
    }

    private static Optional<Action> action(String word) {
        return switch (word) {
            case "enable" -> Optional.of(Action.ENABLE);
            case "disable" -> Optional.of(Action.DISABLE);
            case "ignore" -> Optional.of(Action.IGNORE);
            default -> Optional.empty();
        };
    }

    private Optional<Rule> rule(String unit) {
        for (Rule rule : rules) {
            if (rule.pattern.matchesHidden(GuestName.of(unit))) {
                return Optional.of(rule);
            }
        }
        return Optional.empty();
    }

    /** Whether a unit is enabled by them. */
    boolean enable(String unit) {
        return rule(unit).map(rule -> rule.action == Action.ENABLE).orElse(true);
    }

    /** Whether a unit is disabled by them. */
    boolean disable(String unit) {
        return rule(unit).map(rule -> rule.action == Action.DISABLE).orElse(false);
    }

    /** The instances of a template that its line names. */
    List<String> instances(String template) {
        return rule(template).map(Rule::instances).orElse(List.of());
    }
}

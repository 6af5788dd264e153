package org.imginspect.facts.firewall;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.facts.firewall.RuleSet.Place;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/** Assignments of a configuration file: {@code NAME=value} or {@code NAME = "value"}, one a line; the last counts. */
final class ShellValues {
    /** A value and where it stands. */
    record Value(String text, Place place) {}

    private final Map<String, Value> values = new HashMap<>();

    /** Adds the assignments of a file; whether it is there. */
    boolean add(GuestTree tree, GuestPath file) throws ImageException {
        Optional<List<String>> lines = tree.lines(file);
        if (lines.isEmpty()) {
            return false;
        }
        for (int i = 0; i < lines.get().size(); i++) {
            String line = lines.get().get(i).strip();
            if (line.startsWith("export ")) {
                line = line.substring("export ".length()).strip();
            }
            int equals = line.indexOf('=');
            if (equals > 0 && line.charAt(0) != '#') {
                String name = line.substring(0, equals).strip();
                values.put(name, new Value(unquoted(line.substring(equals + 1).strip()), new Place(file, i + 1)));
            }
        }
        return true;
    }

    private static String unquoted(String value) {
        if (value.isEmpty()) {
            return value;
        }
        char quote = value.charAt(0);
        if (quote == '"' || quote == '\'') {
            int end = value.indexOf(quote, 1);
            return end < 0 ? value.substring(1) : value.substring(1, end);
        }
        List<String> words = Surroundings.words(value);
        return words.isEmpty() ? "" : words.get(0);
    }

    /**
     * A value.
     *
     * @return empty if it is not set
     * @throws UnsupportedFeatureException if a shell would have to compute it
     */
    Optional<Value> get(String name) throws UnsupportedFeatureException {
        Value value = values.get(name);
        if (value != null && (value.text.indexOf('$') >= 0 || value.text.indexOf('`') >= 0)) {
            throw new UnsupportedFeatureException(
                    "firewall: the value of " + name + " needs a shell", value.place.toString());
        }
        return Optional.ofNullable(value);
    }

    /** The text of a value; {@code otherwise} if it is not set. */
    String text(String name, String otherwise) throws UnsupportedFeatureException {
        return get(name).map(Value::text).orElse(otherwise);
    }
}

package org.imginspect.compare;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What is known of one thing, by name: compared one by one. */
final class Properties {
    private final Map<String, String> values = new LinkedHashMap<>();

    Properties with(String name, String value) {
        values.put(name, value);
        return this;
    }

    Properties with(String name, Optional<String> value) {
        value.ifPresent(text -> values.put(name, text));
        return this;
    }

    /** All of it in one line: {@code uid 1000, shell /bin/sh}. */
    String text() {
        StringBuilder text = new StringBuilder();
        values.forEach((name, value) ->
                text.append(text.isEmpty() ? "" : ", ").append(name).append(' ').append(value));
        return text.toString();
    }

    static void compare(String subject, Properties before, Properties after, Differences found) {
        Set<String> names = new LinkedHashSet<>(before.values.keySet());
        names.addAll(after.values.keySet());
        for (String name : names) {
            Optional<String> was = Optional.ofNullable(before.values.get(name));
            Optional<String> is = Optional.ofNullable(after.values.get(name));
            if (!was.equals(is)) {
                found.add(new Change(Change.Kind.CHANGED, subject, name, was, is));
            }
        }
    }

    /** Compares things by their names: what is only on one side was added or removed as a whole. */
    static void compareAll(Map<String, Properties> before, Map<String, Properties> after, Differences found) {
        Set<String> subjects = new LinkedHashSet<>(before.keySet());
        subjects.addAll(after.keySet());
        for (String subject : subjects) {
            Properties was = before.get(subject);
            Properties is = after.get(subject);
            if (was == null && is != null) {
                found.add(Change.added(subject, is.text()));
            } else if (was != null && is == null) {
                found.add(Change.removed(subject, was.text()));
            } else if (was != null && is != null) {
                compare(subject, was, is, found);
            }
        }
    }
}

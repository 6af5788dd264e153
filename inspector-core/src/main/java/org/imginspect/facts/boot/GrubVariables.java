package org.imginspect.facts.boot;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.guest.GuestPath;
import org.jspecify.annotations.Nullable;

/** GRUB's environment: variables, of which a submenu inherits the exported ones. */
final class GrubVariables {
    /** Longer than any command line a kernel takes; it bounds what {@code set a=$a$a} can do. */
    private static final int LENGTH = 1 << 16;

    private static final int COUNT = 10_000;

    /**
     * A value and where it was given.
     *
     * @param line 0 if GRUB itself set it
     * @param found whether {@code search} found it, rather than somebody wrote it down
     */
    record Value(String text, GuestPath file, int line, boolean found) {
        Value(String text, GuestPath file, int line) {
            this(text, file, line, false);
        }
    }

    private final Map<String, Value> values = new HashMap<>();
    private final Set<String> exported = new HashSet<>();

    void set(String name, Value value) throws UnsupportedFeatureException {
        if (value.text.length() > LENGTH || values.size() > COUNT) {
            throw new UnsupportedFeatureException(
                    "grub script, line " + value.line + ": variables grow beyond what is followed",
                    value.file.toString());
        }
        boolean inParentheses = name.equals("root")
                && value.text.startsWith("(")
                && value.text.endsWith(")")
                && value.text.length() > 2;
        values.put(
                name,
                inParentheses
                        ? new Value(
                                value.text.substring(1, value.text.length() - 1), value.file, value.line, value.found)
                        : value);
    }

    void unset(String name) {
        values.remove(name);
    }

    void export(String name) {
        exported.add(name);
    }

    @Nullable
    Value value(String name) {
        return values.get(name);
    }

    /** Its text; empty text if it is not set. */
    String text(String name) {
        Value value = values.get(name);
        return value == null ? "" : value.text;
    }

    /** All of them, for an entry, which changes nothing for the next one. */
    GrubVariables copy() {
        GrubVariables copy = new GrubVariables();
        copy.values.putAll(values);
        copy.exported.addAll(exported);
        return copy;
    }

    /** The exported ones, for a submenu or another configuration file. */
    GrubVariables inherited() {
        GrubVariables copy = new GrubVariables();
        copy.exported.addAll(exported);
        for (String name : exported) {
            Value value = values.get(name);
            if (value != null) {
                copy.values.put(name, value);
            }
        }
        return copy;
    }
}

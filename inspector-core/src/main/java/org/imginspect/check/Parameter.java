package org.imginspect.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Something a check has to be told because an image cannot tell it, or because marketplaces ask for different values.
 *
 * @param name lower case, words joined by hyphens: {@code units}
 * @param kind how its value is written
 * @param meaning one clause, without a full stop
 * @param preset the value if none is given; empty if the check then does without
 * @param choices what the items of a list, or a text, may be; empty if they may be anything
 */
public record Parameter(String name, Kind kind, String meaning, Optional<String> preset, List<String> choices) {
    /** How a value is written. */
    public enum Kind {
        /** Any text of one line. */
        TEXT,
        /** A whole number, not negative: {@code 22}. */
        NUMBER,
        /** Numbers between full stops, with whatever a distribution puts behind them: {@code 4.19}. */
        VERSION,
        /** A number of bytes, with or without one of the units B, KiB, MiB, GiB and TiB: {@code 20GiB}. */
        BYTES,
        /** Texts separated by commas; blanks around them do not count. */
        LIST
    }

    private static final String[] UNITS = {"KiB", "MiB", "GiB", "TiB"};

    public Parameter {
        Objects.requireNonNull(kind);
        choices = List.copyOf(choices);
        if (name.isBlank() || meaning.isBlank() || meaning.endsWith(".")) {
            throw new IllegalArgumentException("parameter " + name + " has no proper name or meaning");
        }
        if (preset.isPresent()) {
            Optional<String> wrong = objection(name, kind, choices, preset.get());
            if (wrong.isPresent()) {
                throw new IllegalArgumentException(wrong.get());
            }
        }
    }

    /** One that may be anything of its kind. */
    public Parameter(String name, Kind kind, String meaning, Optional<String> preset) {
        this(name, kind, meaning, preset, List.of());
    }

    public static Parameter text(String name, String meaning) {
        return new Parameter(name, Kind.TEXT, meaning, Optional.empty());
    }

    public static Parameter version(String name, String meaning) {
        return new Parameter(name, Kind.VERSION, meaning, Optional.empty());
    }

    public static Parameter number(String name, String meaning) {
        return new Parameter(name, Kind.NUMBER, meaning, Optional.empty());
    }

    public static Parameter bytes(String name, String meaning) {
        return new Parameter(name, Kind.BYTES, meaning, Optional.empty());
    }

    public static Parameter list(String name, String meaning) {
        return new Parameter(name, Kind.LIST, meaning, Optional.empty());
    }

    /** A list that may hold these items only, and holds all of them by default: which parts of a check are asked for. */
    public static Parameter parts(String name, String meaning, String... items) {
        return new Parameter(name, Kind.LIST, meaning, Optional.of(String.join(", ", items)), List.of(items));
    }

    /** A text that is {@code yes} or {@code no}; {@code no} by default. */
    public static Parameter yesOrNo(String name, String meaning) {
        return new Parameter(name, Kind.TEXT, meaning, Optional.of("no"), List.of("yes", "no"));
    }

    /** The same with a value for when none is given. */
    public Parameter withDefault(String value) {
        return new Parameter(name, kind, meaning, Optional.of(value), choices);
    }

    /** Why this value cannot be used, in words for the person who gave it; empty if it can. */
    public Optional<String> objection(String value) {
        return objection(name, kind, choices, value);
    }

    private static Optional<String> objection(String name, Kind kind, List<String> choices, String value) {
        String what = name + " is '" + value + "'";
        if (!choices.isEmpty()) {
            for (String item : kind == Kind.LIST ? items(value) : List.of(value)) {
                if (!choices.contains(item)) {
                    return Optional.of(name + " is '" + item + "', none of " + String.join(", ", choices));
                }
            }
        }
        return switch (kind) {
            case TEXT ->
                value.isBlank() || value.indexOf('\n') >= 0
                        ? Optional.of(what + ", not a text of one line")
                        : Optional.empty();
            case NUMBER -> number(value) < 0 ? Optional.of(what + ", not a whole number such as 22") : Optional.empty();
            case VERSION ->
                value.isEmpty() || value.charAt(0) < '0' || value.charAt(0) > '9' || value.indexOf('\n') >= 0
                        ? Optional.of(what + ", not a version such as 4.19")
                        : Optional.empty();
            case BYTES -> parseBytes(value) < 0 ? Optional.of(what + ", not a size such as 20GiB") : Optional.empty();
            case LIST -> items(value).isEmpty() ? Optional.of(what + ", not a list such as a,b") : Optional.empty();
        };
    }

    /** -1 if it is none. */
    static long number(String text) {
        if (text.isEmpty() || text.length() > 18) {
            return -1;
        }
        long value = 0;
        for (int i = 0; i < text.length(); i++) {
            char digit = text.charAt(i);
            if (digit < '0' || digit > '9') {
                return -1;
            }
            value = value * 10 + (digit - '0');
        }
        return value;
    }

    /** -1 if it is none, or more than fits into a long. */
    static long parseBytes(String text) {
        long scale = 1;
        String digits = text.strip();
        boolean scaled = false;
        for (int i = 0; i < UNITS.length && !scaled; i++) {
            if (digits.endsWith(UNITS[i])) {
                scale = 1L << (10 * (i + 1));
                digits =
                        digits.substring(0, digits.length() - UNITS[i].length()).strip();
                scaled = true;
            }
        }
        if (!scaled && digits.endsWith("B")) {
            digits = digits.substring(0, digits.length() - 1).strip();
        }
        long value = number(digits);
        return value < 0 || value > Long.MAX_VALUE / scale ? -1 : value * scale;
    }

    static List<String> items(String text) {
        List<String> items = new ArrayList<>();
        int from = 0;
        while (from <= text.length()) {
            int comma = text.indexOf(',', from);
            int end = comma < 0 ? text.length() : comma;
            String item = text.substring(from, end).strip();
            if (!item.isEmpty()) {
                items.add(item);
            }
            from = end + 1;
        }
        return items;
    }
}

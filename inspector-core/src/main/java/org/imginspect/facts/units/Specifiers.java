package org.imginspect.facts.units;

import java.util.Optional;

/** The specifiers of systemd.unit(5), as far as the disk decides them. */
final class Specifiers {
    private Specifiers() {}

    /** {@code text} with its specifiers put in; empty if one stands there that only the running machine knows, or that there is none of. */
    static Optional<String> expand(String text, String unit) {
        if (text.indexOf('%') < 0) {
            return Optional.of(text);
        }
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '%') {
                out.append(c);
                continue;
            }
            if (++i == text.length()) {
                return Optional.empty();
            }
            Optional<String> value = value(text.charAt(i), unit);
            if (value.isEmpty()) {
                return Optional.empty();
            }
            out.append(value.get());
        }
        return Optional.of(out.toString());
    }

    private static Optional<String> value(char specifier, String unit) {
        String prefix = UnitName.prefix(unit);
        String last = prefix.substring(prefix.lastIndexOf('-') + 1);
        return switch (specifier) {
            case '%' -> Optional.of("%");
            case 'n' -> Optional.of(unit);
            case 'N' ->
                Optional.of(
                        unit.substring(0, unit.length() - UnitName.type(unit).length()));
            case 'p' -> Optional.of(prefix);
            case 'P' -> Optional.of(UnitName.unescape(prefix));
            case 'i' -> Optional.of(UnitName.instance(unit));
            case 'I' -> Optional.of(UnitName.unescape(UnitName.instance(unit)));
            case 'j' -> Optional.of(last);
            case 'J' -> Optional.of(UnitName.unescape(last));
            case 'f' -> {
                String instance = UnitName.instance(unit);
                String path = UnitName.unescape(instance.isEmpty() ? prefix : instance);
                yield Optional.of(path.startsWith("/") ? path : "/" + path);
            }
            case 't' -> Optional.of("/run");
            case 'S' -> Optional.of("/var/lib");
            case 'C' -> Optional.of("/var/cache");
            case 'L' -> Optional.of("/var/log");
            case 'E' -> Optional.of("/etc");
            case 'T' -> Optional.of("/tmp");
            case 'V' -> Optional.of("/var/tmp");
            case 'D' -> Optional.of("/usr/share");
            case 'h' -> Optional.of("/root");
            case 'u', 'g' -> Optional.of("root");
            case 'U', 'G' -> Optional.of("0");
            case 's' -> Optional.of("/bin/sh");
            default -> Optional.empty();
        };
    }
}

package org.imginspect.facts.advisories;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.imginspect.guest.GlobPattern;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;

/**
 * One paragraph of apt_preferences(5).
 *
 * @param names what stands after {@code Package:}
 * @param type {@code version}, {@code release} or {@code origin}
 * @param data what stands after it
 */
record AptPin(List<String> names, String type, String data, int priority, GuestPath file, int line) {
    AptPin {
        names = List.copyOf(names);
    }

    /** Whether it holds for all packages and picks sources, so that a pin for a package wins over it. */
    boolean isGeneral() {
        return names.contains("*") && !type.equals("version");
    }

    boolean isFor(String name, String architecture, String source) {
        for (String pattern : names) {
            boolean ofSource = pattern.startsWith("src:");
            String rest = ofSource ? pattern.substring("src:".length()) : pattern;
            int colon = rest.startsWith("/") ? -1 : rest.lastIndexOf(':');
            String wanted = colon < 0 ? "any" : rest.substring(colon + 1);
            String stem = colon < 0 ? rest : rest.substring(0, colon);
            boolean fits = wanted.equals("any") || wanted.equals("native") || wanted.equals(architecture);
            if (fits && matches(stem, ofSource ? source : name)) {
                return true;
            }
        }
        return false;
    }

    /** @param index where the version is to be had */
    boolean takes(String version, AptIndex index) {
        return switch (type) {
            case "version" -> isVersion(data, version);
            case "origin" -> matches(unquoted(data), index.site());
            default -> isRelease(index);
        };
    }

    static boolean isVersion(String wanted, String version) {
        return matches(wanted, version);
    }

    private boolean isRelease(AptIndex index) {
        if (data.equals("*")) {
            return true;
        }
        if (data.indexOf('=') < 0) {
            boolean digit = !data.isEmpty() && data.charAt(0) >= '0' && data.charAt(0) <= '9';
            if (digit) {
                return matches(data, index.field("version"));
            }
            return matches(data, index.field("suite")) || matches(data, index.field("codename"));
        }
        boolean any = false;
        for (String part : data.split(",", -1)) {
            String text = part.strip();
            if (text.length() < 3 || text.charAt(1) != '=') {
                continue;
            }
            String wanted = text.substring(2);
            String found = switch (Character.toLowerCase(text.charAt(0))) {
                case 'v' -> index.field("version");
                case 'o' -> index.field("origin");
                case 'a' -> index.field("suite");
                case 'n' -> index.field("codename");
                case 'l' -> index.field("label");
                case 'c' -> index.component();
                default -> null;
            };
            if (found == null) {
                continue;
            }
            any = true;
            if (!matches(wanted, found)) {
                return false;
            }
        }
        return any;
    }

    /** A regular expression between slashes, or a pattern of the shell's. */
    private static boolean matches(String pattern, String text) {
        if (pattern.length() > 1 && pattern.startsWith("/") && pattern.endsWith("/")) {
            try {
                return Pattern.compile(pattern.substring(1, pattern.length() - 1), Pattern.CASE_INSENSITIVE)
                        .matcher(text)
                        .find();
            } catch (PatternSyntaxException e) {
                return false; // apt takes a pattern that it cannot compile for one that fits nothing.
            }
        }
        return pattern.equals(text)
                || GlobPattern.compile(pattern).matchesHidden(GuestName.of(text.isEmpty() ? "\1" : text));
    }

    private static String unquoted(String text) {
        return text.length() > 1 && text.startsWith("\"") && text.endsWith("\"")
                ? text.substring(1, text.length() - 1)
                : text;
    }

    /** The paragraphs of one file; one without a priority is refused by apt and left out here. */
    static List<AptPin> parse(List<String> lines, GuestPath file) {
        List<AptPin> pins = new ArrayList<>();
        String names = "";
        String pin = "";
        String priority = "";
        int first = 0;
        int number = 0;
        List<String> all = new ArrayList<>(lines);
        all.add("");
        for (String raw : all) {
            number++;
            String lower = raw.toLowerCase(Locale.ROOT);
            if (raw.startsWith("#")) {
                continue;
            }
            if (lower.startsWith("package:")) {
                names = raw.substring("package:".length()).strip();
                first = number;
            } else if (lower.startsWith("pin:")) {
                pin = raw.substring("pin:".length()).strip();
            } else if (lower.startsWith("pin-priority:")) {
                priority = raw.substring("pin-priority:".length()).strip();
            } else if (raw.isBlank()) {
                int value = value(priority);
                int space = pin.indexOf(' ');
                if (!names.isEmpty() && space > 0 && value != 0) {
                    pins.add(new AptPin(
                            List.of(names.split("\\s+", -1)),
                            pin.substring(0, space).toLowerCase(Locale.ROOT),
                            pin.substring(space).strip(),
                            value,
                            file,
                            first));
                }
                names = "";
                pin = "";
                priority = "";
            }
        }
        return pins;
    }

    private static int value(String text) {
        if (text.equals("never")) {
            return Short.MIN_VALUE;
        }
        try {
            return Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, Integer.parseInt(text)));
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}

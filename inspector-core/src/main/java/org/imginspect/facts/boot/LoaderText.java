package org.imginspect.facts.boot;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Lines of a key and a value, as systemd-boot reads its configuration, its entries and os-release (src/boot, {@code line_get_key_value}). */
final class LoaderText {
    private LoaderText() {}

    /**
     * One line.
     *
     * @param line its number, from 1
     */
    record Pair(String key, String value, int line) {}

    /** The lines that have both a key and a value; comments left out, quotes around a value removed. */
    static List<Pair> parse(String text, String separators) {
        List<Pair> pairs = new ArrayList<>();
        int number = 0;
        for (String raw : text.split("\n", -1)) {
            number++;
            String line = strip(raw);
            int end = 0;
            while (end < line.length() && separators.indexOf(line.charAt(end)) < 0) {
                end++;
            }
            if (line.startsWith("#") || end == line.length()) {
                continue;
            }
            int start = end;
            while (start < line.length() && separators.indexOf(line.charAt(start)) >= 0) {
                start++;
            }
            String value = line.substring(start);
            if (value.length() > 1 && "\"'".indexOf(value.charAt(0)) >= 0 && value.endsWith(value.substring(0, 1))) {
                value = value.substring(1, value.length() - 1);
            }
            pairs.add(new Pair(line.substring(0, end), value, number));
        }
        return pairs;
    }

    /** The last value of each key. */
    static Map<String, String> pairs(String text, String separators) {
        Map<String, String> values = new HashMap<>();
        for (Pair pair : parse(text, separators)) {
            values.put(pair.key, pair.value);
        }
        return values;
    }

    private static String strip(String line) {
        int start = 0;
        int end = line.length();
        while (start < end && " \t\r".indexOf(line.charAt(start)) >= 0) {
            start++;
        }
        while (end > start && " \t\r".indexOf(line.charAt(end - 1)) >= 0) {
            end--;
        }
        return line.substring(start, end);
    }
}

package org.imginspect.facts.advisories;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;

/** The base score of a CVSS 3.0 or 3.1 vector (first.org, section 7.1). */
final class Cvss3 {
    private static final Map<String, Double> WEIGHTS = Map.ofEntries(
            Map.entry("AV:N", 0.85),
            Map.entry("AV:A", 0.62),
            Map.entry("AV:L", 0.55),
            Map.entry("AV:P", 0.2),
            Map.entry("AC:L", 0.77),
            Map.entry("AC:H", 0.44),
            Map.entry("PR:N", 0.85),
            Map.entry("PR:L", 0.62),
            Map.entry("PR:H", 0.27),
            Map.entry("UI:N", 0.85),
            Map.entry("UI:R", 0.62),
            Map.entry("C:H", 0.56),
            Map.entry("C:L", 0.22),
            Map.entry("C:N", 0.0),
            Map.entry("I:H", 0.56),
            Map.entry("I:L", 0.22),
            Map.entry("I:N", 0.0),
            Map.entry("A:H", 0.56),
            Map.entry("A:L", 0.22),
            Map.entry("A:N", 0.0));

    private Cvss3() {}

    /** Empty if it is no such vector, or lacks a base metric. */
    static OptionalDouble score(String vector) {
        if (!vector.startsWith("CVSS:3.0/") && !vector.startsWith("CVSS:3.1/")) {
            return OptionalDouble.empty();
        }
        Map<String, Double> values = new HashMap<>();
        boolean changed = false;
        boolean scope = false;
        for (String metric : vector.split("/", -1)) {
            if (metric.startsWith("S:")) {
                scope = true;
                changed = metric.equals("S:C");
            }
            Double weight = WEIGHTS.get(metric);
            if (weight != null) {
                values.put(metric.substring(0, metric.indexOf(':')), weight);
                if (metric.equals("PR:L") || metric.equals("PR:H")) {
                    values.put("P" + metric.charAt(3), weight);
                }
            }
        }
        for (String name : new String[] {"AV", "AC", "PR", "UI", "C", "I", "A"}) {
            if (!values.containsKey(name)) {
                return OptionalDouble.empty();
            }
        }
        if (!scope) {
            return OptionalDouble.empty();
        }
        double privileges = get(values, "PR");
        if (changed && values.containsKey("PL")) {
            privileges = 0.68;
        } else if (changed && values.containsKey("PH")) {
            privileges = 0.5;
        }
        double base = 1 - (1 - get(values, "C")) * (1 - get(values, "I")) * (1 - get(values, "A"));
        double impact = changed ? 7.52 * (base - 0.029) - 3.25 * Math.pow(base - 0.02, 15) : 6.42 * base;
        double ease = 8.22 * get(values, "AV") * get(values, "AC") * privileges * get(values, "UI");
        if (impact <= 0) {
            return OptionalDouble.of(0);
        }
        return OptionalDouble.of(roundUp(Math.min((changed ? 1.08 : 1) * (impact + ease), 10)));
    }

    private static double get(Map<String, Double> values, String name) {
        return values.getOrDefault(name, 0.0);
    }

    /** To one decimal, upwards, as appendix A of the specification does it. */
    private static double roundUp(double value) {
        long whole = Math.round(value * 100_000);
        return whole % 10_000 == 0 ? whole / 100_000.0 : (Math.floorDiv(whole, 10_000) + 1) / 10.0;
    }
}

package org.imginspect.remedy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.imginspect.check.Finding;

/**
 * What is left to people.
 *
 * @param id of the check or requirement
 * @param findings what was found; none if it could not be decided
 * @param reason why no script does it, one sentence without a full stop
 * @param advice lines of what to do; may be none
 */
record ByHand(String id, String title, List<Finding> findings, String reason, List<String> advice) {
    private static final int MOST_BYTES = 1 << 20;

    private static final String LIST = "by-hand.txt";

    ByHand {
        findings = List.copyOf(findings);
        advice = List.copyOf(advice);
    }

    /** The checks that no script mends, with the reason for each: lines of {@code id reason}. */
    static Map<String, String> reasons() {
        Map<String, String> reasons = new LinkedHashMap<>();
        for (String line : resource(LIST).lines().toList()) {
            int space = line.indexOf(' ');
            if (!line.startsWith("#") && space > 0) {
                reasons.put(line.substring(0, space), line.substring(space).strip());
            }
        }
        return reasons;
    }

    /** The lines under <i>How to fix</i> of a check's page. */
    static List<String> advice(String page) {
        List<String> lines = new ArrayList<>();
        boolean inside = false;
        for (String line : page.lines().toList()) {
            if (line.startsWith("## ")) {
                inside = line.equals("## How to fix");
            } else if (inside && !line.isBlank() && !line.startsWith("```")) {
                lines.add(line);
            }
        }
        return lines;
    }

    /** A text beside this class. */
    static String resource(String name) {
        try (InputStream text = ByHand.class.getResourceAsStream(name)) {
            if (text == null) {
                throw new IllegalStateException("there is no resource " + name);
            }
            return new String(text.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }
}

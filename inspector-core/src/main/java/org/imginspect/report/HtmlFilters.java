package org.imginspect.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.imginspect.scan.RequirementOutcome;

/** What the page can be filtered by: only what something on it has. */
final class HtmlFilters {
    /** What a check or requirement comes to, grave first; the first word is the attribute's value. */
    private static final String[][] LEVELS = {
        {"error", "Error"},
        {"warning", "Warning"},
        {"note", "Note"},
        {"undetermined", "Undetermined"},
        {"manual", "By hand"},
        {"waived", "Waived"},
        {"pass", "Passed"},
        {"not-applicable", "Not applicable"}
    };

    private final Map<String, String> levels = new LinkedHashMap<>();
    private final Map<String, String> areas = new LinkedHashMap<>();
    private final Map<String, String> profiles = new LinkedHashMap<>();
    private final Set<RequirementOutcome> verdicts = new TreeSet<>(Comparator.reverseOrder());

    void level(String id) {
        levels.put(id, id);
    }

    void area(String id, String title) {
        areas.put(id, title);
    }

    void profile(String id, String title) {
        profiles.put(id, title);
    }

    void verdict(RequirementOutcome outcome) {
        verdicts.add(outcome);
    }

    /** Whether there is anything to be filtered. */
    boolean any() {
        return !areas.isEmpty() || !profiles.isEmpty();
    }

    HtmlNode node() {
        Map<String, String> known = new LinkedHashMap<>();
        for (String[] level : LEVELS) {
            if (levels.containsKey(level[0])) {
                known.put(level[0], level[1]);
            }
        }
        Map<String, String> outcomes = new LinkedHashMap<>();
        verdicts.forEach(outcome -> outcomes.put(outcome.id(), HtmlWords.of(outcome)));
        return new HtmlNode()
                .nodes("levels", options(known))
                .flag("hasAreas", areas.size() > 1)
                .nodes("areas", options(areas))
                .flag("hasProfiles", profiles.size() > 1)
                .nodes("profiles", options(profiles))
                .flag("hasVerdicts", verdicts.size() > 1)
                .nodes("verdicts", options(outcomes));
    }

    private static List<HtmlNode> options(Map<String, String> titles) {
        List<HtmlNode> options = new ArrayList<>();
        titles.forEach((id, title) -> options.add(new HtmlNode().text("id", id).text("title", title)));
        return options;
    }
}

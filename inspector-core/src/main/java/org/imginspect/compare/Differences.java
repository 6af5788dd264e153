package org.imginspect.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects what the sections find. */
final class Differences {
    private record Reason(Side side, String why) {}

    private final Map<Reason, List<String>> unread = new LinkedHashMap<>();
    private final List<SectionResult> results = new ArrayList<>();
    private List<Change> changes = new ArrayList<>();
    private List<String> remarks = new ArrayList<>();
    private String section = "";

    void begin(String id) {
        section = id;
        changes = new ArrayList<>();
        remarks = new ArrayList<>();
    }

    void end(String title, boolean compared) {
        results.add(new SectionResult(section, title, compared, changes, remarks));
    }

    void add(Change change) {
        changes.add(change);
    }

    /** Something of this section that could have been looked at, and was not. */
    void remark(String sentence) {
        remarks.add(sentence);
    }

    /** Something of this section could not be read; what several sections miss for one reason is told once. */
    void unread(Side side, String why) {
        List<String> sections = unread.computeIfAbsent(new Reason(side, why), any -> new ArrayList<>());
        if (!sections.contains(section)) {
            sections.add(section);
        }
    }

    DiffReport report(ImageHead before, ImageHead after) {
        List<Unread> all = new ArrayList<>();
        unread.forEach((reason, sections) -> all.add(new Unread(reason.side, reason.why, sections)));
        return new DiffReport(before, after, results, all);
    }
}

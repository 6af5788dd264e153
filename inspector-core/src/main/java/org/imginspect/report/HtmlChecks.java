package org.imginspect.report;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.imginspect.check.Area;
import org.imginspect.check.Finding;
import org.imginspect.check.Outcome;
import org.imginspect.scan.CheckResult;
import org.imginspect.scan.Excerpt;
import org.imginspect.scan.Inspector;
import org.imginspect.scan.ScanReport;
import org.imginspect.scan.UnknownCheckException;

/** What the checks of one image found, by area. */
final class HtmlChecks {
    /** More findings of one check are counted, not shown. */
    private static final int FINDINGS_SHOWN = 50;

    private final ScanReport report;
    private final HtmlAnchors anchors;
    private final HtmlFilters filters;
    private final Set<String> pages = new HashSet<>();

    HtmlChecks(ScanReport report, HtmlAnchors anchors, HtmlFilters filters) {
        this.report = report;
        this.anchors = anchors;
        this.filters = filters;
    }

    /** The areas that have results, in the order of all reports. */
    List<HtmlNode> areas() {
        List<HtmlNode> areas = new ArrayList<>();
        for (Area area : Area.values()) {
            List<HtmlNode> checks = new ArrayList<>();
            // What was found comes first.
            for (Outcome outcome : List.of(
                    Outcome.FINDINGS, Outcome.UNDETERMINED, Outcome.WAIVED, Outcome.PASS, Outcome.NOT_APPLICABLE)) {
                for (CheckResult result : report.results()) {
                    if (result.info().area() == area && result.outcome() == outcome) {
                        checks.add(check(result));
                    }
                }
            }
            if (!checks.isEmpty()) {
                filters.area(area.id(), area.title());
                areas.add(new HtmlNode()
                        .text("id", anchors.prefix() + "area-" + area.id())
                        .text("title", area.title())
                        .number("total", checks.size())
                        .nodes("checks", checks));
            }
        }
        return areas;
    }

    private HtmlNode check(CheckResult result) {
        String id = result.info().id();
        String kind = HtmlWords.kind(result);
        filters.level(kind);
        List<HtmlNode> findings = new ArrayList<>();
        for (Finding finding : result.findings()) {
            if (findings.size() == FINDINGS_SHOWN) {
                break;
            }
            findings.add(finding(finding, id, kind));
        }
        Set<String> profiles = new LinkedHashSet<>();
        Set<String> verdicts = new LinkedHashSet<>();
        List<HtmlNode> requirements = new ArrayList<>();
        for (HtmlAnchors.Use use : anchors.uses(result)) {
            profiles.add(HtmlAnchors.token(use.profile().profile().id()));
            verdicts.add(use.requirement().outcome().id());
            requirements.add(new HtmlNode()
                    .text("id", use.requirement().requirement().id())
                    .text("anchor", use.anchor()));
        }
        boolean found = result.outcome() == Outcome.FINDINGS;
        // A check that was asked several things is explained once.
        boolean explained = (found || result.outcome() == Outcome.UNDETERMINED) && pages.add(id);
        List<HtmlNode> page = explained ? page(id) : List.of();
        int more = result.findings().size() - findings.size();
        return new HtmlNode()
                .text("id", id)
                .text("anchor", anchors.check(result))
                .text("title", result.info().title())
                .text("level", kind)
                .text("area", result.info().area().id())
                .text("word", HtmlWords.word(result))
                .text("profiles", String.join(" ", profiles))
                .text("verdicts", String.join(" ", verdicts))
                .flag("fold", !found)
                .text("count", found ? HtmlWords.count(result.findings().size(), "finding") : "")
                .text("reason", result.reason())
                .flag("hasFindings", found)
                .nodes("findings", findings)
                .flag("hasWaived", !result.waived().isEmpty())
                .nodes(
                        "waived",
                        result.waived().stream().map(HtmlRequirements::waived).toList())
                .flag("hasRequirements", !requirements.isEmpty())
                .nodes("requirements", requirements)
                .text("more", more > 0 ? "and " + more + " more, which the JSON report lists" : "")
                .text(
                        "fix",
                        found || result.outcome() == Outcome.WAIVED
                                ? result.info().fix()
                                : "")
                .flag("hasTold", !result.params().values().isEmpty())
                .nodes("told", told(result))
                .flag("hasPage", !page.isEmpty())
                .nodes("page", page);
    }

    private HtmlNode finding(Finding finding, String check, String gravest) {
        String level = finding.level().name().toLowerCase(Locale.ROOT);
        Optional<Excerpt> excerpt = report.excerpts().of(check, finding);
        List<HtmlNode> lines =
                excerpt.map(around -> lines(around, finding.line().orElse(0))).orElse(List.of());
        return new HtmlNode()
                .text("mixed", level.equals(gravest) ? "" : level)
                .text("place", place(finding))
                .text("message", finding.message())
                .flag("hasExcerpt", !lines.isEmpty())
                .nodes("excerpt", lines)
                .text("withheld", excerpt.flatMap(Excerpt::withheld));
    }

    private static List<HtmlNode> lines(Excerpt excerpt, int hit) {
        List<HtmlNode> lines = new ArrayList<>();
        for (int i = 0; i < excerpt.lines().size(); i++) {
            int number = excerpt.firstLine() + i;
            lines.add(new HtmlNode()
                    .number("number", number)
                    .flag("hit", number == hit)
                    .text("text", excerpt.lines().get(i).replace("\t", "    ")));
        }
        return lines;
    }

    /** {@code /etc/fstab:3}. */
    static Optional<String> place(Finding finding) {
        return finding.file()
                .map(file ->
                        finding.line().isPresent() ? file + ":" + finding.line().getAsInt() : file.toString());
    }

    private static List<HtmlNode> told(CheckResult result) {
        List<HtmlNode> told = new ArrayList<>();
        new java.util.TreeMap<>(result.params().values())
                .forEach((name, value) ->
                        told.add(new HtmlNode().text("name", name).text("value", value)));
        return told;
    }

    /** A check that somebody brings along may have no page. */
    private static List<HtmlNode> page(String id) {
        try {
            return HtmlMarkdown.sections(Inspector.page(id));
        } catch (UnknownCheckException e) {
            return List.of();
        }
    }
}

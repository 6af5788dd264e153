package org.imginspect.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.imginspect.check.Finding;
import org.imginspect.profile.CheckUse;
import org.imginspect.profile.Profile;
import org.imginspect.profile.Requirement;
import org.imginspect.scan.Evidence;
import org.imginspect.scan.RequirementOutcome;
import org.imginspect.scan.RequirementResult;
import org.imginspect.scan.WaivedFinding;

/** The requirements of one profile on the page, each with what led to its verdict. */
final class HtmlRequirements {
    /** More findings of one check are found at the check. */
    private static final int FINDINGS_SHOWN = 3;

    private final HtmlAnchors anchors;
    private final HtmlFilters filters;
    private final int number;
    private final String profile;

    /**
     * @param number of the profile in the report's order, from 0
     */
    HtmlRequirements(HtmlAnchors anchors, HtmlFilters filters, int number, Profile profile) {
        this.anchors = anchors;
        this.filters = filters;
        this.number = number;
        this.profile = HtmlAnchors.token(profile.id());
    }

    HtmlNode node(RequirementResult result) {
        Requirement requirement = result.requirement();
        String kind = HtmlWords.kind(result.outcome(), requirement.must());
        filters.level(kind);
        filters.verdict(result.outcome());
        Set<String> areas = new LinkedHashSet<>();
        for (CheckUse use : requirement.checks()) {
            areas.add(HtmlAnchors.token(
                    use.check().substring(0, Math.max(0, use.check().indexOf('.')))));
        }
        List<HtmlNode> evidence = new ArrayList<>();
        List<HtmlNode> passed = new ArrayList<>();
        for (Evidence one : result.evidence()) {
            (one.findings().isEmpty() && one.waived().isEmpty() ? passed : evidence).add(evidence(one));
        }
        List<HtmlNode> parts = new ArrayList<>();
        for (String id : requirement.allOf()) {
            parts.add(new HtmlNode().text("id", id).text("anchor", anchors.requirement(number, id)));
        }
        return new HtmlNode()
                .text("id", requirement.id())
                .text("anchor", anchors.requirement(number, requirement.id()))
                .text("title", requirement.title())
                .text("level", kind)
                .text("word", HtmlWords.of(result.outcome()))
                .text("areas", String.join(" ", areas))
                .text("profile", profile)
                .text("verdict", result.outcome().id())
                .text("tag", requirement.must() ? "" : "recommended")
                .flag("fold", result.outcome() != RequirementOutcome.NOT_MET)
                .text("reference", requirement.reference())
                .text("reason", result.reason())
                .texts("remarks", result.remarks())
                .nodes("evidence", evidence)
                .flag("hasPassed", !passed.isEmpty())
                .nodes("passed", passed)
                .flag("hasParts", !parts.isEmpty())
                .nodes("parts", parts)
                .text("confirm", requirement.confirm())
                .text("ownScript", requirement.ownScript());
    }

    private HtmlNode evidence(Evidence evidence) {
        String kind = evidence.findings().isEmpty()
                ? (evidence.waived().isEmpty()
                        ? evidence.result().verdict().outcome().id()
                        : "waived")
                : HtmlWords.gravest(evidence.findings()).name().toLowerCase(Locale.ROOT);
        List<HtmlNode> findings = new ArrayList<>();
        for (Finding finding : evidence.findings()) {
            if (findings.size() < FINDINGS_SHOWN) {
                findings.add(
                        new HtmlNode().text("place", HtmlChecks.place(finding)).text("message", finding.message()));
            }
        }
        int more = evidence.findings().size() - findings.size();
        List<HtmlNode> waived = new ArrayList<>();
        for (WaivedFinding one : evidence.waived()) {
            waived.add(waived(one));
        }
        return new HtmlNode()
                .text("id", evidence.result().info().id())
                .text("anchor", anchors.check(evidence.result()))
                .text("kind", kind)
                .text("word", kind.replace('-', ' '))
                .text("said", kind.equals("pass") ? "" : kind.replace('-', ' '))
                .nodes("findings", findings)
                .text("more", more > 0 ? "and " + more + " more" : "")
                .nodes("waived", waived)
                .text(
                        "fix",
                        evidence.findings().isEmpty()
                                ? ""
                                : evidence.result().info().fix());
    }

    /** A finding and who decided to live with it. */
    static HtmlNode waived(WaivedFinding waived) {
        return new HtmlNode()
                .text("place", HtmlChecks.place(waived.finding()))
                .text("message", waived.finding().message())
                .text(
                        "why",
                        waived.waiver().reason()
                                + waived.waiver()
                                        .expires()
                                        .map(day -> " (until " + day + ")")
                                        .orElse("") + ", "
                                + waived.waiver().origin());
    }
}

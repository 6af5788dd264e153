package org.imginspect.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.profile.Contradiction;
import org.imginspect.profile.Profile;
import org.imginspect.scan.ProfileResult;
import org.imginspect.scan.RequirementOutcome;
import org.imginspect.scan.RequirementResult;
import org.imginspect.scan.ScanReport;

/** The marketplaces: a card each with its meter, what contradicts, and every requirement. */
final class HtmlProfiles {
    /** In the order of the meter, from what is well to what is not. */
    private static final List<RequirementOutcome> METER = List.of(
            RequirementOutcome.MET,
            RequirementOutcome.MET_WITH_WARNINGS,
            RequirementOutcome.WAIVED,
            RequirementOutcome.MANUAL,
            RequirementOutcome.UNDECIDED,
            RequirementOutcome.NOT_MET);

    private final ScanReport report;
    private final HtmlAnchors anchors;
    private final HtmlFilters filters;

    HtmlProfiles(ScanReport report, HtmlAnchors anchors, HtmlFilters filters) {
        this.report = report;
        this.anchors = anchors;
        this.filters = filters;
    }

    HtmlNode node() {
        List<HtmlNode> cards = new ArrayList<>();
        List<HtmlNode> profiles = new ArrayList<>();
        int total = 0;
        for (int i = 0; i < report.profiles().size(); i++) {
            ProfileResult profile = report.profiles().get(i);
            filters.profile(
                    HtmlAnchors.token(profile.profile().id()), profile.profile().title());
            cards.add(card(profile, anchors.profile(i)));
            profiles.add(profile(profile, i));
            total += profile.requirements().size();
        }
        return new HtmlNode()
                .text("prefix", anchors.prefix())
                .flag("hasProfiles", !profiles.isEmpty())
                .nodes("cards", cards)
                .flag("hasContradictions", !report.contradictions().isEmpty())
                .nodes("contradictions", contradictions())
                .number("total", total)
                .nodes("profiles", profiles);
    }

    private static HtmlNode card(ProfileResult result, String anchor) {
        Profile profile = result.profile();
        List<HtmlNode> parts = new ArrayList<>();
        List<HtmlNode> counts = new ArrayList<>();
        int at = 0;
        for (RequirementOutcome outcome : METER) {
            int count = result.count(outcome);
            if (count > 0) {
                String kind = HtmlWords.kind(outcome, true);
                parts.add(new HtmlNode()
                        .text("kind", outcome.id())
                        .number("x", at)
                        .number("partWidth", count));
                counts.add(new HtmlNode()
                        .text("kind", kind)
                        .number("number", count)
                        .text("words", HtmlWords.of(outcome)));
                at += count;
            }
        }
        return new HtmlNode()
                .text("anchor", anchor)
                .text("title", profile.title())
                .text("tally", result.tally())
                .number("met", result.met())
                .number("applicable", result.applicable())
                .nodes("parts", parts)
                .nodes("counts", counts)
                .text(
                        "duties",
                        result.duties() > 0
                                ? "and " + (result.duties() == 1 ? "1 duty" : result.duties() + " duties")
                                        + " of the publisher"
                                : "")
                .text("source", profile.source())
                .text("verified", profile.verified().map(Object::toString));
    }

    private List<HtmlNode> contradictions() {
        List<HtmlNode> nodes = new ArrayList<>();
        for (Contradiction contradiction : report.contradictions()) {
            List<HtmlNode> links = new ArrayList<>();
            for (String id : contradiction.requirements()) {
                Optional<String> anchor = anchors.requirement(id);
                links.add(new HtmlNode().text("id", id).text("anchor", anchor.orElse("main")));
            }
            nodes.add(new HtmlNode()
                    .text("fact", contradiction.fact())
                    .text("why", contradiction.why())
                    .nodes("requirements", links));
        }
        return nodes;
    }

    private HtmlNode profile(ProfileResult result, int number) {
        HtmlRequirements requirements = new HtmlRequirements(anchors, filters, number, result.profile());
        List<HtmlNode> demands = new ArrayList<>();
        List<HtmlNode> duties = new ArrayList<>();
        for (RequirementResult requirement : result.requirements()) {
            (requirement.requirement().duty() ? duties : demands).add(requirements.node(requirement));
        }
        List<HtmlNode> groups = new ArrayList<>();
        group(groups, anchors.profile(number), "Requirements of the image", demands);
        group(groups, anchors.profile(number) + "-duties", "Duties of the publisher", duties);
        return new HtmlNode()
                .text("anchor", anchors.profile(number))
                .text("title", result.profile().title())
                .number("total", result.requirements().size())
                .text("tally", result.tally())
                .nodes("groups", groups);
    }

    private static void group(List<HtmlNode> groups, String anchor, String title, List<HtmlNode> requirements) {
        if (!requirements.isEmpty()) {
            groups.add(new HtmlNode()
                    .text("anchor", anchor + "-list")
                    .text("title", title)
                    .number("total", requirements.size())
                    .nodes("requirements", requirements));
        }
    }
}

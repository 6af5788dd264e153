package org.imginspect.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.imginspect.check.Finding;
import org.imginspect.profile.Contradiction;
import org.imginspect.profile.Requirement;
import org.imginspect.scan.Evidence;
import org.imginspect.scan.ProfileResult;
import org.imginspect.scan.RequirementOutcome;
import org.imginspect.scan.RequirementResult;
import org.imginspect.scan.ScanReport;

/** The marketplaces: a table of all, then what stands in the way of each. */
final class MarkdownRequirements {
    private final ScanReport report;
    private final MarkdownPage page;
    private final Map<List<Object>, String> shown = new HashMap<>();

    MarkdownRequirements(ScanReport report, MarkdownPage page) {
        this.report = report;
        this.page = page;
    }

    /** A row for each marketplace. */
    static void table(ScanReport report, MarkdownPage page) {
        StringBuilder table = new StringBuilder("""
                | Marketplace | Met | Not met | Undecided offline | To confirm by hand | Waived |
                | --- | --- | --- | --- | --- | --- |
                """);
        for (ProfileResult profile : report.profiles()) {
            int warned = profile.count(RequirementOutcome.MET_WITH_WARNINGS);
            int failed = profile.count(RequirementOutcome.NOT_MET);
            int open = profile.count(RequirementOutcome.UNDECIDED) + profile.count(RequirementOutcome.MANUAL);
            table.append("| ")
                    .append(failed > 0 ? "❌ " : open > 0 ? "❔ " : warned > 0 ? "⚠️ " : "✅ ")
                    .append(MarkdownText.cell(profile.profile().title()))
                    .append(" | ")
                    .append(profile.met())
                    .append(" of ")
                    .append(profile.applicable())
                    .append(warned > 0 ? " (" + warned + " with warnings)" : "")
                    .append(" | ")
                    .append(failed)
                    .append(" | ")
                    .append(profile.count(RequirementOutcome.UNDECIDED))
                    .append(" | ")
                    .append(profile.count(RequirementOutcome.MANUAL))
                    .append(" | ")
                    .append(profile.count(RequirementOutcome.WAIVED))
                    .append(" |\n");
        }
        page.block("tables", table.toString());
    }

    /** What is not met comes first for all of them, then what a person has to look at. */
    void write() {
        for (ProfileResult profile : report.profiles()) {
            each(profile, RequirementOutcome.NOT_MET, "❌", "not met", "requirements that are not met");
        }
        contradictions();
        for (ProfileResult profile : report.profiles()) {
            byHand(profile);
        }
        for (ProfileResult profile : report.profiles()) {
            each(profile, RequirementOutcome.WAIVED, "🔕", "waived", "waived requirements");
            each(
                    profile,
                    RequirementOutcome.MET_WITH_WARNINGS,
                    "⚠️",
                    "met, with warnings",
                    "requirements with warnings");
        }
        duties();
    }

    private static List<RequirementResult> of(ProfileResult profile, RequirementOutcome outcome) {
        List<RequirementResult> chosen = new ArrayList<>();
        for (RequirementResult result : profile.requirements()) {
            if (result.outcome() == outcome && !result.requirement().duty()) {
                chosen.add(result);
            }
        }
        return chosen;
    }

    private void each(ProfileResult profile, RequirementOutcome outcome, String sign, String word, String what) {
        List<RequirementResult> results = of(profile, outcome);
        if (results.isEmpty()) {
            return;
        }
        page.block(
                "headings",
                "### " + sign + " " + MarkdownText.inline(profile.profile().title()) + ": " + results.size() + " "
                        + word + "\n");
        for (RequirementResult result : results) {
            Requirement requirement = result.requirement();
            String recommended = requirement.must() ? "" : " (recommended)";
            page.block(
                    what,
                    MarkdownPage.folded(
                            sign + " <b>" + MarkdownText.html(requirement.id()) + "</b> "
                                    + MarkdownText.html(requirement.title()) + recommended,
                            body(result)));
        }
    }

    private String body(RequirementResult result) {
        StringBuilder body = new StringBuilder();
        Requirement requirement = result.requirement();
        if (!result.reason().isEmpty()) {
            body.append("- Because of ")
                    .append(MarkdownText.inline(result.reason()))
                    .append('\n');
        }
        for (Evidence evidence : result.evidence()) {
            List<Finding> findings = TextRequirements.counting(requirement, evidence.findings());
            if (!findings.isEmpty()) {
                String check = evidence.result().info().id();
                String where = shown.putIfAbsent(List.of(check, findings), requirement.id());
                body.append(
                        where == null
                                ? MarkdownFindings.check(evidence.result().info(), findings)
                                : "- " + MarkdownFindings.named(TextFindings.gravest(findings), check)
                                        + ": as shown at " + MarkdownText.code(where) + "\n");
            }
            evidence.waived()
                    .forEach(waived -> body.append(
                            MarkdownFindings.waived(evidence.result().info(), waived)));
        }
        for (String remark : result.remarks()) {
            body.append("- Note: ").append(MarkdownText.inline(remark)).append('\n');
        }
        requirement
                .ownScript()
                .ifPresent(text -> body.append("- The marketplace's own checker: ")
                        .append(MarkdownText.inline(text))
                        .append('\n'));
        return body.toString();
    }

    /** Boxes to tick for what the image does not show. */
    private void byHand(ProfileResult profile) {
        List<RequirementResult> results = new ArrayList<>(of(profile, RequirementOutcome.UNDECIDED));
        results.addAll(of(profile, RequirementOutcome.MANUAL));
        if (results.isEmpty()) {
            return;
        }
        StringBuilder body = new StringBuilder();
        for (RequirementResult result : results) {
            Requirement requirement = result.requirement();
            body.append("- [ ] ")
                    .append(MarkdownText.code(requirement.id()))
                    .append(' ')
                    .append(MarkdownText.inline(requirement.title()))
                    .append("\n  - ")
                    .append(RequirementWords.of(result.outcome()))
                    .append(": ")
                    .append(MarkdownText.inline(result.reason()))
                    .append('\n');
            requirement
                    .confirm()
                    .ifPresent(text -> body.append("  - To confirm: ")
                            .append(MarkdownText.inline(text))
                            .append('\n'));
        }
        page.block(
                "lists of what to confirm",
                MarkdownPage.folded(
                        "❔ <b>" + MarkdownText.html(profile.profile().title()) + "</b>: " + results.size()
                                + " to look at",
                        body.toString()));
    }

    private void contradictions() {
        if (report.contradictions().isEmpty()) {
            return;
        }
        StringBuilder body = new StringBuilder();
        for (Contradiction contradiction : report.contradictions()) {
            List<String> ids = new ArrayList<>();
            contradiction.requirements().forEach(id -> ids.add(MarkdownText.code(id)));
            body.append("- ")
                    .append(String.join(" and ", ids))
                    .append(": ")
                    .append(MarkdownText.inline(contradiction.fact()))
                    .append(": ")
                    .append(MarkdownText.inline(contradiction.why()))
                    .append(contradiction
                            .together()
                            .map(both -> "; both: " + MarkdownText.inline(both))
                            .orElse(""))
                    .append('\n');
        }
        page.block(
                "lists of contradictions",
                MarkdownPage.folded(
                        TextWords.count(report.contradictions().size(), "contradiction")
                                + ": what no image can meet together, or in one way only",
                        body.toString()));
    }

    private void duties() {
        int count = 0;
        for (ProfileResult profile : report.profiles()) {
            count += profile.duties();
        }
        if (count > 0) {
            page.block(
                    "remarks",
                    "Beside the image the publisher has " + (count == 1 ? "1 duty" : count + " duties")
                            + "; `imginspect profiles show PROFILE` lists them.\n");
        }
    }
}

package org.imginspect.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.profile.Profile;
import org.imginspect.profile.Requirement;
import org.imginspect.report.TextPage.Ink;
import org.imginspect.scan.CheckResult;
import org.imginspect.scan.Evidence;
import org.imginspect.scan.ProfileResult;
import org.imginspect.scan.RequirementOutcome;
import org.imginspect.scan.RequirementResult;
import org.imginspect.scan.ScanReport;

/** The marketplaces, requirement by requirement: first what stands in the way, last what is in order. */
final class TextRequirements {
    /** What a check found, whatever it counts as: printed in full where it is first asked for and referred to afterwards. */
    private record Shown(String check, List<Finding> findings) {
        static Shown of(CheckInfo info, List<Finding> findings) {
            List<Finding> alike = new ArrayList<>();
            for (Finding finding : findings) {
                alike.add(new Finding(Level.NOTE, finding.message(), finding.file(), finding.line()));
            }
            return new Shown(info.id(), alike);
        }
    }

    private static final String INDENT = "    ";

    private final ScanReport report;
    private final TextPage page;
    private final boolean verbose;
    private final Map<Shown, String> shown = new LinkedHashMap<>();

    TextRequirements(ScanReport report, TextPage page, boolean verbose) {
        this.report = report;
        this.page = page;
        this.verbose = verbose;
    }

    /** Whether somebody asked for marketplaces rather than for the checks that always run. */
    static boolean matter(ScanReport report) {
        return report.profiles().stream()
                .anyMatch(profile -> !profile.profile().id().equals(Profile.BASE));
    }

    /** One line for each marketplace. */
    static void overview(ScanReport report, TextPage page) throws IOException {
        if (report.profiles().size() == 1 && report.baseline().isEmpty()) {
            return; // the only one has its line where its requirements begin
        }
        page.blank();
        for (ProfileResult profile : report.profiles()) {
            boolean failed = profile.count(RequirementOutcome.NOT_MET) > 0;
            boolean all = profile.met() == profile.applicable();
            tally(profile, failed ? Ink.RED : all ? Ink.GREEN : Ink.YELLOW, page);
        }
    }

    private static void tally(ProfileResult profile, Ink ink, TextPage page) throws IOException {
        page.parts(profile.profile().title() + ": ", List.of(profile.tally().split(" · ")), " · ", ink);
    }

    /** All of them. */
    void write() throws IOException {
        for (ProfileResult profile : report.profiles()) {
            profile(profile);
        }
        others();
        duties();
        TextContradictions.write(report.contradictions(), page);
    }

    private void profile(ProfileResult profile) throws IOException {
        page.blank();
        tally(profile, Ink.BOLD, page);
        section(profile, RequirementOutcome.NOT_MET, "Not met", Ink.RED);
        section(profile, RequirementOutcome.MET_WITH_WARNINGS, "Met, with warnings", Ink.YELLOW);
        section(profile, RequirementOutcome.UNDECIDED, "Undecided offline", Ink.CYAN);
        section(profile, RequirementOutcome.MANUAL, "To confirm by hand", Ink.CYAN);
        section(profile, RequirementOutcome.WAIVED, "Waived", Ink.CYAN);
        if (verbose) {
            section(profile, RequirementOutcome.MET, "Met", Ink.GREEN);
            section(profile, RequirementOutcome.NOT_APPLICABLE, "Does not apply", Ink.FAINT);
        } else {
            inShort(profile);
        }
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

    private void section(ProfileResult profile, RequirementOutcome outcome, String title, Ink ink) throws IOException {
        List<RequirementResult> results = of(profile, outcome);
        if (results.isEmpty()) {
            return;
        }
        page.blank();
        page.paragraph("  ", Ink.PLAIN, title, ink);
        for (RequirementResult result : results) {
            requirement(result);
        }
    }

    private void requirement(RequirementResult result) throws IOException {
        Requirement requirement = result.requirement();
        String recommended = requirement.must() ? "" : " (recommended)";
        page.paragraph("  " + requirement.id() + "  ", Ink.BOLD, requirement.title() + recommended, Ink.BOLD);
        if (!result.reason().isEmpty()) {
            page.paragraph(INDENT, requirement.allOf().isEmpty() ? result.reason() : because(result.reason()));
        }
        for (Evidence evidence : result.evidence()) {
            evidence(requirement, evidence);
        }
        for (String remark : result.remarks()) {
            page.paragraph(INDENT + "note: ", Ink.FAINT, remark, Ink.PLAIN);
        }
        boolean open =
                result.outcome() != RequirementOutcome.NOT_MET && result.outcome() != RequirementOutcome.NOT_APPLICABLE;
        if (open && requirement.confirm().isPresent()) {
            page.paragraph(INDENT + "confirm: ", Ink.CYAN, requirement.confirm().get(), Ink.PLAIN);
        }
        if (result.outcome() != RequirementOutcome.NOT_APPLICABLE
                && requirement.ownScript().isPresent()) {
            page.paragraph(
                    INDENT + "own checker: ", Ink.FAINT, requirement.ownScript().get(), Ink.PLAIN);
        }
    }

    /** {@code not-met: R-2} of a requirement that is made of others. */
    private static String because(String reason) {
        int colon = reason.indexOf(": ");
        return "because of " + reason.substring(colon < 0 ? 0 : colon + 2);
    }

    private void evidence(Requirement requirement, Evidence evidence) throws IOException {
        CheckInfo info = evidence.result().info();
        if (!evidence.findings().isEmpty()) {
            List<Finding> findings = counting(requirement, evidence.findings());
            String where = shown.putIfAbsent(Shown.of(info, findings), requirement.id());
            if (where == null) {
                TextFindings.check(INDENT, info, findings, page);
            } else {
                TextFindings.head(INDENT, TextFindings.gravest(findings), info.id() + ", as shown at " + where, page);
            }
        }
        TextFindings.waived(INDENT, info, evidence.waived(), page);
    }

    /** What is only recommended fails no image. */
    static List<Finding> counting(Requirement requirement, List<Finding> findings) {
        if (requirement.must()) {
            return findings;
        }
        List<Finding> lighter = new ArrayList<>();
        for (Finding finding : findings) {
            lighter.add(
                    finding.level() == Level.ERROR
                            ? new Finding(Level.WARNING, finding.message(), finding.file(), finding.line())
                            : finding);
        }
        return lighter;
    }

    /** What is in order, as ids, and what a reader might still want to know of it. */
    private void inShort(ProfileResult profile) throws IOException {
        List<RequirementResult> met = of(profile, RequirementOutcome.MET);
        page.blank();
        ids("  Met: ", met);
        ids("  Does not apply: ", of(profile, RequirementOutcome.NOT_APPLICABLE));
        Map<String, List<String>> remarks = new LinkedHashMap<>();
        List<String> confirm = new ArrayList<>();
        List<String> own = new ArrayList<>();
        for (RequirementResult result : met) {
            String id = result.requirement().id();
            for (Evidence evidence : result.evidence()) {
                if (!evidence.findings().isEmpty()) {
                    add(remarks, "has notes (-v shows them)", id);
                }
            }
            result.remarks().forEach(remark -> add(remarks, remark, id));
            result.requirement().confirm().ifPresent(text -> confirm.add(id));
            result.requirement().ownScript().ifPresent(text -> own.add(id));
        }
        for (Map.Entry<String, List<String>> remark : remarks.entrySet()) {
            page.paragraph("  ", "Note on " + TextWords.ids(remark.getValue()) + ": " + remark.getKey());
        }
        if (!confirm.isEmpty()) {
            page.paragraph("  ", "Worth a look all the same: " + TextWords.ids(confirm) + " (-v says how)");
        }
        if (!own.isEmpty()) {
            page.paragraph(
                    "  ",
                    "The marketplace's own checker means something else in " + TextWords.ids(own) + " (-v says what)");
        }
    }

    private static void add(Map<String, List<String>> to, String key, String id) {
        List<String> ids = to.computeIfAbsent(key, any -> new ArrayList<>());
        if (!ids.contains(id)) {
            ids.add(id);
        }
    }

    private void ids(String head, List<RequirementResult> results) throws IOException {
        if (!results.isEmpty()) {
            List<String> ids = new ArrayList<>();
            results.forEach(result -> ids.add(result.requirement().id()));
            page.paragraph(head, TextWords.ids(ids));
        }
    }

    /** Findings that no requirement shows: of checks that the request names itself. */
    private void others() throws IOException {
        Set<String> seen = new java.util.HashSet<>();
        for (ProfileResult profile : report.profiles()) {
            for (RequirementResult result : profile.requirements()) {
                result.evidence().forEach(evidence -> seen.add(key(evidence.result())));
            }
        }
        List<CheckResult> rest = new ArrayList<>();
        for (CheckResult result : report.results()) {
            if (!seen.contains(key(result)) && !result.findings().isEmpty()) {
                rest.add(result);
            }
        }
        if (!rest.isEmpty()) {
            page.blank();
            page.paragraph("", Ink.PLAIN, "Found by checks that none of these marketplaces asks for", Ink.BOLD);
            for (CheckResult result : rest) {
                TextFindings.check("  ", result.info(), result.findings(), page);
            }
        }
    }

    private static String key(CheckResult result) {
        return result.info().id() + " " + result.params().values();
    }

    private void duties() throws IOException {
        List<String> parts = new ArrayList<>();
        int count = 0;
        for (ProfileResult profile : report.profiles()) {
            List<String> ids = new ArrayList<>();
            for (RequirementResult result : profile.requirements()) {
                if (result.requirement().duty()) {
                    ids.add(result.requirement().id());
                }
            }
            count += ids.size();
            if (!ids.isEmpty()) {
                parts.add(TextWords.ids(ids));
            }
        }
        if (count > 0) {
            page.blank();
            page.paragraph(
                    "",
                    Ink.PLAIN,
                    (count == 1 ? "1 duty" : count + " duties") + " of the publisher beside the image",
                    Ink.BOLD);
            page.paragraph("  ", String.join(", ", parts) + " ('imginspect profiles show PROFILE' says what they are)");
        }
    }
}

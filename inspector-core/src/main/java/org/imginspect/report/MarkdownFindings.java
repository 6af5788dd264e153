package org.imginspect.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.check.Outcome;
import org.imginspect.scan.BaselineComparison;
import org.imginspect.scan.BaselineFinding;
import org.imginspect.scan.BaselineState;
import org.imginspect.scan.CheckResult;
import org.imginspect.scan.ComparedFinding;
import org.imginspect.scan.ScanReport;
import org.imginspect.scan.VerdictChange;
import org.imginspect.scan.WaivedFinding;

/** What checks found, as lists. */
final class MarkdownFindings {
    /** More findings of one check than these are counted, not shown. */
    private static final int FINDINGS_SHOWN = 10;

    private MarkdownFindings() {}

    /** Check by check, where no marketplace asks. */
    static void byCheck(ScanReport report, MarkdownPage page) {
        for (Level level : List.of(Level.ERROR, Level.WARNING, Level.NOTE)) {
            for (CheckResult result : report.results()) {
                if (result.outcome() == Outcome.FINDINGS && TextFindings.gravest(result.findings()) == level) {
                    page.block(
                            "checks with findings",
                            MarkdownPage.folded(
                                    sign(level) + " " + TextFindings.word(level) + " "
                                            + MarkdownText.html(result.info().id()) + ": "
                                            + MarkdownText.html(
                                                    result.findings().get(0).message()),
                                    check(result.info(), result.findings())));
                }
            }
        }
    }

    /** A list item for the check, below it its findings and the fix. */
    static String check(CheckInfo info, List<Finding> findings) {
        Level gravest = TextFindings.gravest(findings);
        StringBuilder out = new StringBuilder("- ").append(named(gravest, info.id()));
        out.append('\n');
        for (Finding finding : findings.subList(0, Math.min(FINDINGS_SHOWN, findings.size()))) {
            out.append("  - ")
                    .append(finding.level() == gravest ? "" : TextFindings.word(finding.level()) + ": ")
                    .append(at(finding.file().map(Object::toString), finding.line()))
                    .append(MarkdownText.inline(finding.message()))
                    .append('\n');
        }
        if (findings.size() > FINDINGS_SHOWN) {
            out.append("  - … and ").append(findings.size() - FINDINGS_SHOWN).append(" more\n");
        }
        return out.append("  - How to fix: ")
                .append(MarkdownText.inline(info.fix()))
                .append('\n')
                .toString();
    }

    static String waived(CheckInfo info, WaivedFinding waived) {
        Finding finding = waived.finding();
        String until = waived.waiver().expires().map(day -> ", until " + day).orElse("");
        return "- waived " + MarkdownText.code(info.id()) + ": "
                + at(finding.file().map(Object::toString), finding.line())
                + MarkdownText.inline(finding.message()) + "\n  - Reason: "
                + MarkdownText.inline(waived.waiver().reason()) + until + "\n";
    }

    /** {@code ❌ **error** `ssh.host-keys-absent`}. */
    static String named(Level level, String check) {
        return sign(level) + " **" + TextFindings.word(level) + "** " + MarkdownText.code(check);
    }

    private static String at(Optional<String> file, OptionalInt line) {
        return file.map(path -> MarkdownText.code(path + (line.isPresent() ? ":" + line.getAsInt() : "")) + ": ")
                .orElse("");
    }

    static String sign(Level level) {
        return switch (level) {
            case ERROR -> "❌";
            case WARNING -> "⚠️";
            case NOTE -> "ℹ️";
        };
    }

    /** What has changed since an earlier report. */
    static void baseline(BaselineComparison baseline, MarkdownPage page) {
        page.block(
                "summaries",
                "### Compared with " + MarkdownText.code(baseline.file()) + "\n\n" + "Findings: " + baseline.tally()
                        + ". Only what is new makes the image fail.\n");
        for (String remark : baseline.remarks()) {
            page.block("remarks", "Note: " + MarkdownText.inline(remark) + "\n");
        }
        now(baseline, page);
        group("🔁 Still there", plain(baseline.findings(BaselineState.UNCHANGED)), page);
        group("✅ Fixed", baseline.fixed(), page);
        group("Waived since", baseline.waived(), page);
        group("❔ Not known any more", baseline.unknown(), page);
        if (!baseline.verdicts().isEmpty()) {
            StringBuilder body = new StringBuilder();
            for (VerdictChange change : baseline.verdicts()) {
                body.append("- ")
                        .append(MarkdownText.code(change.requirement().id()))
                        .append(" was ")
                        .append(RequirementWords.of(change.before()))
                        .append(", is ")
                        .append(RequirementWords.of(change.now()))
                        .append(": ")
                        .append(MarkdownText.inline(change.requirement().title()))
                        .append('\n');
            }
            page.block(
                    "lists of changed verdicts",
                    MarkdownPage.folded(
                            TextWords.count(baseline.verdicts().size(), "verdict") + " changed", body.toString()));
        }
    }

    private static void now(BaselineComparison baseline, MarkdownPage page) {
        List<ComparedFinding> found = baseline.findings(BaselineState.NEW);
        for (ComparedFinding one : found) {
            page.block(
                    "new findings",
                    "🆕 "
                            + check(one.result().info(), List.of(one.finding()))
                                    .substring(2)
                                    .replace("\n  - ", "\n- "));
        }
    }

    private static List<BaselineFinding> plain(List<ComparedFinding> findings) {
        List<BaselineFinding> plain = new ArrayList<>();
        for (ComparedFinding compared : findings) {
            Finding finding = compared.finding();
            plain.add(new BaselineFinding(
                    compared.result().info().id(),
                    compared.result().params().values(),
                    finding.level(),
                    finding.message(),
                    finding.file().map(Object::toString),
                    finding.line(),
                    compared.fingerprint()));
        }
        return plain;
    }

    /** Folded, fifty findings to a block so that one that does not fit takes few others with it. */
    private static void group(String title, List<BaselineFinding> findings, MarkdownPage page) {
        int most = 50;
        for (int from = 0; from < findings.size(); from += most) {
            StringBuilder body = new StringBuilder();
            for (BaselineFinding finding : findings.subList(from, Math.min(findings.size(), from + most))) {
                body.append("- ")
                        .append(named(finding.level(), finding.check()))
                        .append(": ")
                        .append(at(finding.file(), finding.line()))
                        .append(MarkdownText.inline(finding.message()))
                        .append('\n');
            }
            String part = findings.size() > most ? ", from number " + (from + 1) + " on" : "";
            page.block(
                    "lists of findings", MarkdownPage.folded(title + ": " + findings.size() + part, body.toString()));
        }
    }
}

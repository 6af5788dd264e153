package org.imginspect.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.report.TextPage.Ink;
import org.imginspect.scan.BaselineComparison;
import org.imginspect.scan.BaselineFinding;
import org.imginspect.scan.BaselineState;
import org.imginspect.scan.CheckResult;
import org.imginspect.scan.ComparedFinding;
import org.imginspect.scan.VerdictChange;

/** What has changed since an earlier report. */
final class TextBaseline {
    private TextBaseline() {}

    static void write(BaselineComparison baseline, TextPage page) throws IOException {
        page.blank();
        page.parts(
                "Compared with " + baseline.file() + ": ",
                List.of(baseline.tally().split(" · ")),
                " · ",
                Ink.BOLD);
        page.paragraph("  ", "Only what is new makes the image fail.");
        for (String remark : baseline.remarks()) {
            page.paragraph("  Note: ", remark);
        }
        isNew(baseline.findings(BaselineState.NEW), page);
        now("Still there", baseline.findings(BaselineState.UNCHANGED), page);
        earlier("Fixed", Ink.GREEN, baseline.fixed(), page);
        earlier("Waived since", Ink.CYAN, baseline.waived(), page);
        earlier(
                "Not known any more: its check was not asked again in the same way, or could not decide",
                Ink.YELLOW,
                baseline.unknown(),
                page);
        verdicts(baseline.verdicts(), page);
    }

    /** In full, with the way to mend it. */
    @SuppressWarnings("ReferenceEquality") // the findings of one answer stand one behind the other
    private static void isNew(List<ComparedFinding> findings, TextPage page) throws IOException {
        if (findings.isEmpty()) {
            return;
        }
        page.blank();
        page.paragraph("", Ink.PLAIN, "New", Ink.BOLD);
        int i = 0;
        while (i < findings.size()) {
            CheckResult result = findings.get(i).result();
            List<Finding> same = new ArrayList<>();
            while (i < findings.size() && findings.get(i).result() == result) {
                Finding finding = findings.get(i).finding();
                String before = findings.get(i)
                        .before()
                        .map(level -> " (only " + article(level) + " before)")
                        .orElse("");
                same.add(new Finding(finding.level(), finding.message() + before, finding.file(), finding.line()));
                i++;
            }
            TextFindings.check("  ", result.info(), same, page);
        }
    }

    private static String article(Level level) {
        return (level == Level.ERROR ? "an " : "a ") + TextFindings.word(level);
    }

    private static void now(String title, List<ComparedFinding> findings, TextPage page) throws IOException {
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
        earlier(title, Ink.PLAIN, plain, page);
    }

    /** Each in its line, below its check. */
    private static void earlier(String title, Ink ink, List<BaselineFinding> findings, TextPage page)
            throws IOException {
        if (findings.isEmpty()) {
            return;
        }
        page.blank();
        page.paragraph("", Ink.PLAIN, title, ink == Ink.PLAIN ? Ink.BOLD : ink);
        String check = "";
        for (BaselineFinding finding : findings) {
            if (!finding.check().equals(check)) {
                check = finding.check();
                TextFindings.head("  ", finding.level(), check, page);
            }
            page.paragraph("    ", TextFindings.at(finding.file(), finding.line()) + finding.message());
        }
    }

    private static void verdicts(List<VerdictChange> changes, TextPage page) throws IOException {
        if (changes.isEmpty()) {
            return;
        }
        page.blank();
        page.paragraph("", Ink.PLAIN, "Verdicts that changed", Ink.BOLD);
        for (VerdictChange change : changes) {
            page.paragraph(
                    "  " + change.requirement().id() + "  ",
                    Ink.BOLD,
                    RequirementWords.of(change.before()) + " → " + RequirementWords.of(change.now()) + ": "
                            + change.requirement().title(),
                    Ink.PLAIN);
        }
    }
}

package org.imginspect.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.imginspect.report.TextPage.Ink;
import org.imginspect.scan.CheckResult;
import org.imginspect.scan.NotRun;
import org.imginspect.scan.ScanReport;
import org.imginspect.scan.Summary;
import org.imginspect.scan.Unseen;

/** What could not be seen, and the counts. */
final class TextEnd {
    private TextEnd() {}

    static void unseen(ScanReport report, TextPage page) throws IOException {
        List<Unseen> unseen = report.unseen();
        if (unseen.isEmpty()) {
            return;
        }
        page.blank();
        page.paragraph("", Ink.PLAIN, "Could not be seen", Ink.BOLD);
        for (Unseen thing : unseen) {
            page.paragraph(
                    "  ? ",
                    Ink.YELLOW,
                    thing.why().isEmpty() || thing.why().contains(thing.what())
                            ? (thing.why().isEmpty() ? thing.what() : thing.why())
                            : thing.what() + ": " + thing.why(),
                    Ink.PLAIN);
            if (!thing.checks().isEmpty()) {
                page.paragraph("    undecided: ", Ink.FAINT, String.join(", ", thing.checks()), Ink.PLAIN);
            }
        }
    }

    /** What somebody decided to live with, where no requirement says so. */
    static void waived(ScanReport report, TextPage page) throws IOException {
        boolean headed = false;
        for (CheckResult result : report.results()) {
            if (!result.waived().isEmpty() && !headed) {
                page.blank();
                page.paragraph("", Ink.PLAIN, "Waived", Ink.BOLD);
                headed = true;
            }
            TextFindings.waived("  ", result.info(), result.waived(), page);
        }
    }

    static void remarks(ScanReport report, TextPage page) throws IOException {
        if (report.remarks().isEmpty()) {
            return;
        }
        page.blank();
        page.paragraph("", Ink.PLAIN, "About the request", Ink.BOLD);
        for (String remark : report.remarks()) {
            page.paragraph("  ! ", Ink.YELLOW, remark, Ink.PLAIN);
        }
    }

    static void tail(ScanReport report, boolean anyFindings, TextPage page) throws IOException {
        Summary sum = report.summary();
        page.blank();
        page.paragraph(
                "",
                TextWords.count(sum.checks(), "check") + ": " + sum.passed() + " passed, "
                        + sum.withFindings() + " with findings, "
                        + (sum.waived() > 0 ? sum.waived() + " waived, " : "")
                        + sum.notApplicable() + " not applicable, " + sum.undetermined() + " undetermined");
        notRun(report.notRun(), page);
        if (anyFindings) {
            page.paragraph("", Ink.PLAIN, "'imginspect explain CHECK' tells why a check matters", Ink.FAINT);
        }
    }

    /** What somebody named or skipped is not told back; what nobody may know of is. */
    private static void notRun(List<NotRun> checks, TextPage page) throws IOException {
        List<String> deep = new ArrayList<>();
        int onRequest = 0;
        for (NotRun check : checks) {
            if (check.why() == NotRun.Reason.DEEP) {
                deep.add(check.info().id());
            } else if (check.why() == NotRun.Reason.ON_REQUEST) {
                onRequest++;
            }
        }
        if (!deep.isEmpty()) {
            String reads = deep.size() == 1 ? "it reads" : "they read";
            page.paragraph("not run: ", String.join(", ", deep) + " (" + reads + " most of the disk: --deep)");
        }
        if (onRequest > 0) {
            page.paragraph(
                    "not run: ",
                    TextWords.count(onRequest, "check")
                            + " for what only some marketplaces ask ('imginspect checks' lists them)");
        }
    }
}

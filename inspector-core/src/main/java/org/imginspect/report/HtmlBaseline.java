package org.imginspect.report;

import java.util.ArrayList;
import java.util.List;
import org.imginspect.scan.BaselineComparison;
import org.imginspect.scan.BaselineFinding;
import org.imginspect.scan.BaselineState;
import org.imginspect.scan.ComparedFinding;
import org.imginspect.scan.VerdictChange;

/** What has changed since an earlier report. */
final class HtmlBaseline {
    private HtmlBaseline() {}

    static HtmlNode node(BaselineComparison comparison, HtmlAnchors anchors) {
        List<HtmlNode> groups = new ArrayList<>();
        List<HtmlNode> fresh = new ArrayList<>();
        for (ComparedFinding finding : comparison.findings(BaselineState.NEW)) {
            fresh.add(row(
                    finding.result().info().id(),
                    anchors.check(finding.result()),
                    HtmlChecks.place(finding.finding()).orElse(""),
                    finding.finding().message()));
        }
        group(groups, "New", fresh);
        group(groups, "Fixed", rows(comparison.fixed()));
        group(groups, "Waived since", rows(comparison.waived()));
        group(groups, "Not known: this scan does not tell whether it is still there", rows(comparison.unknown()));
        List<HtmlNode> verdicts = new ArrayList<>();
        for (VerdictChange change : comparison.verdicts()) {
            verdicts.add(row(
                    change.requirement().id(),
                    anchors.requirement(change.requirement().id()).orElse(""),
                    "",
                    HtmlWords.of(change.before()) + ", now " + HtmlWords.of(change.now()) + ": "
                            + change.requirement().title()));
        }
        group(groups, "Requirements with another verdict", verdicts);
        return new HtmlNode()
                .text("prefix", anchors.prefix())
                .text("file", comparison.file())
                .text("tally", comparison.tally())
                .texts("remarks", comparison.remarks())
                .nodes("groups", groups);
    }

    private static void group(List<HtmlNode> groups, String title, List<HtmlNode> rows) {
        if (!rows.isEmpty()) {
            groups.add(new HtmlNode()
                    .text("title", title)
                    .number("count", rows.size())
                    .nodes("rows", rows));
        }
    }

    private static List<HtmlNode> rows(List<BaselineFinding> findings) {
        List<HtmlNode> rows = new ArrayList<>();
        for (BaselineFinding finding : findings) {
            String line = finding.line().isPresent() ? ":" + finding.line().getAsInt() : "";
            rows.add(row(
                    finding.check(), "", finding.file().map(file -> file + line).orElse(""), finding.message()));
        }
        return rows;
    }

    private static HtmlNode row(String id, String anchor, String place, String message) {
        return new HtmlNode()
                .text("id", id)
                .text("anchor", anchor)
                .text("place", place)
                .text("message", message);
    }
}

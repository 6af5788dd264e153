package org.imginspect.report;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import org.imginspect.engine.ContainerInfo;
import org.imginspect.scan.CheckResult;
import org.imginspect.scan.ScanReport;
import org.imginspect.scan.Summary;
import org.imginspect.scan.Unseen;
import org.imginspect.scan.WaivedFinding;

/** The report as GitHub Flavored Markdown, short enough for a comment on a merge request. */
final class MarkdownReport implements ReportFormat {
    @Override
    public String id() {
        return "markdown";
    }

    @Override
    public void write(List<ScanReport> reports, ReportStyle style, Writer out) throws IOException {
        MarkdownPage page = new MarkdownPage();
        for (ScanReport report : reports) {
            verdict(report, page);
        }
        for (ScanReport report : reports) {
            if (report.failure().isEmpty()) {
                if (reports.size() > 1) {
                    page.block("headings", "---\n\n## Details of " + MarkdownText.code(report.image()) + "\n");
                }
                details(report, page);
            }
        }
        out.write(page.end());
    }

    private static void verdict(ScanReport report, MarkdownPage page) {
        String word = switch (report.status()) {
            case PASS -> "✅ passes";
            case FAIL -> "❌ fails";
            case INCOMPLETE -> "❔ is incomplete";
            case UNOPENED -> "❌ could not be opened";
        };
        int sign = word.indexOf(' ');
        StringBuilder text = new StringBuilder("## ")
                .append(word, 0, sign)
                .append(" imginspect: ")
                .append(MarkdownText.code(report.image()))
                .append(word, sign, word.length())
                .append("\n\n");
        if (report.failure().isPresent()) {
            page.block(
                    "images",
                    text.append("Problem: ")
                            .append(MarkdownText.inline(report.failure().get().message()))
                            .append('\n')
                            .toString());
            return;
        }
        page.block(
                "images",
                text.append("**")
                        .append(counts(report))
                        .append("**. ")
                        .append(about(report))
                        .append(".\n")
                        .toString());
        if (!report.profiles().isEmpty()) {
            MarkdownRequirements.table(report, page);
        }
    }

    private static String counts(ScanReport report) {
        Summary sum = report.summary();
        List<String> counts = new ArrayList<>();
        TextWords.addCount(counts, sum.errors(), "error");
        TextWords.addCount(counts, sum.warnings(), "warning");
        TextWords.addCount(counts, sum.notes(), "note");
        counts.add(sum.passed() + " of " + TextWords.count(sum.checks(), "check") + " passed");
        int hidden = report.unseen().size();
        if (hidden > 0) {
            counts.add(TextWords.count(hidden, "thing") + " could not be seen");
        }
        return String.join(", ", counts);
    }

    private static String about(ScanReport report) {
        List<String> parts = new ArrayList<>();
        report.guest().ifPresent(guest -> {
            parts.add("The guest is " + MarkdownText.inline(guest.name()));
            guest.arch().ifPresent(arch -> parts.add(MarkdownText.code(arch)));
        });
        report.storage().ifPresent(storage -> {
            ContainerInfo container = storage.container();
            parts.add(container.format() + " of " + Sizes.text(container.virtualSizeBytes()));
        });
        report.engine().ifPresent(engine -> parts.add("read by the " + engine.id() + " engine"));
        return String.join(", ", parts);
    }

    /** First what could not be seen, which must not be cut off before anything else. */
    private static void details(ScanReport report, MarkdownPage page) {
        unseen(report, page);
        if (report.baseline().isPresent()) {
            MarkdownFindings.baseline(report.baseline().get(), page);
        } else if (TextRequirements.matter(report)) {
            new MarkdownRequirements(report, page).write();
        } else {
            MarkdownFindings.byCheck(report, page);
            waived(report, page);
        }
        for (String remark : report.remarks()) {
            page.block("remarks", "⚠️ About the request: " + MarkdownText.inline(remark) + "\n");
        }
    }

    private static void waived(ScanReport report, MarkdownPage page) {
        StringBuilder body = new StringBuilder();
        int count = 0;
        for (CheckResult result : report.results()) {
            for (WaivedFinding waived : result.waived()) {
                body.append(MarkdownFindings.waived(result.info(), waived));
                count++;
            }
        }
        if (count > 0) {
            page.block("lists of waived findings", MarkdownPage.folded("🔕 " + count + " waived", body.toString()));
        }
    }

    private static void unseen(ScanReport report, MarkdownPage page) {
        List<Unseen> unseen = report.unseen();
        if (unseen.isEmpty()) {
            return;
        }
        StringBuilder body = new StringBuilder();
        for (Unseen thing : unseen) {
            body.append("- Not seen: ")
                    .append(
                            thing.why().isEmpty()
                                    ? MarkdownText.inline(thing.what())
                                    : MarkdownText.code(thing.what()) + ": " + MarkdownText.inline(thing.why()))
                    .append('\n');
            if (!thing.checks().isEmpty()) {
                body.append("  - undecided for it: ")
                        .append(MarkdownText.code(String.join(", ", thing.checks())))
                        .append('\n');
            }
        }
        page.block(
                "lists of what could not be seen",
                MarkdownPage.folded(
                        "❔ <b>" + TextWords.count(unseen.size(), "thing") + " could not be seen</b>", body.toString()));
    }
}

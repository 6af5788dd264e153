package org.imginspect.report;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import org.imginspect.engine.ContainerInfo;
import org.imginspect.engine.EngineInfo;
import org.imginspect.engine.StorageEntry;
import org.imginspect.guest.Consistency;
import org.imginspect.report.TextPage.Ink;
import org.imginspect.scan.GuestInfo;
import org.imginspect.scan.ScanReport;
import org.imginspect.scan.Status;
import org.imginspect.scan.Summary;

/** The report for people: the verdict first, then what led to it, then what could not be seen. */
final class TextReport implements ReportFormat {
    @Override
    public String id() {
        return "text";
    }

    @Override
    public void write(List<ScanReport> reports, ReportStyle style, Writer out) throws IOException {
        TextPage page = new TextPage(out, style);
        for (ScanReport report : reports) {
            one(report, page, style.verbose());
            if (reports.size() > 1) {
                page.blank();
            }
        }
        if (reports.size() > 1) {
            overview(reports, page);
        }
    }

    private static void one(ScanReport report, TextPage page, boolean verbose) throws IOException {
        verdict(report, page);
        if (report.failure().isPresent()) {
            page.paragraph("  ", report.failure().get().message());
            return;
        }
        about(report, page);
        boolean matter = TextRequirements.matter(report);
        boolean any = false;
        if (matter) {
            TextRequirements.overview(report, page);
        }
        if (report.baseline().isPresent()) {
            TextBaseline.write(report.baseline().get(), page);
            any = report.summary().withFindings() > 0;
        } else if (matter) {
            new TextRequirements(report, page, verbose).write();
            any = report.summary().withFindings() > 0;
        } else {
            any = TextFindings.byArea(report.results(), page);
            TextEnd.waived(report, page);
        }
        TextEnd.unseen(report, page);
        TextEnd.remarks(report, page);
        TextEnd.tail(report, any, page);
    }

    private static void verdict(ScanReport report, TextPage page) throws IOException {
        Summary sum = report.summary();
        Status status = report.status();
        List<String> parts = new ArrayList<>();
        if (sum.errors() + sum.warnings() + sum.notes() > 0) {
            List<String> counts = new ArrayList<>();
            TextWords.addCount(counts, sum.errors(), "error");
            TextWords.addCount(counts, sum.warnings(), "warning");
            TextWords.addCount(counts, sum.notes(), "note");
            parts.add(String.join(", ", counts));
        }
        if (sum.checks() > 0) {
            parts.add(
                    sum.passed() == sum.checks()
                            ? (sum.checks() == 1 ? "the one check passes" : "all " + sum.checks() + " checks pass")
                            : sum.passed() + " of " + TextWords.count(sum.checks(), "check")
                                    + (sum.passed() == 1 ? " passes" : " pass"));
        }
        int hidden = report.unseen().size();
        if (hidden > 0 && report.failure().isEmpty()) {
            parts.add(TextWords.count(hidden, "thing") + " could not be seen");
        }
        if (report.failure().isPresent()) {
            parts.add("could not be opened");
        }
        if (parts.isEmpty()) {
            parts.add("no check was asked for");
        }
        Ink ink = switch (status) {
            case PASS -> Ink.GREEN;
            case FAIL, UNOPENED -> Ink.RED;
            case INCOMPLETE -> Ink.YELLOW;
        };
        String word = status == Status.UNOPENED ? "ERROR" : status.name();
        page.paragraph(word + "  ", ink, report.image() + ": " + String.join("; ", parts), Ink.BOLD);
    }

    private static void about(ScanReport report, TextPage page) throws IOException {
        List<String> parts = new ArrayList<>();
        if (report.guest().isPresent()) {
            GuestInfo guest = report.guest().get();
            parts.add(guest.name());
            guest.arch().ifPresent(parts::add);
        }
        report.storage().ifPresent(storage -> {
            ContainerInfo container = storage.container();
            parts.add(container.format() + " of " + Sizes.text(container.virtualSizeBytes()));
        });
        report.engine().ifPresent(engine -> parts.add("read by the " + engine.id() + " engine"));
        page.paragraph("  ", Ink.PLAIN, String.join(", ", parts), Ink.FAINT);
        if (report.fallbackReason().isPresent()) {
            page.paragraph(
                    "  ",
                    "Read by libguestfs because " + report.fallbackReason().get());
        }
        for (String note : report.engine().map(EngineInfo::notes).orElse(List.of())) {
            page.paragraph("  Note: ", note);
        }
        if (report.storage().isPresent()) {
            for (StorageEntry entry : report.storage().get().entries()) {
                if (entry.consistency().isPresent() && entry.consistency().get().kind() == Consistency.Kind.STALE) {
                    page.paragraph(
                            "  Note: ",
                            entry.path() + " was not unmounted: "
                                    + entry.consistency().get().reason());
                }
            }
        }
    }

    private static void overview(List<ScanReport> reports, TextPage page) throws IOException {
        List<String> parts = new ArrayList<>();
        for (Status status : List.of(Status.FAIL, Status.INCOMPLETE, Status.UNOPENED, Status.PASS)) {
            long count =
                    reports.stream().filter(report -> report.status() == status).count();
            if (count > 0) {
                parts.add(count + " " + status.id());
            }
        }
        page.paragraph(
                "", Ink.PLAIN, TextWords.count(reports.size(), "image") + ": " + String.join(", ", parts), Ink.BOLD);
    }
}

package org.imginspect.report;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.imginspect.check.Area;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.check.Outcome;
import org.imginspect.engine.ContainerInfo;
import org.imginspect.engine.EngineInfo;
import org.imginspect.engine.StorageEntry;
import org.imginspect.guest.Consistency;
import org.imginspect.report.TextPage.Ink;
import org.imginspect.scan.CheckResult;
import org.imginspect.scan.GuestInfo;
import org.imginspect.scan.NotRun;
import org.imginspect.scan.ScanReport;
import org.imginspect.scan.Status;
import org.imginspect.scan.Summary;
import org.imginspect.scan.Unseen;

/** The report for people: the verdict first, then what led to it, then what could not be seen. */
final class TextReport implements ReportFormat {
    /** More findings of one check than these are counted, not shown; JSON has them all. */
    private static final int FINDINGS_SHOWN = 20;

    @Override
    public String id() {
        return "text";
    }

    @Override
    public void write(List<ScanReport> reports, ReportStyle style, Writer out) throws IOException {
        TextPage page = new TextPage(out, style);
        for (ScanReport report : reports) {
            one(report, page);
            if (reports.size() > 1) {
                page.blank();
            }
        }
        if (reports.size() > 1) {
            overview(reports, page);
        }
    }

    private static void one(ScanReport report, TextPage page) throws IOException {
        verdict(report, page);
        if (report.failure().isPresent()) {
            page.paragraph("  ", report.failure().get().message());
            return;
        }
        about(report, page);
        boolean any = false;
        for (Area area : Area.values()) {
            any |= area(area, report.results(), page);
        }
        unseen(report, page);
        tail(report, any, page);
    }

    private static void verdict(ScanReport report, TextPage page) throws IOException {
        Summary sum = report.summary();
        Status status = report.status();
        List<String> parts = new ArrayList<>();
        if (sum.errors() + sum.warnings() + sum.notes() > 0) {
            List<String> counts = new ArrayList<>();
            addCount(counts, sum.errors(), "error");
            addCount(counts, sum.warnings(), "warning");
            addCount(counts, sum.notes(), "note");
            parts.add(String.join(", ", counts));
        }
        if (sum.checks() > 0) {
            parts.add(
                    sum.passed() == sum.checks()
                            ? (sum.checks() == 1 ? "the one check passes" : "all " + sum.checks() + " checks pass")
                            : sum.passed() + " of " + count(sum.checks(), "check")
                                    + (sum.passed() == 1 ? " passes" : " pass"));
        }
        int hidden = report.unseen().size();
        if (hidden > 0 && report.failure().isEmpty()) {
            parts.add(count(hidden, "thing") + " could not be seen");
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

    private static boolean area(Area area, List<CheckResult> results, TextPage page) throws IOException {
        boolean headed = false;
        for (CheckResult result : results) {
            if (result.info().area() == area && result.outcome() == Outcome.FINDINGS) {
                if (!headed) {
                    page.blank();
                    page.paragraph("", Ink.PLAIN, area.title(), Ink.BOLD);
                    headed = true;
                }
                findings(result, page);
            }
        }
        return headed;
    }

    private static void findings(CheckResult result, TextPage page) throws IOException {
        Level gravest = Level.NOTE;
        for (Finding finding : result.findings()) {
            gravest = finding.level().compareTo(gravest) > 0 ? finding.level() : gravest;
        }
        Ink ink = gravest == Level.ERROR ? Ink.RED : gravest == Level.WARNING ? Ink.YELLOW : Ink.CYAN;
        String word = word(gravest);
        page.paragraph(
                "  " + word + " ".repeat(9 - word.length()), ink, result.info().id(), Ink.BOLD);
        int shown = 0;
        for (Finding finding : result.findings()) {
            if (++shown > FINDINGS_SHOWN) {
                int more = result.findings().size() - FINDINGS_SHOWN;
                page.paragraph("    ", "... and " + more + " more (-f json lists all)");
                break;
            }
            StringBuilder text = new StringBuilder();
            finding.file().ifPresent(text::append);
            finding.line().ifPresent(line -> text.append(':').append(line));
            text.append(text.length() > 0 ? ": " : "");
            if (finding.level() != gravest) {
                text.append(word(finding.level())).append(": ");
            }
            page.paragraph("    ", text.append(finding.message()).toString());
        }
        page.paragraph("    fix: ", Ink.CYAN, result.info().fix(), Ink.PLAIN);
    }

    private static void unseen(ScanReport report, TextPage page) throws IOException {
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

    private static void tail(ScanReport report, boolean anyFindings, TextPage page) throws IOException {
        Summary sum = report.summary();
        page.blank();
        page.paragraph(
                "",
                count(sum.checks(), "check") + ": " + sum.passed() + " passed, "
                        + sum.withFindings() + " with findings, " + sum.notApplicable() + " not applicable, "
                        + sum.undetermined() + " undetermined");
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
                    count(onRequest, "check")
                            + " for what only some marketplaces ask ('imginspect checks' lists them)");
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
        page.paragraph("", Ink.PLAIN, count(reports.size(), "image") + ": " + String.join(", ", parts), Ink.BOLD);
    }

    private static String word(Level level) {
        return level.name().toLowerCase(Locale.ROOT);
    }

    private static void addCount(List<String> to, int count, String noun) {
        if (count > 0) {
            to.add(count(count, noun));
        }
    }

    private static String count(int count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }
}

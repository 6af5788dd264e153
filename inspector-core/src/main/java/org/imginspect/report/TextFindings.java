package org.imginspect.report;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.imginspect.check.Area;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.report.TextPage.Ink;
import org.imginspect.scan.CheckResult;
import org.imginspect.scan.WaivedFinding;

/** What checks found, each with the way to mend it. */
final class TextFindings {
    /** More findings of one check than these are counted, not shown; JSON has them all. */
    private static final int FINDINGS_SHOWN = 20;

    private TextFindings() {}

    /** The results that have findings, area by area; whether there are any. */
    static boolean byArea(List<CheckResult> results, TextPage page) throws IOException {
        boolean any = false;
        for (Area area : Area.values()) {
            boolean headed = false;
            for (CheckResult result : results) {
                if (result.info().area() == area && !result.findings().isEmpty()) {
                    if (!headed) {
                        page.blank();
                        page.paragraph("", Ink.PLAIN, area.title(), Ink.BOLD);
                        headed = true;
                    }
                    check("  ", result.info(), result.findings(), page);
                }
            }
            any |= headed;
        }
        return any;
    }

    /** One check: its gravest level, its id, its findings and the fix. */
    static void check(String indent, CheckInfo info, List<Finding> findings, TextPage page) throws IOException {
        Level gravest = gravest(findings);
        head(indent, gravest, info.id(), page);
        int shown = 0;
        for (Finding finding : findings) {
            if (++shown > FINDINGS_SHOWN) {
                int more = findings.size() - FINDINGS_SHOWN;
                page.paragraph(indent + "  ", "... and " + more + " more (-f json lists all)");
                break;
            }
            String level = finding.level() == gravest ? "" : word(finding.level()) + ": ";
            page.paragraph(
                    indent + "  ",
                    at(finding.file().map(Object::toString), finding.line()) + level + finding.message());
        }
        page.paragraph(indent + "  fix: ", Ink.CYAN, info.fix(), Ink.PLAIN);
    }

    /** The line that names a check. */
    static void head(String indent, Level level, String text, TextPage page) throws IOException {
        String word = word(level);
        page.paragraph(indent + word + " ".repeat(9 - word.length()), ink(level), text, Ink.BOLD);
    }

    /** What was waived, and by whom. */
    static void waived(String indent, CheckInfo info, List<WaivedFinding> waived, TextPage page) throws IOException {
        for (WaivedFinding one : waived) {
            Finding finding = one.finding();
            page.paragraph(
                    indent,
                    info.id() + ": " + at(finding.file().map(Object::toString), finding.line()) + finding.message());
            page.paragraph(
                    indent + "  waived: ",
                    Ink.CYAN,
                    one.waiver().reason()
                            + one.waiver()
                                    .expires()
                                    .map(day -> ", until " + day)
                                    .orElse("")
                            + " (" + one.waiver().origin() + ")",
                    Ink.PLAIN);
        }
    }

    static Level gravest(List<Finding> findings) {
        Level gravest = Level.NOTE;
        for (Finding finding : findings) {
            gravest = finding.level().compareTo(gravest) > 0 ? finding.level() : gravest;
        }
        return gravest;
    }

    /** {@code /etc/fstab:3: }; nothing if it is not about a file. */
    static String at(Optional<String> file, OptionalInt line) {
        return file.map(path -> path + (line.isPresent() ? ":" + line.getAsInt() : "") + ": ")
                .orElse("");
    }

    static Ink ink(Level level) {
        return switch (level) {
            case ERROR -> Ink.RED;
            case WARNING -> Ink.YELLOW;
            case NOTE -> Ink.CYAN;
        };
    }

    static String word(Level level) {
        return level.name().toLowerCase(Locale.ROOT);
    }
}

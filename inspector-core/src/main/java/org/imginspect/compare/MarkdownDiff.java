package org.imginspect.compare;

import java.io.IOException;
import java.io.Writer;
import java.util.List;
import org.imginspect.report.Escape;

/**
 * The comparison for a comment on a merge request. Guest text stands in HTML's {@code code} with everything that Markdown, HTML or a forge
 * might act on as a character reference, so that it neither formats, links nor mentions anybody.
 */
final class MarkdownDiff implements DiffFormat {
    /** Longer sections are folded. */
    private static final int LONG = 25;

    @Override
    public String id() {
        return "markdown";
    }

    @Override
    public void write(DiffReport report, Writer out) throws IOException {
        String verdict = TextDiff.verdict(report);
        int gap = verdict.indexOf("  ");
        out.write("### Image comparison: " + verdict.substring(gap).strip() + "\n\n");
        out.write("- before: " + code(TextDiff.head(report.before())) + "\n");
        out.write("- after: " + code(TextDiff.head(report.after())) + "\n");
        for (SectionResult section : report.sections()) {
            if (!section.compared()) {
                out.write("\n**" + section.title() + "**: not compared, because it could not be read (see below)\n");
            } else if (!section.changes().isEmpty()) {
                section(section, out);
            }
        }
        if (!report.unread().isEmpty()) {
            out.write("\n**Could not be read, so that differences there are not known**\n\n");
            for (Unread unread : report.unread()) {
                out.write("- " + unread.side().id() + ": " + code(unread.why()) + " (not compared, or not wholly: "
                        + String.join(", ", unread.sections()) + ")\n");
            }
        }
        for (SectionResult section : report.sections()) {
            for (String remark : section.remarks()) {
                out.write("\n" + code(remark) + "\n");
            }
        }
    }

    private static void section(SectionResult section, Writer out) throws IOException {
        List<Change> changes = section.changes();
        String title = section.title() + ": " + FileGroups.counts(changes);
        boolean folded = changes.size() > LONG;
        out.write(folded ? "\n<details><summary>" + title + "</summary>\n\n" : "\n**" + title + "**\n\n");
        if (section.id().equals(FilesSection.ID) && FileGroups.areNeeded(changes)) {
            out.write("| directory | changes |\n|---|---|\n");
            for (FileGroups.Group group : FileGroups.of(changes)) {
                out.write("| " + code(group.directory()) + " | " + FileGroups.counts(group.changes()) + " |\n");
            }
        } else {
            out.write("| | what | before | after |\n|---|---|---|---|\n");
            for (Change change : changes) {
                String what =
                        change.property().isEmpty() ? change.subject() : change.subject() + ": " + change.property();
                out.write("| " + change.kind().words() + " | " + code(what) + " | "
                        + change.before().map(MarkdownDiff::code).orElse("") + " | "
                        + change.after().map(MarkdownDiff::code).orElse("") + " |\n");
            }
        }
        out.write(folded ? "\n</details>\n" : "");
    }

    /** Text that means nothing but itself. */
    private static String code(String text) {
        if (text.isEmpty()) {
            return "(empty)";
        }
        String escaped = Escape.line(text);
        StringBuilder out = new StringBuilder(escaped.length() + 32).append("<code>");
        for (int i = 0; i < escaped.length(); i++) {
            char c = escaped.charAt(i);
            boolean plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            // A bare "www." makes a link.
            boolean dot = c == '.' && !escaped.regionMatches(true, i - 3, "www", 0, 3);
            if (plain || dot || c > 0x7f || " /-,=()+'".indexOf(c) >= 0) {
                out.append(c);
            } else {
                out.append("&#").append((int) c).append(';');
            }
        }
        return out.append("</code>").toString();
    }
}

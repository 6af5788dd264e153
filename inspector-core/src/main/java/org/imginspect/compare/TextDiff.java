package org.imginspect.compare;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.imginspect.report.Escape;
import org.imginspect.report.Sizes;
import org.imginspect.scan.GuestInfo;

/** The comparison for people: a line for each difference. */
final class TextDiff implements DiffFormat {
    @Override
    public String id() {
        return "text";
    }

    @Override
    public void write(DiffReport report, Writer out) throws IOException {
        line(out, verdict(report));
        line(out, "  before  " + head(report.before()));
        line(out, "  after   " + head(report.after()));
        List<String> same = new ArrayList<>();
        for (SectionResult section : report.sections()) {
            if (!section.compared()) {
                out.write('\n');
                line(out, section.title() + ": not compared, because it could not be read (see below)");
            } else if (!section.changes().isEmpty()) {
                out.write('\n');
                section(section, out);
            } else {
                same.add(section.title().toLowerCase(Locale.ROOT));
            }
        }
        unread(report, out);
        out.write('\n');
        if (!same.isEmpty()) {
            line(out, "No difference: " + String.join(", ", same));
        }
        for (SectionResult section : report.sections()) {
            for (String remark : section.remarks()) {
                line(out, remark);
            }
        }
    }

    /** What the exit code says, in words. */
    static String verdict(DiffReport report) {
        String known = report.changes() == 0 ? "no difference" : Amounts.count(report.changes(), "difference");
        return switch (report.status()) {
            case SAME -> "SAME  no difference in what is compared";
            case DIFFERENT -> "DIFFERENT  " + known;
            case INCOMPLETE ->
                "INCOMPLETE  " + known + " found, but "
                        + Amounts.count(report.unread().size(), "thing") + " could not be read";
        };
    }

    static String head(ImageHead image) {
        return image.path() + ": "
                + image.guest().map(GuestInfo::name).orElse("no guest that is known") + ", " + image.format() + " of "
                + Sizes.text(image.virtualSizeBytes());
    }

    private static void section(SectionResult section, Writer out) throws IOException {
        line(out, section.title() + " (" + FileGroups.counts(section.changes()) + ")");
        if (section.id().equals(FilesSection.ID) && FileGroups.areNeeded(section.changes())) {
            for (FileGroups.Group group : FileGroups.of(section.changes())) {
                line(out, "  " + group.directory() + "  " + FileGroups.counts(group.changes()));
            }
            line(out, "  (by directory, because there are many; -f json lists each)");
            return;
        }
        for (Change change : section.changes()) {
            line(out, "  " + pad(change.kind().words()) + text(change));
        }
    }

    /** {@code demo: shell: /bin/bash -> /bin/sh}. */
    static String text(Change change) {
        StringBuilder text = new StringBuilder(change.subject());
        boolean isSaid = change.kind() == Change.Kind.UPGRADED || change.kind() == Change.Kind.DOWNGRADED;
        if (!change.property().isEmpty() && !isSaid) {
            text.append(": ").append(change.property());
        }
        String before = change.before().orElse("");
        String after = change.after().orElse("");
        if (change.before().isPresent() && change.after().isPresent()) {
            text.append(": ").append(shown(before)).append(" -> ").append(shown(after));
        } else if (!before.isEmpty() || !after.isEmpty()) {
            text.append(": ").append(before).append(after);
            boolean whole = change.kind() == Change.Kind.ADDED || change.kind() == Change.Kind.REMOVED;
            text.append(
                    whole || change.property().equals("content") ? "" : after.isEmpty() ? " -> (not there)" : " (new)");
        }
        return text.toString();
    }

    private static String shown(String value) {
        return value.isEmpty() ? "(empty)" : value;
    }

    private static void unread(DiffReport report, Writer out) throws IOException {
        if (report.unread().isEmpty()) {
            return;
        }
        out.write('\n');
        line(out, "Could not be read, so that differences there are not known");
        for (Unread unread : report.unread()) {
            line(out, "  ? " + unread.side().id() + ": " + unread.why());
            line(out, "    not compared, or not wholly: " + String.join(", ", unread.sections()));
        }
    }

    private static String pad(String word) {
        return word + " ".repeat(Math.max(1, 15 - word.length()));
    }

    private static void line(Writer out, String text) throws IOException {
        out.write(Escape.line(text));
        out.write('\n');
    }
}

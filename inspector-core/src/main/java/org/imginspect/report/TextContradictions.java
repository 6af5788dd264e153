package org.imginspect.report;

import java.io.IOException;
import java.util.List;
import org.imginspect.profile.Contradiction;
import org.imginspect.report.TextPage.Ink;

/** Where marketplaces ask for opposite things: what no image can meet, and what one can in a certain way. */
final class TextContradictions {
    private static final String INDENT = "    ";

    private TextContradictions() {}

    static void write(List<Contradiction> contradictions, TextPage page) throws IOException {
        write(contradictions, false, "What no image can meet together", page);
        write(contradictions, true, "What an image meets together in one way only", page);
    }

    private static void write(List<Contradiction> contradictions, boolean solved, String heading, TextPage page)
            throws IOException {
        boolean any = false;
        for (Contradiction contradiction : contradictions) {
            if (contradiction.together().isPresent() != solved) {
                continue;
            }
            if (!any) {
                page.blank();
                page.paragraph("", Ink.PLAIN, heading, Ink.BOLD);
                any = true;
            }
            page.paragraph("  ", Ink.PLAIN, String.join(" and ", contradiction.requirements()), Ink.YELLOW);
            page.paragraph(INDENT, contradiction.fact() + ": " + contradiction.why());
            if (solved) {
                page.paragraph(INDENT, "both: " + contradiction.together().orElseThrow());
            }
        }
    }
}

package org.imginspect.report;

import org.imginspect.check.CheckInfo;
import org.imginspect.scan.Inspector;
import org.imginspect.scan.UnknownCheckException;

/**
 * What a reader of a finding wants of the page of its check: why it matters and what to do, without the examples, which are there for
 * tests and hold keys and passwords that scanners for secrets would take for real ones.
 */
final class PageText {
    private static final String WHY = "Why";

    private final String page;
    private final CheckInfo info;

    private PageText(CheckInfo info, String page) {
        this.info = info;
        this.page = page;
    }

    /** Of a check of the catalogue, or of one that an embedding program brought and that has no page. */
    static PageText of(CheckInfo info) {
        try {
            return new PageText(info, Inspector.page(info.id()));
        } catch (UnknownCheckException e) {
            return new PageText(info, "");
        }
    }

    /** The first paragraph of the reason, on one line; the title if there is no page. */
    String summary() {
        String why = section(WHY);
        int end = why.indexOf("\n\n");
        String first =
                (end < 0 ? why : why.substring(0, end)).replace('\n', ' ').strip();
        return first.isEmpty() ? info.title() + "." : first;
    }

    /** Title, reason and remedy in a few sentences. */
    String plain() {
        return info.title() + ". " + summary() + " How to fix: " + info.fix() + ".";
    }

    /** The sections for readers as Markdown. */
    String markdown() {
        StringBuilder text = new StringBuilder("# ").append(info.title()).append('\n');
        String fix = section("How to fix");
        append("Why", section(WHY), text);
        append("How to fix", fix.isEmpty() ? info.fix() : fix, text);
        append("References", section("References"), text);
        return text.toString();
    }

    private static void append(String heading, String section, StringBuilder text) {
        if (!section.isEmpty()) {
            text.append("\n## ").append(heading).append("\n\n").append(section).append('\n');
        }
    }

    /** The text below a heading of the second level, up to the next one; empty if there is none such. */
    private String section(String heading) {
        String head = "\n## " + heading + "\n";
        int start = page.indexOf(head);
        if (start < 0) {
            return "";
        }
        int from = start + head.length();
        int end = page.indexOf("\n## ", from);
        return page.substring(from, end < 0 ? page.length() : end).strip();
    }
}

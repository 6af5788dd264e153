package org.imginspect.report;

import java.io.IOException;
import java.io.Writer;
import java.util.List;

/** Text that is wrapped and coloured on its way out. Everything given to it is escaped. */
final class TextPage {
    /** SGR parameters (ECMA-48, 8.3.117). */
    enum Ink {
        PLAIN(""),
        BOLD("1"),
        RED("1;31"),
        YELLOW("33"),
        GREEN("1;32"),
        CYAN("36"),
        FAINT("2");

        private final String sgr;

        Ink(String sgr) {
            this.sgr = sgr;
        }
    }

    private final Writer out;
    private final ReportStyle style;

    TextPage(Writer out, ReportStyle style) {
        this.out = out;
        this.style = style;
    }

    void blank() throws IOException {
        out.write('\n');
    }

    /** A paragraph in one colour, its first line after {@code head}, the others indented as far as the head is wide. */
    void paragraph(String head, Ink headInk, String text, Ink ink) throws IOException {
        String escapedHead = Escape.line(head);
        String indent = " ".repeat(escapedHead.length());
        String escaped = Escape.line(text);
        int from = 0;
        boolean first = true;
        int width = Math.max(10, style.columns() - indent.length());
        while (first || from < escaped.length()) {
            int to = lineEnd(escaped, from, width);
            paint(first ? escapedHead : indent, first ? headInk : Ink.PLAIN);
            paint(escaped.substring(from, to).stripTrailing(), ink);
            out.write('\n');
            first = false;
            from = to;
            while (from < escaped.length() && escaped.charAt(from) == ' ') {
                from++;
            }
        }
    }

    /** Parts that are not broken, several in a line while they fit, in a paragraph that begins with a bold head. */
    void parts(String head, List<String> parts, String between, Ink ink) throws IOException {
        String escaped = Escape.line(head);
        paint(escaped, Ink.BOLD);
        int used = escaped.length();
        boolean first = true;
        for (int i = 0; i < parts.size(); i++) {
            String text = Escape.line(parts.get(i)) + (i + 1 < parts.size() ? between.stripTrailing() : "");
            int blank = first ? 0 : 1;
            if (!first && used + blank + text.length() > style.columns()) {
                out.write("\n    ");
                used = 4;
                blank = 0;
            }
            paint(" ".repeat(blank) + text, ink);
            used += blank + text.length();
            first = false;
        }
        out.write('\n');
    }

    void paragraph(String head, String text) throws IOException {
        paragraph(head, Ink.PLAIN, text, Ink.PLAIN);
    }

    /** Where a line that begins at {@code from} ends: at the last blank that fits, or the first one if none does. */
    private static int lineEnd(String text, int from, int width) {
        if (text.length() - from <= width) {
            return text.length();
        }
        int blank = text.lastIndexOf(' ', from + width);
        if (blank <= from) {
            blank = text.indexOf(' ', from + 1);
        }
        return blank < 0 ? text.length() : blank;
    }

    private void paint(String text, Ink ink) throws IOException {
        if (style.colour() && !ink.sgr.isEmpty() && !text.isBlank()) {
            // The blanks before the text are left outside, so that underlines and backgrounds of a terminal theme do
            // not show.
            int start = 0;
            while (text.charAt(start) == ' ') {
                start++;
            }
            out.write(text, 0, start);
            out.write("\u001b[" + ink.sgr + "m");
            out.write(text, start, text.length() - start);
            out.write("\u001b[0m");
        } else {
            out.write(text);
        }
    }
}

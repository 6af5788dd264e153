package org.imginspect.facts.yaml;

import org.snakeyaml.engine.v2.events.ScalarEvent;

/** Finds tabs outside of quotes, blocks and comments: YAML 1.2 lets them stand between values, PyYAML does not. */
final class Tabs {
    private final String text;
    private final boolean any;
    /** How far it was looked, in UTF-16 units and in code points, and the lines before it. */
    private int at;

    private int codePoint;
    private int lines;
    private int forbidden;

    Tabs(String text) {
        this.text = text;
        this.any = text.indexOf('\t') >= 0;
    }

    /** Tells of a text in quotes or a block, in the order of the document. */
    void allow(ScalarEvent scalar) {
        if (any) {
            scalar.getStartMark().ifPresent(mark -> advance(mark.getIndex(), true));
            if (scalar.isLiteral() || scalar.isFolded()) {
                int header = text.indexOf('\n', at); // The line of | or > holds nothing of the text.
                if (header > 0) {
                    advance(codePoint + text.codePointCount(at, header), true);
                }
            }
            scalar.getEndMark().ifPresent(mark -> advance(mark.getIndex(), false));
        }
    }

    /** The line of the first such tab, from 1; 0 if there is none. */
    int firstForbidden() {
        if (any) {
            advance(Integer.MAX_VALUE, true);
        }
        return forbidden;
    }

    private void advance(int until, boolean looking) {
        boolean comment = false;
        boolean blank = at == 0 || text.charAt(at - 1) == '\n' || text.charAt(at - 1) == ' ';
        while (at < text.length() && codePoint < until) {
            char c = text.charAt(at);
            if (c == '\n' || c == '\r') {
                comment = false;
                // A carriage return before a line feed is one break with it.
                lines += c == '\n' || !text.startsWith("\n", at + 1) ? 1 : 0;
            } else if (c == '#' && blank) {
                comment = true;
            } else if (c == '\t' && looking && !comment && forbidden == 0) {
                forbidden = lines + 1;
            }
            blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
            at += Character.isHighSurrogate(c) && at + 1 < text.length() ? 2 : 1;
            codePoint++;
        }
    }
}

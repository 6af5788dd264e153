package org.imginspect.report;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Markdown that fits into a comment. What comes first is kept; a block that does not fit is left out as a whole, and the end says
 * how many of what were.
 */
final class MarkdownPage {
    /** GitHub takes 65 536 characters in a comment, GitLab a million; this leaves room for what a bot adds. */
    static final int MOST_CHARACTERS = 60_000;

    /** For the sentence that says what was cut. */
    private static final int RESERVE = 1_000;

    private final StringBuilder text = new StringBuilder();
    private final Map<String, Integer> cut = new LinkedHashMap<>();

    /**
     * Adds a block, with an empty line after it, if there is room.
     *
     * @param what what it is, in the plural, for the sentence at the end
     */
    void block(String what, String block) {
        if (text.length() + block.length() + 1 > MOST_CHARACTERS - RESERVE) {
            cut.merge(what, 1, Integer::sum);
        } else {
            text.append(block).append('\n');
        }
    }

    /** Folded: the summary is HTML, the body Markdown. */
    static String folded(String summary, String body) {
        return "<details><summary>" + summary + "</summary>\n\n" + body + "\n</details>\n";
    }

    String end() {
        if (!cut.isEmpty()) {
            StringBuilder sentence = new StringBuilder("**Cut to fit into a comment.** Left out:");
            String between = " ";
            for (Map.Entry<String, Integer> one : cut.entrySet()) {
                sentence.append(between).append(one.getValue()).append(' ').append(one.getKey());
                between = ", ";
            }
            text.append(sentence).append(". The JSON and HTML reports have everything.\n");
        }
        return text.toString();
    }
}

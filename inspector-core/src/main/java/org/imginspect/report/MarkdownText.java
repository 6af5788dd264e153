package org.imginspect.report;

import java.util.regex.Pattern;

/**
 * Text of a guest as GitHub Flavored Markdown. Only plain words stand as they are; every other word becomes a code span, in which
 * neither Markdown nor GitHub nor GitLab look for anything: no link, mention, reference, emoji, formula or quick action.
 */
final class MarkdownText {
    /** Longer texts are cut: a comment has room for many things, not for one that is long. */
    private static final int LONGEST = 600;

    private static final Pattern WORD =
            Pattern.compile("[('\"]*\\p{L}[\\p{L}\\p{N}]*(?:['-]\\p{L}+)*[)'\",;:.?]*|\\(?[0-9]{1,6}[),;:.]*");

    /** What GitHub takes for a commit. */
    private static final Pattern COMMIT = Pattern.compile("[^0-9a-fA-F]*[0-9a-fA-F]{7,}[^0-9a-fA-F]*");

    private MarkdownText() {}

    /** For a paragraph or list item, but not for its beginning. */
    static String inline(String text) {
        return words(text, false);
    }

    /** For a cell of a table, where a bar would end the cell even in code: it is shown broken. */
    static String cell(String text) {
        return words(text.replace('|', '\u00a6'), false);
    }

    /** Inside of an HTML element at the beginning of a block, where Markdown is not looked for. */
    static String html(String text) {
        return words(text, true);
    }

    /** One code span. */
    static String code(String text) {
        return span(cut(Escape.line(text)), false);
    }

    private static String words(String text, boolean html) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        StringBuilder code = new StringBuilder();
        String gap = "";
        for (String word : cut(Escape.line(text)).split(" ", -1)) {
            if (word.isEmpty()) {
                continue;
            }
            if (WORD.matcher(word).matches() && !COMMIT.matcher(word).matches()) {
                gap = flush(code, gap, out, html);
                out.append(gap).append(word);
                gap = " ";
                continue;
            }
            // Brackets around the code and punctuation after it stay outside.
            int end = end(word);
            if (word.startsWith("(") && end > 1) {
                gap = flush(code, gap, out, html);
                out.append(gap).append('(');
                gap = "";
                code.append(word, 1, end);
            } else {
                code.append(code.isEmpty() ? "" : " ").append(word, 0, end);
            }
            if (end < word.length()) {
                gap = flush(code, gap, out, html);
                out.append(word, end, word.length());
            }
        }
        flush(code, gap, out, html);
        return out.toString();
    }

    private static int end(String word) {
        int end = word.length();
        while (end > 1
                && (",;:.".indexOf(word.charAt(end - 1)) >= 0
                        || (word.charAt(end - 1) == ')' && word.indexOf('(', 1) < 0))) {
            end--;
        }
        return end;
    }

    /** What goes between this and the next word. */
    private static String flush(StringBuilder code, String gap, StringBuilder out, boolean html) {
        if (code.isEmpty()) {
            return gap;
        }
        out.append(gap).append(span(code.toString(), html));
        code.setLength(0);
        return " ";
    }

    private static String cut(String text) {
        if (text.length() <= LONGEST) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
        return text.substring(0, end) + "… (" + (text.length() - end) + " more characters)";
    }

    /** CommonMark 6.1: a fence that is longer than any run of backticks in it, blanks where it would touch one or lose its own. */
    private static String span(String code, boolean html) {
        if (html) {
            return "<code>" + entities(code) + "</code>";
        }
        int longest = 0;
        int run = 0;
        for (int i = 0; i < code.length(); i++) {
            run = code.charAt(i) == '`' ? run + 1 : 0;
            longest = Math.max(longest, run);
        }
        String fence = "`".repeat(longest + 1);
        boolean stripped = code.startsWith(" ") && code.endsWith(" ") && !code.isBlank();
        String blank = stripped || code.startsWith("`") || code.endsWith("`") ? " " : "";
        return fence + blank + code + blank + fence;
    }

    /** Little but letters, digits and blanks stays as it is. */
    private static String entities(String text) {
        StringBuilder out = new StringBuilder(text.length() * 2);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > 0x7f || " -./".indexOf(c) >= 0 || Character.isLetterOrDigit(c)) {
                out.append(c);
            } else {
                out.append("&#").append((int) c).append(';');
            }
        }
        return out.toString();
    }
}

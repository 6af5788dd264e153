package org.imginspect.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The page of a check for the report: headings of the second level, paragraphs, lists, fenced code, code and strong words in a line. Nothing else of
 * Markdown is known: everything else stays the text it is, and none of it becomes markup.
 */
final class HtmlMarkdown {
    /** Examples for whoever works on the check, and what does not concern a guest in which it found something. */
    private static final Set<String> LEFT_OUT = Set.of("Fails", "Passes", "Does not apply");

    private final List<HtmlNode> sections = new ArrayList<>();
    private Optional<String> heading = Optional.empty();
    private List<HtmlNode> blocks = new ArrayList<>();
    private List<String> items = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();

    private HtmlMarkdown() {}

    /** Its sections but for the examples; none if the page has none. */
    static List<HtmlNode> sections(String page) {
        HtmlMarkdown markdown = new HtmlMarkdown();
        markdown.read(page.lines().toList());
        return markdown.sections;
    }

    private void read(List<String> lines) {
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            String stripped = line.strip();
            if (stripped.startsWith("```")) {
                endBlock();
                List<String> code = new ArrayList<>();
                for (i++; i < lines.size() && !lines.get(i).strip().equals("```"); i++) {
                    code.add(lines.get(i));
                }
                blocks.add(block().flag("code", true).texts("lines", code));
            } else if (line.startsWith("## ")) {
                endSection();
                heading = Optional.of(line.substring(3).strip());
            } else if (stripped.isEmpty()) {
                endBlock();
            } else if (stripped.startsWith("- ")) {
                endItem();
                items.add("");
                text.append(stripped.substring(2));
            } else if (!line.startsWith("# ")) {
                text.append(text.isEmpty() ? "" : " ").append(stripped);
            }
        }
        endSection();
    }

    private static HtmlNode block() {
        return new HtmlNode()
                .flag("code", false)
                .flag("hasItems", false)
                .texts("lines", List.of())
                .nodes("items", List.of())
                .flag("hasParagraph", false)
                .nodes("paragraph", List.of());
    }

    private void endItem() {
        if (items.isEmpty()) {
            endParagraph();
        } else if (!text.isEmpty()) {
            items.set(items.size() - 1, text.toString());
            text.setLength(0);
        }
    }

    private void endParagraph() {
        if (!text.isEmpty()) {
            blocks.add(block().flag("hasParagraph", true).nodes("paragraph", spans(text.toString())));
            text.setLength(0);
        }
    }

    private void endBlock() {
        endItem();
        if (!items.isEmpty()) {
            List<HtmlNode> nodes = new ArrayList<>();
            for (String item : items) {
                nodes.add(new HtmlNode().nodes("spans", spans(item)));
            }
            blocks.add(block().flag("hasItems", true).nodes("items", nodes));
            items = new ArrayList<>();
        }
    }

    private void endSection() {
        endBlock();
        if (heading.isPresent() && !LEFT_OUT.contains(heading.get()) && !blocks.isEmpty()) {
            sections.add(new HtmlNode().text("heading", heading).nodes("blocks", blocks));
        }
        blocks = new ArrayList<>();
    }

    /** Text between marks. A mark that is never closed is text. */
    static List<HtmlNode> spans(String text) {
        List<HtmlNode> spans = new ArrayList<>();
        int from = 0;
        int at = 0;
        while (at < text.length()) {
            String mark = text.startsWith("**", at) ? "**" : text.charAt(at) == '`' ? "`" : "";
            int end = mark.isEmpty() ? -1 : text.indexOf(mark, at + mark.length());
            if (end < 0) {
                at++;
                continue;
            }
            add(spans, "plain", text.substring(from, at));
            add(spans, mark.equals("`") ? "code" : "strong", text.substring(at + mark.length(), end));
            at = end + mark.length();
            from = at;
        }
        add(spans, "plain", text.substring(from));
        return spans;
    }

    private static void add(List<HtmlNode> spans, String kind, String text) {
        if (!text.isEmpty()) {
            HtmlNode span = new HtmlNode();
            for (String each : List.of("plain", "code", "strong")) {
                span.text(each, each.equals(kind) ? text : "");
            }
            spans.add(span);
        }
    }
}

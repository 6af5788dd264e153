package org.imginspect.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A part of the model that the page's templates are filled from. Text gets into it through {@link Escape} only, and the templates quote it for
 * HTML. Maps and lists rather than objects, so that the template engine needs no reflection.
 */
final class HtmlNode {
    private final Map<String, Object> values = new LinkedHashMap<>();

    /** A line of text, whoever wrote it. */
    HtmlNode text(String name, String text) {
        values.put(name, Escape.line(text));
        return this;
    }

    /** A line of text; empty text, which a template takes for false, if there is none. */
    HtmlNode text(String name, Optional<String> text) {
        return text(name, text.orElse(""));
    }

    HtmlNode texts(String name, List<String> texts) {
        List<String> escaped = new ArrayList<>(texts.size());
        for (String text : texts) {
            escaped.add(Escape.line(text));
        }
        values.put(name, escaped);
        return this;
    }

    HtmlNode number(String name, long number) {
        values.put(name, Long.toString(number));
        return this;
    }

    /** A length in a drawing, with one decimal. */
    HtmlNode length(String name, double length) {
        long tenths = Math.round(length * 10);
        values.put(name, tenths / 10 + (tenths % 10 == 0 ? "" : "." + Math.abs(tenths % 10)));
        return this;
    }

    HtmlNode flag(String name, boolean flag) {
        values.put(name, flag);
        return this;
    }

    HtmlNode node(String name, HtmlNode node) {
        values.put(name, node.values);
        return this;
    }

    HtmlNode nodes(String name, List<HtmlNode> nodes) {
        List<Map<String, Object>> maps = new ArrayList<>(nodes.size());
        for (HtmlNode node : nodes) {
            maps.add(node.values);
        }
        values.put(name, maps);
        return this;
    }

    /** A resource of this package, as it is: the only thing that is not escaped. */
    HtmlNode resource(String name, String content) {
        values.put(name, content);
        return this;
    }

    Map<String, Object> values() {
        return values;
    }
}

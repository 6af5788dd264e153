package org.imginspect.facts.packages.relations;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.facts.packages.rpm.RpmRelation;

/**
 * A dependency in parentheses (rpm-dependencies(7), "Boolean dependencies"): {@code (a >= 1 and (b or c))}, {@code (a if b else c)},
 * {@code (a unless b else c)}, {@code (a with b)}, {@code (a without b)}.
 */
final class RichDependency {
    private static final int DEPTH = 64;

    /** A part: one relation, or several parts joined by a word. */
    private record Part(RpmRelation relation, String word, List<Part> parts) {}

    private final String text;
    private final Part whole;
    private int at;

    private RichDependency(String text) throws DamagedImageException {
        this.text = text;
        this.whole = group(0);
        skip();
        if (at != text.length()) {
            throw damaged();
        }
    }

    static RichDependency parse(String text) throws DamagedImageException {
        return new RichDependency(text);
    }

    boolean holds(RpmRelations.Evaluation packages) throws ImageException {
        return holds(whole, packages);
    }

    private static boolean holds(Part part, RpmRelations.Evaluation packages) throws ImageException {
        List<Part> parts = part.parts;
        switch (part.word) {
            case "and" -> {
                for (Part each : parts) {
                    if (!holds(each, packages)) {
                        return false;
                    }
                }
                return true;
            }
            case "or" -> {
                for (Part each : parts) {
                    if (holds(each, packages)) {
                        return true;
                    }
                }
                return false;
            }
            case "if" -> {
                return holds(parts.get(1), packages)
                        ? holds(parts.get(0), packages)
                        : parts.size() < 3 || holds(parts.get(2), packages);
            }
            case "unless" -> {
                return holds(parts.get(1), packages)
                        ? parts.size() > 2 && holds(parts.get(2), packages)
                        : holds(parts.get(0), packages);
            }
            case "with", "without" -> {
                return !by(part, packages).isEmpty();
            }
            default -> {
                return packages.holds(part.relation);
            }
        }
    }

    /** The packages that satisfy a part on their own. */
    private static Set<Integer> by(Part part, RpmRelations.Evaluation packages) {
        if (part.parts.isEmpty()) {
            return packages.by(part.relation);
        }
        Set<Integer> found = new HashSet<>(by(part.parts.get(0), packages));
        for (Part each : part.parts.subList(1, part.parts.size())) {
            switch (part.word) {
                case "with", "and" -> found.retainAll(by(each, packages));
                case "without" -> found.removeAll(by(each, packages));
                default -> found.addAll(by(each, packages));
            }
        }
        return found;
    }

    /** From an opening parenthesis to its end. */
    private Part group(int depth) throws DamagedImageException {
        if (depth > DEPTH) {
            throw new DamagedImageException("rpm: a dependency nested deeper than " + DEPTH, "rpm");
        }
        skip();
        if (at >= text.length() || text.charAt(at) != '(') {
            throw damaged();
        }
        at++;
        List<Part> parts = new ArrayList<>();
        String word = "";
        while (true) {
            skip();
            parts.add(at < text.length() && text.charAt(at) == '(' ? group(depth + 1) : relation());
            skip();
            if (at >= text.length()) {
                throw damaged();
            }
            if (text.charAt(at) == ')') {
                at++;
                break;
            }
            String next = token();
            boolean isElse = next.equals("else") && (word.equals("if") || word.equals("unless")) && parts.size() == 2;
            boolean isWord = switch (next) {
                case "and", "or", "with", "without", "if", "unless" -> true;
                default -> false;
            };
            boolean chained = word.equals(next) && (next.equals("and") || next.equals("or") || next.equals("with"));
            if (!isElse && !(isWord && (word.isEmpty() || chained))) {
                throw damaged();
            }
            word = word.isEmpty() ? next : word;
        }
        return parts.size() == 1 ? parts.get(0) : new Part(new RpmRelation("", 0, ""), word, parts);
    }

    private Part relation() throws DamagedImageException {
        String name = token();
        skip();
        int from = at;
        while (at < text.length() && "<>=".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        String sign = text.substring(from, at);
        if (sign.isEmpty()) {
            return new Part(new RpmRelation(name, 0, ""), "", List.of());
        }
        long flags = (sign.indexOf('<') >= 0 ? Range.LESS : 0)
                | (sign.indexOf('>') >= 0 ? Range.GREATER : 0)
                | (sign.indexOf('=') >= 0 ? Range.EQUAL : 0);
        skip();
        return new Part(new RpmRelation(name, flags, token()), "", List.of());
    }

    /** Up to a blank, or a parenthesis that closes more than the name has opened. */
    private String token() throws DamagedImageException {
        int from = at;
        int open = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == ' ' || c == '\t' || (c == ')' && open == 0)) {
                break;
            }
            open += c == '(' ? 1 : c == ')' ? -1 : 0;
            at++;
        }
        if (at == from) {
            throw damaged();
        }
        return text.substring(from, at);
    }

    private void skip() {
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
    }

    private DamagedImageException damaged() {
        return new DamagedImageException("rpm: the dependency '" + text + "' is none that rpm understands", "rpm");
    }
}

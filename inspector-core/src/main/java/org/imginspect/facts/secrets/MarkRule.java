package org.imginspect.facts.secrets;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A mark of malware: a regular expression (RE2: linear time) that covers the keyword, in files whose names end in one of some ways. */
final class MarkRule implements SecretRule {
    private static final int BEFORE = 128;
    private static final int AFTER = 256;

    private final String kind;
    private final SecretHit.Certainty certainty;
    private final String keyword;
    private final List<String> suffixes;
    private final String expression;
    private final boolean inParentheses;
    private @Nullable Pattern pattern;

    /**
     * @param suffixes lower case; none for every file
     * @param inParentheses whether the keyword has to stand right behind an opening parenthesis, so that most places need no closer look
     */
    MarkRule(
            String kind,
            SecretHit.Certainty certainty,
            String keyword,
            List<String> suffixes,
            boolean inParentheses,
            String expression) {
        this.kind = kind;
        this.certainty = certainty;
        this.keyword = keyword;
        this.suffixes = suffixes;
        this.expression = expression;
        this.inParentheses = inParentheses;
    }

    @Override
    public String kind() {
        return kind;
    }

    @Override
    public String keyword() {
        return keyword;
    }

    @Override
    public boolean looksInto(String path) {
        if (suffixes.isEmpty()) {
            return true;
        }
        String lower = path.toLowerCase(Locale.ROOT);
        for (String suffix : suffixes) {
            if (lower.endsWith(suffix)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean isCostly() {
        return true;
    }

    @Override
    public boolean mayMatch(Window window) {
        if (!inParentheses) {
            return true;
        }
        int before = window.start() - 1;
        while (window.at(before) == ' ' || window.at(before) == '\t' || window.at(before) == '@') {
            before--;
        }
        return window.at(before) == '(' || window.at(before) == '\n' || window.at(before) == '\r';
    }

    @Override
    public Optional<Match> match(Window window) {
        if (pattern == null) {
            pattern = Pattern.compile(expression);
        }
        int from = Math.max(window.from(), window.start() - BEFORE);
        Matcher matcher = pattern.matcher(window.text(from, window.end() + AFTER));
        while (matcher.find() && from + matcher.start() <= window.start()) {
            if (from + matcher.end() >= window.end()) {
                return Optional.of(new Match(
                        SecretHit.Category.MALWARE, certainty, kind, "", from + matcher.start(), from + matcher.end()));
            }
        }
        return Optional.empty();
    }
}

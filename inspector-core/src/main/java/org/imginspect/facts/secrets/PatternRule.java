package org.imginspect.facts.secrets;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A secret that only its surroundings tell: a regular expression (RE2: linear time) on the bytes around the keyword. The first group is
 * the secret. Compiled when the keyword is first met in a file that qualifies, for most images never.
 */
final class PatternRule implements SecretRule {
    private static final int BEFORE = 128;

    private final String kind;
    private final String keyword;
    private final String expression;
    private final Where files;
    private final Genuine genuine;
    private final int after;
    private final SecretHit.Category category;
    private final SecretHit.Certainty certainty;
    private @Nullable Pattern pattern;

    /**
     * @param genuine whether the first group is a secret
     * @param after how many bytes behind the keyword the expression may need
     */
    PatternRule(
            String kind,
            String keyword,
            String expression,
            Where files,
            Genuine genuine,
            int after,
            SecretHit.Category category,
            SecretHit.Certainty certainty) {
        this.kind = kind;
        this.keyword = keyword;
        this.expression = expression;
        this.files = files;
        this.genuine = genuine;
        this.after = after;
        this.category = category;
        this.certainty = certainty;
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
        return files.holds(path);
    }

    @Override
    public boolean isCostly() {
        return true;
    }

    @Override
    public boolean mayMatch(Window window) {
        return genuine.mayFollow(window);
    }

    @Override
    public Optional<Match> match(Window window) {
        if (pattern == null) {
            pattern = Pattern.compile(expression);
        }
        int from = Math.max(window.from(), window.start() - BEFORE);
        Matcher matcher = pattern.matcher(window.text(from, window.end() + after));
        while (matcher.find()) {
            if (from + matcher.start() > window.start()) {
                break; // Another keyword's.
            }
            String value = matcher.group(1);
            if (from + matcher.end() >= window.end() && genuine.accepts(value)) {
                return Optional.of(new Match(
                        category,
                        certainty,
                        kind,
                        Placeholder.mask(value),
                        from + matcher.start(),
                        from + matcher.end()));
            }
        }
        return Optional.empty();
    }
}

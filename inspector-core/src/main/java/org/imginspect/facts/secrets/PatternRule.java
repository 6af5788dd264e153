package org.imginspect.facts.secrets;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A secret that only its surroundings tell: a regular expression (RE2: linear time) on the bytes around the keyword. The first group is
 * the secret. Compiled when the keyword is first met in a file that qualifies, for most images never.
 */
class PatternRule implements SecretRule {
    private static final int BEFORE = 128;

    private final String kind;
    private final String keyword;
    private final String expression;
    private final Predicate<String> files;
    private final Predicate<String> genuine;
    private final int after;
    private @Nullable Pattern pattern;

    /**
     * @param files by the path's text
     * @param genuine whether the first group is a secret
     * @param after how many bytes behind the keyword the expression may need
     */
    PatternRule(
            String kind,
            String keyword,
            String expression,
            Predicate<String> files,
            Predicate<String> genuine,
            int after) {
        this.kind = kind;
        this.keyword = keyword;
        this.expression = expression;
        this.files = files;
        this.genuine = genuine;
        this.after = after;
    }

    String kind() {
        return kind;
    }

    @Override
    public String keyword() {
        return keyword;
    }

    @Override
    public boolean looksInto(String path) {
        return files.test(path);
    }

    @Override
    public boolean isCostly() {
        return true;
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
            if (from + matcher.end() >= window.end() && genuine.test(value)) {
                return Optional.of(new Match(
                        SecretHit.Category.CREDENTIAL,
                        SecretHit.Certainty.SECRET,
                        kind,
                        Placeholder.mask(value),
                        from + matcher.start(),
                        from + matcher.end()));
            }
        }
        return Optional.empty();
    }
}

package org.imginspect.facts.secrets;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.imginspect.error.ImageException;

/** Rules that a user gave, as gitleaks describes them: expressions over the whole text, where one of a rule's keywords stands anywhere. */
final class UserRules {
    private final List<Rule> rules;
    private final List<AllowList> allowed;
    /** By keyword of {@code filter}. */
    private final List<Rule> ruleOf = new ArrayList<>();

    private final Optional<KeywordFilter> filter;

    UserRules(List<Rule> rules, List<AllowList> allowed) {
        this.rules = List.copyOf(rules);
        this.allowed = List.copyOf(allowed);
        List<String> keywords = new ArrayList<>();
        for (Rule rule : rules) {
            for (String keyword : rule.keywords) {
                keywords.add(keyword);
                ruleOf.add(rule);
            }
        }
        this.filter = keywords.isEmpty()
                ? Optional.empty()
                : Optional.of(new KeywordFilter(keywords, new boolean[keywords.size()]));
    }

    /**
     * One rule.
     *
     * @param regex empty for a rule that flags a path
     * @param path what the path must hold; empty for any
     * @param group which group is the secret; 0 for the first that took part, or all
     * @param entropy what the secret's must exceed, in bits a character
     * @param keywords none if the expression is to be tried on every file
     */
    record Rule(
            String id,
            String description,
            Optional<Pattern> regex,
            Optional<Pattern> path,
            int group,
            double entropy,
            List<String> keywords,
            List<AllowList> allowed) {}

    /** What an {@link AllowList}'s expressions are compared with. */
    enum Target {
        SECRET,
        MATCH,
        LINE
    }

    /**
     * What is no secret.
     *
     * @param all whether all kinds of criteria that are given must hold, or one of them
     * @param rules ids; none for all
     */
    record AllowList(
            boolean all,
            Target target,
            List<Pattern> paths,
            List<Pattern> regexes,
            List<String> stopwords,
            boolean commits,
            List<String> rules) {
        boolean allows(String path, String secret, String match, String line) {
            boolean inPath = anyFinds(paths, path);
            String compared = switch (target) {
                case SECRET -> secret;
                case MATCH -> match;
                case LINE -> line;
            };
            boolean inText = anyFinds(regexes, compared);
            boolean stopped = false;
            String lower = secret.toLowerCase(Locale.ROOT);
            for (String word : stopwords) {
                stopped |= lower.contains(word);
            }
            if (!all) {
                return inPath || inText || stopped;
            }
            // There are no commits in an image, so that a list that demands one never holds.
            return !commits
                    && (paths.isEmpty() || inPath)
                    && (regexes.isEmpty() || inText)
                    && (stopwords.isEmpty() || stopped)
                    && !(paths.isEmpty() && regexes.isEmpty() && stopwords.isEmpty());
        }

        /** Whether the path alone decides. */
        boolean allowsAllOf(String path) {
            boolean onlyPaths = regexes.isEmpty() && stopwords.isEmpty() && !commits;
            return rules.isEmpty() && (onlyPaths || !all) && anyFinds(paths, path);
        }

        private static boolean anyFinds(List<Pattern> patterns, String text) {
            for (Pattern pattern : patterns) {
                if (pattern.matcher(text).find()) {
                    return true;
                }
            }
            return false;
        }
    }

    /** One secret in the buffer. */
    record Found(String kind, String hint, int start, int end) {}

    /** Whether nothing in a file of this path is a secret, says a list that holds for all rules. */
    boolean allowsAllOf(String path) {
        for (AllowList list : allowed) {
            if (list.allowsAllOf(path)) {
                return true;
            }
        }
        return false;
    }

    /** The secrets that begin in {@code buffer[from .. until)}. */
    List<Found> search(byte[] buffer, int length, int from, int until, String path, boolean first)
            throws ImageException {
        List<Rule> wanted = new ArrayList<>();
        for (Rule rule : rules) {
            if (rule.keywords.isEmpty()) {
                wanted.add(rule);
            }
        }
        if (filter.isPresent()) {
            filter.get().scan(buffer, from, length, (keyword, end) -> {
                Rule rule = ruleOf.get(keyword);
                if (!wanted.contains(rule)) {
                    wanted.add(rule);
                }
            });
        }
        if (wanted.isEmpty()) {
            return new ArrayList<>();
        }
        List<Found> found = new ArrayList<>();
        String text = new String(buffer, 0, length, StandardCharsets.ISO_8859_1);
        for (Rule rule : wanted) {
            if (rule.path.isPresent() && !rule.path.get().matcher(path).find()) {
                continue;
            }
            if (rule.regex.isEmpty()) {
                if (first && !isAllowed(rule, path, "", "", "")) {
                    found.add(new Found(kind(rule), "by its path", 0, 0));
                }
                continue;
            }
            Matcher matcher = rule.regex.get().matcher(text);
            int at = from;
            while (at <= length && matcher.find(at) && matcher.start() < until) {
                at = Math.max(matcher.end(), matcher.start() + 1);
                String secret = secret(rule, matcher);
                if ((rule.entropy == 0 || (!secret.isEmpty() && Placeholder.entropy(secret) > rule.entropy))
                        && !isAllowed(
                                rule, path, secret, matcher.group(), line(text, matcher.start(), matcher.end()))) {
                    found.add(new Found(kind(rule), Placeholder.mask(secret), matcher.start(), matcher.end()));
                }
            }
        }
        return found;
    }

    private static String kind(Rule rule) {
        return rule.description.isEmpty() ? "rule " + rule.id : "rule " + rule.id + ": " + rule.description;
    }

    private static String secret(Rule rule, Matcher matcher) {
        String secret = rule.group > 0 ? matcher.group(rule.group) : null;
        for (int i = 1; rule.group == 0 && secret == null && i <= matcher.groupCount(); i++) {
            String group = matcher.group(i);
            secret = group == null || group.isEmpty() ? null : group;
        }
        return secret == null ? matcher.group() : secret;
    }

    private boolean isAllowed(Rule rule, String path, String secret, String match, String line) {
        for (AllowList list : rule.allowed) {
            if (list.allows(path, secret, match, line)) {
                return true;
            }
        }
        for (AllowList list : allowed) {
            if ((list.rules.isEmpty() || list.rules.contains(rule.id)) && list.allows(path, secret, match, line)) {
                return true;
            }
        }
        return false;
    }

    private static String line(String text, int start, int end) {
        int from = text.lastIndexOf('\n', Math.max(0, start - 1)) + 1;
        int to = text.indexOf('\n', end);
        return text.substring(Math.min(from, start), to < 0 ? text.length() : to);
    }
}

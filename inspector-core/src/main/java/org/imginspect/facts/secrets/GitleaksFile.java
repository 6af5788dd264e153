package org.imginspect.facts.secrets;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.imginspect.facts.InvalidInputException;
import org.imginspect.facts.secrets.UserRules.AllowList;
import org.imginspect.facts.secrets.UserRules.Rule;
import org.imginspect.facts.secrets.UserRules.Target;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlInvalidTypeException;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/**
 * Reads rules in gitleaks' configuration format (TOML; gitleaks 8). What would change which secrets are found and cannot be done here is
 * refused by name: rules that extend gitleaks' own, other files, composite rules, expressions that RE2 has not.
 */
final class GitleaksFile {
    private static final long MOST_BYTES = 4L << 20;
    private static final Set<String> TOP =
            Set.of("title", "description", "minVersion", "version", "extend", "rules", "allowlist", "allowlists");
    private static final Set<String> RULE = Set.of(
            "id",
            "description",
            "regex",
            "path",
            "secretGroup",
            "entropy",
            "keywords",
            "tags",
            "severity",
            "allowlist",
            "allowlists");
    private static final Set<String> LIST = Set.of(
            "description",
            "condition",
            "matchCondition",
            "commits",
            "paths",
            "regexes",
            "regexTarget",
            "stopwords",
            "targetRules");

    private final Path file;

    private GitleaksFile(Path file) {
        this.file = file;
    }

    /** @throws InvalidInputException naming file and line, if the file cannot be used */
    static UserRules read(Path file) {
        return new GitleaksFile(file).read();
    }

    private UserRules read() {
        String text;
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new InvalidInputException(
                        file + ": " + Files.size(file) + " bytes are more than " + MOST_BYTES + " for a file of rules");
            }
            text = Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new InvalidInputException(file + ": cannot be read: " + e.getMessage(), e);
        }
        TomlParseResult toml = Toml.parse(text);
        if (toml.hasErrors()) {
            TomlParseError error = toml.errors().get(0);
            throw new InvalidInputException(file + ":" + error.position().line() + ": " + error.getMessage());
        }
        try {
            return rules(toml);
        } catch (TomlInvalidTypeException e) {
            throw new InvalidInputException(file + ": " + e.getMessage(), e);
        }
    }

    private UserRules rules(TomlTable toml) {
        knows(toml, TOP, "");
        TomlTable extend = toml.getTable("extend");
        if (extend != null) {
            for (String key : extend.keySet()) {
                if (!key.equals("useDefault")) {
                    throw invalid(extend, key, "extend." + key + " is not supported: give all rules in one file");
                }
            }
        }
        List<Rule> rules = new ArrayList<>();
        TomlArray tables = toml.getArray("rules");
        for (int i = 0; tables != null && i < tables.size(); i++) {
            rules.add(rule(tables.getTable(i)));
        }
        List<AllowList> allowed = lists(toml);
        if (rules.isEmpty() && allowed.isEmpty()) {
            throw new InvalidInputException(file + ": there is neither a rule ([[rules]]) nor an allow-list in it");
        }
        return new UserRules(rules, allowed);
    }

    private Rule rule(TomlTable table) {
        knows(table, RULE, "rule ");
        String id = text(table, "id");
        String description = text(table, "description");
        if (id.isEmpty() && description.isEmpty()) {
            throw new InvalidInputException(at(table) + "a rule has no id");
        }
        Optional<Pattern> regex = pattern(table, "regex", id);
        Optional<Pattern> path = pattern(table, "path", id);
        if (regex.isEmpty() && path.isEmpty()) {
            throw new InvalidInputException(at(table) + "rule '" + id
                    + "' has neither regex nor path: rules that extend gitleaks' own are not supported");
        }
        Long group = table.getLong("secretGroup");
        if (group != null
                && (group < 0 || regex.isEmpty() || group > regex.get().groupCount())) {
            throw invalid(table, "secretGroup", "rule '" + id + "' has no group " + group);
        }
        Object bits = table.get("entropy");
        double entropy = bits instanceof Number number ? number.doubleValue() : 0;
        if (bits != null && !(bits instanceof Number)) {
            throw invalid(table, "entropy", "rule '" + id + "': entropy is no number");
        }
        List<String> keywords = strings(table, "keywords");
        for (String keyword : keywords) {
            if (keyword.length() < KeywordFilter.SHORTEST
                    || !StandardCharsets.ISO_8859_1.newEncoder().canEncode(keyword)) {
                // Too short to be looked for: the expression is tried everywhere.
                keywords = List.of();
            }
        }
        return new Rule(
                id.isEmpty() ? description : id,
                id.isEmpty() ? "" : description,
                regex,
                path,
                group == null ? 0 : Math.toIntExact(group),
                entropy,
                regex.isEmpty() ? List.of() : keywords,
                lists(table));
    }

    /** {@code [allowlist]} and {@code [[allowlists]]}, of a rule or of the file. */
    private List<AllowList> lists(TomlTable table) {
        List<AllowList> lists = new ArrayList<>();
        Object one = table.get("allowlist");
        if (one instanceof TomlTable single) {
            lists.add(list(single));
        } else if (one instanceof TomlArray several) {
            addAll(lists, several);
        }
        TomlArray several = table.getArray("allowlists");
        if (several != null) {
            addAll(lists, several);
        }
        return lists;
    }

    private void addAll(List<AllowList> lists, TomlArray tables) {
        for (int i = 0; i < tables.size(); i++) {
            lists.add(list(tables.getTable(i)));
        }
    }

    private AllowList list(TomlTable table) {
        knows(table, LIST, "allow-list ");
        String condition = text(table, table.contains("condition") ? "condition" : "matchCondition");
        boolean all = switch (condition.toUpperCase(Locale.ROOT)) {
            case "", "OR", "||" -> false;
            case "AND", "&&" -> true;
            default -> throw invalid(table, "condition", "condition is '" + condition + "', not AND or OR");
        };
        String target = text(table, "regexTarget");
        Target compared = switch (target.toLowerCase(Locale.ROOT)) {
            case "", "secret" -> Target.SECRET;
            case "match" -> Target.MATCH;
            case "line" -> Target.LINE;
            default ->
                throw invalid(table, "regexTarget", "regexTarget is '" + target + "', not secret, match or line");
        };
        List<String> stopwords = new ArrayList<>();
        for (String word : strings(table, "stopwords")) {
            stopwords.add(word.toLowerCase(Locale.ROOT));
        }
        return new AllowList(
                all,
                compared,
                patterns(table, "paths"),
                patterns(table, "regexes"),
                stopwords,
                !strings(table, "commits").isEmpty(),
                strings(table, "targetRules"));
    }

    private List<Pattern> patterns(TomlTable table, String key) {
        List<Pattern> patterns = new ArrayList<>();
        for (String expression : strings(table, key)) {
            patterns.add(compile(table, key, expression, "allow-list"));
        }
        return patterns;
    }

    private Optional<Pattern> pattern(TomlTable table, String key, String id) {
        String expression = text(table, key);
        return expression.isEmpty()
                ? Optional.empty()
                : Optional.of(compile(table, key, expression, "rule '" + id + "'"));
    }

    private Pattern compile(TomlTable table, String key, String expression, String whose) {
        try {
            return Pattern.compile(expression);
        } catch (PatternSyntaxException e) {
            throw invalid(
                    table,
                    key,
                    whose + ": " + key + " is no expression of RE2: " + e.getDescription() + " '" + e.getPattern()
                            + "'");
        }
    }

    private static String text(TomlTable table, String key) {
        String text = table.getString(key);
        return text == null ? "" : text;
    }

    private List<String> strings(TomlTable table, String key) {
        TomlArray array = table.getArray(key);
        List<String> strings = new ArrayList<>();
        for (int i = 0; array != null && i < array.size(); i++) {
            if (!(array.get(i) instanceof String)) {
                throw invalid(table, key, key + " holds something else than text");
            }
            strings.add(array.getString(i));
        }
        return strings;
    }

    private void knows(TomlTable table, Set<String> known, String what) {
        for (String key : table.keySet()) {
            if (!known.contains(key)) {
                throw invalid(table, key, what + "'" + key + "' is not supported");
            }
        }
    }

    private InvalidInputException invalid(TomlTable table, String key, String message) {
        TomlPosition position = table.inputPositionOf(List.of(key));
        return new InvalidInputException(file + (position == null ? ": " : ":" + position.line() + ": ") + message);
    }

    private String at(TomlTable table) {
        int first = Integer.MAX_VALUE;
        for (String key : table.keySet()) {
            TomlPosition position = table.inputPositionOf(List.of(key));
            first = position == null ? first : Math.min(first, position.line());
        }
        return file + (first == Integer.MAX_VALUE ? ": " : ":" + first + ": ");
    }
}

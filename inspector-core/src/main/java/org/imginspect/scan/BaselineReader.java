package org.imginspect.scan;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.imginspect.check.Level;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/** Reads what comparing needs of a JSON report, as a stream. The file is anybody's: whatever is not as the schema says is refused. */
final class BaselineReader {
    /** More of it is not looked at: reports of a hundred images are smaller. */
    static final long MOST_BYTES = 64L << 20;

    private static final int MOST_IMAGES = 10_000;
    private static final int MOST_FINDINGS = 200_000;
    private static final int OLDEST_MINOR = 2;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(32)
                    .maxStringLength(1 << 20)
                    .maxNameLength(4096)
                    .maxNumberLength(64)
                    .maxDocumentLength(MOST_BYTES)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final JsonParser parser;
    private final String file;
    private int findingsLeft = MOST_FINDINGS;

    private BaselineReader(JsonParser parser, String file) {
        this.parser = parser;
        this.file = file;
    }

    /** The images of the report, at least one. */
    static List<Baseline.Image> read(InputStream in, long sizeBytes, String file) {
        if (sizeBytes > MOST_BYTES) {
            throw new InvalidBaselineException(
                    "the baseline " + file + " has " + sizeBytes + " bytes, more than " + MOST_BYTES);
        }
        // The parser does not close the stream; it is closed by whoever opened it.
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), in)) {
            return new BaselineReader(parser, file).all();
        } catch (JacksonException e) {
            // What the parser's limits refuse has no place.
            String line =
                    e.getLocation() == null ? "" : "line " + e.getLocation().getLineNr() + ": ";
            throw new InvalidBaselineException(
                    "the baseline " + file + " is not JSON that can be read: " + line + e.getOriginalMessage());
        }
    }

    private List<Baseline.Image> all() {
        List<Baseline.Image> images = new ArrayList<>();
        JsonToken first = parser.nextToken();
        if (first == JsonToken.START_ARRAY) {
            while (parser.nextToken() == JsonToken.START_OBJECT) {
                images.add(image());
                if (images.size() > MOST_IMAGES) {
                    throw wrong("has more than " + MOST_IMAGES + " images");
                }
            }
        } else if (first == JsonToken.START_OBJECT) {
            images.add(image());
        }
        if (images.isEmpty() || parser.nextToken() != null) {
            throw wrong("is not a report of imginspect: write one with 'imginspect scan -f json'");
        }
        return images;
    }

    private Baseline.Image image() {
        String schema = "";
        String version = "";
        Optional<String> path = Optional.empty();
        boolean opened = true;
        boolean hasResults = false;
        List<BaselineFinding> findings = new ArrayList<>();
        Set<String> decided = new HashSet<>();
        Map<String, RequirementOutcome> verdicts = new HashMap<>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            switch (name) {
                case "schemaVersion" -> {
                    schema = text(value);
                    requireSchema(schema);
                }
                case "tool" -> version = members(value).getOrDefault("version", "");
                case "image" -> {
                    Map<String, String> members = members(value);
                    path = Optional.ofNullable(members.get("path"));
                    opened = !members.containsKey("error");
                }
                case "results" -> {
                    hasResults = true;
                    each(value, () -> result(findings, decided));
                }
                case "requirements" -> each(value, () -> requirement(verdicts));
                default -> parser.skipChildren();
            }
        }
        if (schema.isEmpty() || path.isEmpty() || !hasResults) {
            throw wrong("is not a report of imginspect: write one with 'imginspect scan -f json'");
        }
        return new Baseline.Image(path.get(), opened, version, findings, decided, verdicts);
    }

    private void requireSchema(String schema) {
        int dot = schema.indexOf('.');
        boolean plain = schema.matches("[0-9]{1,4}\\.[0-9]{1,4}");
        if (plain && schema.startsWith("1.") && Integer.parseInt(schema.substring(dot + 1)) >= OLDEST_MINOR) {
            return;
        }
        throw wrong(
                "is of schema " + schema + ", and only 1." + OLDEST_MINOR
                        + " and later ones of version 1 name findings so that they can be found again; write it anew with this version");
    }

    private void result(List<BaselineFinding> findings, Set<String> decided) {
        String check = "";
        String outcome = "";
        Map<String, String> params = Map.of();
        List<Map<String, String>> found = new ArrayList<>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            switch (name) {
                case "check" -> check = text(value);
                case "outcome" -> outcome = text(value);
                case "params" -> params = members(value);
                case "findings" ->
                    each(value, () -> {
                        if (--findingsLeft < 0) {
                            throw wrong("has more than " + MOST_FINDINGS + " findings");
                        }
                        found.add(membersHere());
                    });
                default -> parser.skipChildren();
            }
        }
        if (!outcome.equals("undetermined")) {
            decided.add(Baseline.question(check, params));
        }
        for (Map<String, String> one : found) {
            findings.add(finding(check, params, one));
        }
    }

    private BaselineFinding finding(String check, Map<String, String> params, Map<String, String> members) {
        String fingerprint = members.getOrDefault("fingerprint", "");
        if (!fingerprint.matches("[0-9a-f]{16,128}")) {
            throw wrong("has a finding of " + check + " without a fingerprint");
        }
        return new BaselineFinding(
                check,
                params,
                constant(Level.values(), members.getOrDefault("level", "")),
                members.getOrDefault("message", ""),
                Optional.ofNullable(members.get("file")),
                line(members.get("line")),
                fingerprint);
    }

    private OptionalInt line(@org.jspecify.annotations.Nullable String text) {
        if (text == null) {
            return OptionalInt.empty();
        }
        if (!text.matches("[1-9][0-9]{0,8}")) {
            throw wrong("has a finding in line " + text);
        }
        return OptionalInt.of(Integer.parseInt(text));
    }

    private void requirement(Map<String, RequirementOutcome> verdicts) {
        Map<String, String> members = membersHere();
        verdicts.put(
                members.getOrDefault("profile", "") + "/" + members.getOrDefault("id", ""),
                constant(RequirementOutcome.values(), members.getOrDefault("outcome", "")));
    }

    private <E extends Enum<E>> E constant(E[] values, String id) {
        for (E value : values) {
            if (value.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(id)) {
                return value;
            }
        }
        throw wrong("says '" + id + "' where one of the schema's words is due");
    }

    /** Calls {@code item} at the beginning of each object of the array. */
    private void each(JsonToken value, Runnable item) {
        if (value != JsonToken.START_ARRAY) {
            throw wrong("has no array where one is due");
        }
        JsonToken next = parser.nextToken();
        while (next == JsonToken.START_OBJECT) {
            item.run();
            next = parser.nextToken();
        }
        if (next != JsonToken.END_ARRAY) {
            throw wrong("has an array of something else where one of objects is due");
        }
    }

    private Map<String, String> members(JsonToken value) {
        if (value != JsonToken.START_OBJECT) {
            throw wrong("has no object where one is due");
        }
        return membersHere();
    }

    /** The scalars of the object the parser is in, but not the nulls; of an object in it, that it is there. */
    private Map<String, String> membersHere() {
        Map<String, String> members = new HashMap<>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (value.isScalarValue() && value != JsonToken.VALUE_NULL) {
                members.put(name, parser.getString());
            } else if (value == JsonToken.START_OBJECT) {
                members.put(name, "");
                parser.skipChildren();
            } else {
                parser.skipChildren();
            }
        }
        return members;
    }

    private String text(JsonToken value) {
        if (value != JsonToken.VALUE_STRING) {
            throw wrong("has no text where one is due");
        }
        return parser.getString();
    }

    private InvalidBaselineException wrong(String what) {
        return new InvalidBaselineException("the baseline " + file + " " + what + " (line "
                + parser.currentTokenLocation().getLineNr() + ")");
    }
}

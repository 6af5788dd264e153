package org.imginspect.facts.advisories;

import java.io.IOException;
import java.io.InputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Reads OSV records as a stream; what is of no use is skipped without being kept. */
final class OsvReader {
    private static final JsonFactory FACTORY = new JsonFactory();
    /** No record names more. */
    private static final int MOST = 1_000_000;

    private final JsonParser parser;
    private final String where;

    private OsvReader(JsonParser parser, String where) {
        this.parser = parser;
        this.where = where;
    }

    /** Shown each record of a file. */
    @FunctionalInterface
    interface Sink {
        void take(OsvRecord osv) throws IOException;
    }

    /**
     * One record, or an array of them.
     *
     * @throws UnsupportedFeatureException if it is JSON of another kind
     */
    static void read(InputStream in, String where, Sink sink) throws IOException {
        // The parser does not close the stream; it is closed by whoever opened it.
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), in)) {
            OsvReader reader = new OsvReader(parser, where);
            JsonToken first = parser.nextToken();
            if (first == JsonToken.START_ARRAY) {
                while (parser.nextToken() == JsonToken.START_OBJECT) {
                    sink.take(reader.osv());
                }
            } else if (first == JsonToken.START_OBJECT) {
                sink.take(reader.osv());
            } else {
                throw new DamagedImageException("osv: no JSON object", where);
            }
        } catch (JacksonException e) {
            if (e.getCause() instanceof ImageException cause) {
                throw cause;
            }
            throw new DamagedImageException(
                    "osv: line " + e.getLocation().getLineNr() + ": " + e.getOriginalMessage(), where, e);
        }
    }

    private OsvRecord osv() throws ImageException {
        String id = "";
        Optional<Instant> modified = Optional.empty();
        boolean withdrawn = false;
        List<String> aliases = new ArrayList<>();
        Optional<Severity> severity = Optional.empty();
        List<OsvRecord.Affected> affected = new ArrayList<>();
        boolean hasAffected = false;
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            switch (name) {
                case "id" -> id = text(value);
                case "modified" -> modified = date(text(value));
                case "withdrawn" -> withdrawn = value != JsonToken.VALUE_NULL;
                case "aliases", "upstream" -> texts(value, aliases);
                case "severity" -> severity = Severity.graver(severity, severities(value));
                case "database_specific" -> severity = Severity.graver(severity, word(value, "severity"));
                case "affected" -> {
                    hasAffected = true;
                    if (value == JsonToken.START_ARRAY) {
                        while (parser.nextToken() == JsonToken.START_OBJECT && affected.size() < MOST) {
                            affected.add(affected());
                        }
                    }
                }
                default -> skip(value);
            }
        }
        if (id.isEmpty() || (modified.isEmpty() && !hasAffected)) {
            throw new UnsupportedFeatureException("JSON that is no OSV record (id, modified, affected)", where);
        }
        return new OsvRecord(id, modified, withdrawn, aliases, severity, affected);
    }

    private OsvRecord.Affected affected() {
        String ecosystem = "";
        String packageName = "";
        List<List<OsvRecord.Event>> ranges = new ArrayList<>();
        Set<String> versions = new HashSet<>();
        Optional<Severity> severity = Optional.empty();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            switch (name) {
                case "package" -> {
                    if (value == JsonToken.START_OBJECT) {
                        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                            String key = parser.currentName();
                            JsonToken inner = parser.nextToken();
                            switch (key) {
                                case "ecosystem" -> ecosystem = text(inner);
                                case "name" -> packageName = text(inner);
                                default -> skip(inner);
                            }
                        }
                    }
                }
                case "ranges" -> {
                    if (value == JsonToken.START_ARRAY) {
                        while (parser.nextToken() == JsonToken.START_OBJECT) {
                            List<OsvRecord.Event> range = range();
                            if (!range.isEmpty()) {
                                ranges.add(range);
                            }
                        }
                    }
                }
                case "versions" -> {
                    List<String> all = new ArrayList<>();
                    texts(value, all);
                    versions.addAll(all);
                }
                case "severity" -> severity = Severity.graver(severity, severities(value));
                case "ecosystem_specific", "database_specific" ->
                    severity = Severity.graver(severity, word(value, "severity", "urgency"));
                default -> skip(value);
            }
        }
        return new OsvRecord.Affected(ecosystem, packageName, ranges, versions, severity);
    }

    /** Its events if they are versions of the ecosystem; none for commits. */
    private List<OsvRecord.Event> range() {
        List<OsvRecord.Event> events = new ArrayList<>();
        String type = "";
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (name.equals("type")) {
                type = text(value);
            } else if (name.equals("events") && value == JsonToken.START_ARRAY) {
                while (parser.nextToken() == JsonToken.START_OBJECT) {
                    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                        String kind = parser.currentName();
                        JsonToken version = parser.nextToken();
                        if (version == JsonToken.VALUE_STRING && events.size() < MOST) {
                            events.add(new OsvRecord.Event(kind, text(version)));
                        } else {
                            skip(version);
                        }
                    }
                }
            } else {
                skip(value);
            }
        }
        return type.equals("ECOSYSTEM") ? events : List.of();
    }

    private Optional<Severity> severities(JsonToken value) {
        Optional<Severity> gravest = Optional.empty();
        if (value != JsonToken.START_ARRAY) {
            skip(value);
            return gravest;
        }
        while (parser.nextToken() == JsonToken.START_OBJECT) {
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                JsonToken inner = parser.nextToken();
                if (name.equals("score") && inner == JsonToken.VALUE_STRING) {
                    String score = text(inner);
                    OptionalDouble base = Cvss3.score(score);
                    gravest = Severity.graver(
                            gravest,
                            base.isPresent() ? Optional.of(Severity.of(base.getAsDouble())) : Severity.of(score));
                } else {
                    skip(inner);
                }
            }
        }
        return gravest;
    }

    /** The severity that one of these fields of an object names. */
    private Optional<Severity> word(JsonToken value, String... fields) {
        Optional<Severity> found = Optional.empty();
        if (value != JsonToken.START_OBJECT) {
            skip(value);
            return found;
        }
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            JsonToken inner = parser.nextToken();
            if (inner == JsonToken.VALUE_STRING && List.of(fields).contains(name)) {
                found = Severity.graver(found, Severity.of(text(inner)));
            } else {
                skip(inner);
            }
        }
        return found;
    }

    private void texts(JsonToken value, List<String> into) {
        if (value != JsonToken.START_ARRAY) {
            skip(value);
            return;
        }
        JsonToken token = parser.nextToken();
        while (token != null && token != JsonToken.END_ARRAY) {
            if (token == JsonToken.VALUE_STRING && into.size() < MOST) {
                into.add(text(token));
            } else {
                skip(token);
            }
            token = parser.nextToken();
        }
    }

    private String text(JsonToken value) {
        if (value == JsonToken.VALUE_STRING) {
            return parser.getString();
        }
        skip(value);
        return "";
    }

    private void skip(JsonToken value) {
        if (value == JsonToken.START_OBJECT || value == JsonToken.START_ARRAY) {
            parser.skipChildren();
        }
    }

    private Optional<Instant> date(String text) throws ImageException {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeException e) {
            throw new DamagedImageException("osv: modified is '" + text + "', no date", where, e);
        }
    }
}

package org.imginspect.facts.yaml;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.imginspect.error.ImageException;
import org.imginspect.error.LimitExceededException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.io.Limits;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/** Makes values of the engine's events, with a stack of its own instead of Java's. */
final class YamlReader {
    private static final String TAG = "tag:yaml.org,2002:";
    private static final String MERGE = "<<";
    private static final int MOST_LINE_CHARACTERS = 1 << 17;

    private final String where;
    private final Limits limits;
    private final Map<String, Anchored> anchors = new HashMap<>();
    private final Deque<Open> stack = new ArrayDeque<>();
    private int aliases;
    private @Nullable YamlValue root;

    YamlReader(String where, Limits limits) {
        this.where = where;
        this.limits = limits;
    }

    /** Why the text is no document; never leaves this class. */
    private static final class NotYaml extends Exception {
        private static final long serialVersionUID = 1L;
        private final int line;

        NotYaml(int line, String message) {
            super(message, null, false, false);
            this.line = line;
        }

        YamlDocument.Invalid document() {
            return new YamlDocument.Invalid(line, String.valueOf(getMessage()));
        }
    }

    /**
     * What an alias may name.
     *
     * @param value null while the collection is still open
     * @param values how many values it is made of, with those its aliases stand for
     * @param height how many collections lie in each other below it, itself included
     */
    private record Anchored(@Nullable YamlValue value, int line, long values, int height) {}

    /** A collection whose end has not come. */
    private static final class Open {
        private final boolean mapping;
        private final boolean flow;
        private final int line;
        private final Optional<Anchor> anchor;
        /** Of a mapping keys and values by turns. */
        private final List<YamlValue> items = new ArrayList<>();

        private long values = 1;
        private int height = 1;

        Open(boolean mapping, boolean flow, int line, Optional<Anchor> anchor) {
            this.mapping = mapping;
            this.flow = flow;
            this.line = line;
            this.anchor = anchor;
        }

        boolean awaitsKey() {
            return mapping && items.size() % 2 == 0;
        }
    }

    YamlDocument read(String text) throws ImageException {
        long most = limits.get(Limits.YAML_CHARACTERS);
        if (text.length() > most) {
            throw new LimitExceededException(
                    "yaml: document of " + text.length() + " characters is too long",
                    Limits.YAML_CHARACTERS,
                    most,
                    where);
        }
        refuse(text);
        Tabs tabs = new Tabs(text);
        StreamReader reader = null;
        boolean unended = !text.endsWith("\n") && !text.endsWith("\r");
        int codePoints = unended ? text.codePointCount(0, text.length()) : 0;
        try {
            LoadSettings settings = LoadSettings.builder()
                    .setLabel("")
                    .setCodePointLimit(Integer.MAX_VALUE)
                    .build();
            reader = new StreamReader(settings, text);
            ParserImpl events = new ParserImpl(settings, reader);
            int documents = 0;
            while (events.hasNext()) {
                Event event = events.next();
                switch (event.getEventId()) {
                    case DocumentStart -> {
                        if (++documents > 1) {
                            throw new NotYaml(line(event), "expected a single document, but found another one");
                        }
                    }
                    case Scalar -> {
                        ScalarEvent scalar = (ScalarEvent) event;
                        scalar(scalar, unended && endsAt(scalar, codePoints));
                        if (!scalar.isPlain()) {
                            tabs.allow(scalar);
                        }
                    }
                    case Alias -> alias((AliasEvent) event);
                    case SequenceStart -> open((CollectionStartEvent) event, false);
                    case MappingStart -> open((CollectionStartEvent) event, true);
                    case SequenceEnd, MappingEnd -> close();
                    default -> {
                        // The ends of stream and document.
                    }
                }
            }
            int tab = tabs.firstForbidden();
            if (tab > 0) {
                throw new NotYaml(tab, "found a tab between values, where only spaces may stand");
            }
            return new YamlDocument.Parsed(Optional.ofNullable(root));
        } catch (NotYaml e) {
            return e.document();
        } catch (ReaderException e) {
            int line = 1
                    + (int) text.substring(0, text.offsetByCodePoints(0, e.getPosition()))
                            .chars()
                            .filter(c -> c == '\n')
                            .count();
            return new YamlDocument.Invalid(
                    line, "a character that YAML does not allow: U+" + Integer.toHexString(e.getCodePoint()));
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark()
                    .or(e::getContextMark)
                    .map(mark -> mark.getLine() + 1)
                    .orElse(1);
            String problem = String.valueOf(e.getProblem());
            if (problem.startsWith("found character '-'") || problem.startsWith("found character '?'")) {
                // PyYAML takes them for a text and for a key.
                throw new UnsupportedFeatureException("yaml: lonely - or ? between brackets in line " + line, where);
            }
            return new YamlDocument.Invalid(line, problem);
        } catch (YamlEngineException e) {
            int line = reader == null ? 1 : reader.getLine() + 1;
            return new YamlDocument.Invalid(line, String.valueOf(e.getMessage()));
        }
    }

    /**
     * Refuses old line breaks: YAML 1.1 ends lines at these, YAML 1.2 does not, so a comment or a text may end where the engine does not see
     * it. And lines so long that the engine, whose time grows with the square of their length, would take seconds for one.
     */
    private void refuse(String text) throws UnsupportedFeatureException {
        int begin = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n' || c == '\r') {
                begin = i + 1;
            } else if (i - begin >= MOST_LINE_CHARACTERS) {
                throw new UnsupportedFeatureException(
                        "yaml: a line of more than " + MOST_LINE_CHARACTERS + " characters", where);
            } else if (c >= 0x85 && (c == 0x85 || c == 0x2028 || c == 0x2029)) {
                throw new UnsupportedFeatureException("yaml: line break U+" + Integer.toHexString(c), where);
            }
        }
    }

    private static boolean endsAt(ScalarEvent scalar, int codePoint) {
        return (scalar.isLiteral() || scalar.isFolded())
                && scalar.getEndMark().map(mark -> mark.getIndex() >= codePoint).orElse(false);
    }

    private static int line(Event event) {
        return event.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
    }

    private void scalar(ScalarEvent event, boolean atUnendedLine) throws NotYaml, ImageException {
        int line = line(event);
        declare(event.getAnchor(), line);
        String text = event.getValue();
        if (atUnendedLine && !event.isPlain() && text.endsWith("\n")) {
            text = text.substring(0, text.length() - 1); // The engine ends a block at the end of the text with a break.
        }
        Optional<String> tag = event.getTag().filter(name -> !name.equals("!"));
        // A lone ! lets the content decide, even in quotes.
        boolean typed = event.getTag().isPresent() ? tag.isEmpty() : event.isPlain();
        YamlScalar.Type type;
        if (tag.isPresent()) {
            type = tagged(tag.get(), text, line);
        } else {
            type = typed ? YamlTypes.of(text) : YamlScalar.Type.STRING;
        }
        if (!YamlTypes.isValid(type, text)) {
            throw new NotYaml(
                    line, "no " + type.name().toLowerCase(java.util.Locale.ROOT) + " can be made of this value");
        }
        if (typed
                && (text.equals(MERGE) || text.equals("="))
                && (stack.isEmpty() || !stack.element().awaitsKey())) {
            throw new NotYaml(line, "'" + text + "' may only stand as a key");
        }
        if (event.isPlain() && text.indexOf('?') >= 0 && !stack.isEmpty() && stack.element().flow) {
            if (text.charAt(0) == '?') {
                throw new UnsupportedFeatureException(
                        "yaml: question mark without a blank behind it in line " + line, where);
            }
            throw new NotYaml(line, "found a question mark in a value without quotes between brackets");
        }
        YamlScalar scalar = new YamlScalar(type, text, event.isPlain(), line);
        define(event.getAnchor(), new Anchored(scalar, line, 1, 0));
        add(scalar, 1, 0);
    }

    /** The type that a tag asks for. */
    private YamlScalar.Type tagged(String tag, String text, int line) throws NotYaml, ImageException {
        if (tag.startsWith(TAG)) {
            switch (tag.substring(TAG.length())) {
                case "str", "python/unicode" -> {
                    return YamlScalar.Type.STRING;
                }
                case "null" -> {
                    return YamlScalar.Type.NULL;
                }
                case "bool" -> {
                    if (YamlTypes.isBooleanWord(text)) {
                        return YamlScalar.Type.BOOLEAN;
                    }
                    throw new NotYaml(line, "the tag !!bool stands before something else");
                }
                case "int", "float", "timestamp" -> {
                    YamlScalar.Type type = YamlTypes.of(text);
                    if (tag.endsWith(
                            type == YamlScalar.Type.INTEGER
                                    ? "int"
                                    : type.name().toLowerCase(java.util.Locale.ROOT))) {
                        return type;
                    }
                    // Python's int() and float() take more forms than the resolver knows.
                    throw new UnsupportedFeatureException(
                            "yaml: tag !!" + tag.substring(TAG.length()) + " before a value of another form in line "
                                    + line,
                            where);
                }
                case "binary" -> {
                    if (text.strip().length() % 4 == 0) {
                        return YamlScalar.Type.BINARY;
                    }
                    // Python's decoder leaves out what is no base64 and then asks for padding.
                    throw new UnsupportedFeatureException("yaml: !!binary of odd length in line " + line, where);
                }
                default -> {
                    // As below.
                }
            }
        }
        throw new NotYaml(line, "could not determine a constructor for the tag '" + tag + "'");
    }

    private void alias(AliasEvent event) throws NotYaml, ImageException {
        int line = line(event);
        long most = limits.get(Limits.YAML_ALIASES);
        if (++aliases > most) {
            throw new LimitExceededException(
                    "yaml: more aliases than allowed in line " + line, Limits.YAML_ALIASES, most, where);
        }
        Anchored anchored = anchors.get(event.getAlias().getValue());
        if (anchored == null) {
            throw new NotYaml(line, "found undefined alias '" + event.getAlias().getValue() + "'");
        }
        if (anchored.value() == null) {
            throw new UnsupportedFeatureException("yaml: a collection that holds itself in line " + line, where);
        }
        deeper(anchored.height(), line);
        add(anchored.value(), anchored.values(), anchored.height());
    }

    private void open(CollectionStartEvent event, boolean mapping) throws NotYaml, ImageException {
        int line = line(event);
        Optional<String> tag = event.getTag().filter(name -> !name.equals("!"));
        if (tag.isPresent() && !tag.get().equals(TAG + (mapping ? "map" : "seq"))) {
            String name = tag.get();
            if (name.equals(TAG + "set") || name.equals(TAG + "omap") || name.equals(TAG + "pairs")) {
                throw new UnsupportedFeatureException(
                        "yaml: !!" + name.substring(TAG.length()) + " in line " + line, where);
            }
            throw new NotYaml(line, "the tag '" + name + "' stands before " + (mapping ? "a mapping" : "a list"));
        }
        if (!stack.isEmpty() && stack.element().awaitsKey()) {
            throw new NotYaml(line, "found unhashable key");
        }
        declare(event.getAnchor(), line);
        define(event.getAnchor(), new Anchored(null, line, 0, 0));
        deeper(1, line);
        stack.push(new Open(mapping, event.isFlow(), line, event.getAnchor()));
    }

    private void close() throws NotYaml, ImageException {
        Open open = stack.pop();
        YamlValue value = open.mapping ? map(open) : new YamlList(open.items, open.line);
        define(open.anchor, new Anchored(value, open.line, open.values, open.height));
        add(value, open.values, open.height);
    }

    private void declare(Optional<Anchor> anchor, int line) throws NotYaml, ImageException {
        if (anchor.isPresent()) {
            String name = anchor.get().getValue();
            for (int i = 0; i < name.length(); i++) {
                char c = name.charAt(i);
                if ("?:%@`".indexOf(c) >= 0 && i > 0) {
                    throw new UnsupportedFeatureException("yaml: anchor '" + name + "' in line " + line, where);
                }
                if (!Character.isLetterOrDigit(c) && c != '-' && c != '_') {
                    throw new NotYaml(
                            line, "anchor '" + name + "' has another character than letters, digits, - and _");
                }
            }
            Anchored first = anchors.get(anchor.get().getValue());
            if (first != null) {
                throw new NotYaml(
                        line,
                        "found duplicate anchor '" + anchor.get().getValue() + "', first in line " + first.line());
            }
        }
    }

    private void define(Optional<Anchor> anchor, Anchored anchored) {
        if (anchor.isPresent()) {
            anchors.put(anchor.get().getValue(), anchored);
        }
    }

    private void deeper(int by, int line) throws LimitExceededException {
        long most = limits.get(Limits.YAML_DEPTH);
        if (stack.size() + by > most) {
            throw new LimitExceededException(
                    "yaml: collections lie too deep in each other in line " + line, Limits.YAML_DEPTH, most, where);
        }
    }

    private void add(YamlValue value, long values, int height) throws NotYaml, ImageException {
        if (stack.isEmpty()) {
            root = value;
            return;
        }
        Open open = stack.element();
        if (open.awaitsKey() && !(value instanceof YamlScalar)) {
            throw new NotYaml(value.line(), "found unhashable key");
        }
        open.items.add(value);
        open.values = Math.addExact(open.values, values);
        open.height = Math.max(open.height, height + 1);
        long most = limits.get(Limits.YAML_CHARACTERS);
        if (open.values > most) {
            throw new LimitExceededException(
                    "yaml: aliases make more values than allowed", Limits.YAML_CHARACTERS, most, where);
        }
    }

    /** With the entries in the order of PyYAML's flatten_mapping: what merge keys bring stands before the mapping's own. */
    private static YamlMap map(Open open) throws NotYaml {
        List<YamlMap.Entry> merged = new ArrayList<>();
        List<YamlMap.Entry> own = new ArrayList<>();
        Set<String> keys = new HashSet<>();
        List<YamlScalar> repeated = new ArrayList<>();
        for (int i = 0; i < open.items.size(); i += 2) {
            YamlScalar key = (YamlScalar) open.items.get(i);
            YamlValue value = open.items.get(i + 1);
            if (key.plain() && key.isText(MERGE)) {
                merge(value, merged);
            } else {
                own.add(new YamlMap.Entry(key, value));
                if (!keys.add(key.identity())) {
                    repeated.add(key);
                }
            }
        }
        merged.addAll(own);
        return new YamlMap(merged, repeated, open.line);
    }

    private static void merge(YamlValue value, List<YamlMap.Entry> into) throws NotYaml {
        if (value instanceof YamlMap map) {
            into.addAll(map.entries());
            return;
        }
        if (!(value instanceof YamlList list)) {
            throw new NotYaml(
                    value.line(),
                    "expected a mapping or a list of mappings for merging, but found " + value.described());
        }
        // The first of the list wins, therefore it is entered last.
        List<YamlValue> maps = new ArrayList<>(list.items());
        Collections.reverse(maps);
        for (YamlValue one : maps) {
            if (!(one instanceof YamlMap map)) {
                throw new NotYaml(one.line(), "expected a mapping for merging, but found " + one.described());
            }
            into.addAll(map.entries());
        }
    }
}

package org.imginspect.facts.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.fixtures.ToolContainer;
import org.imginspect.io.Limits;
import org.junit.jupiter.api.Test;

/** PyYAML's safe loader and ours read generated texts the same way. */
class PyYamlOracleTest {
    /** Reads texts in hexadecimal, one a line; answers each with a line, in the notation of {@link #show}. */
    private static final String SCRIPT = """
            import sys, yaml, datetime
            def show(v):
                if v is None: return '~'
                if v is True: return '+'
                if v is False: return '-'
                if isinstance(v, int): return 'i%d' % v
                if isinstance(v, float): return 'nan' if v != v else 'f' + str(v) if v in (float('inf'), -float('inf')) else 'f' + v.hex()
                if isinstance(v, str): return 's' + v.encode('utf-8', 'surrogatepass').hex()
                if isinstance(v, bytes): return 'b'
                if isinstance(v, (datetime.date, datetime.datetime)): return 't'
                if isinstance(v, list): return '[' + ','.join(map(show, v)) + ']'
                if isinstance(v, dict): return '{' + ','.join(show(k) + ':' + show(w) for k, w in v.items()) + '}'
                return '?' + type(v).__name__
            for line in sys.stdin:
                text = bytes.fromhex(line.strip()).decode('utf-8')
                try:
                    print(show(yaml.safe_load(text)))
                except RecursionError:
                    print('?')
                except Exception as e:
                    print('ERROR ' + repr(str(e)))
            """;

    /** Documented exception: the engine takes the colon into the anchor's name (YAML 1.2), PyYAML ends the name there. */
    private static final Pattern ANCHOR_WITH_COLON = Pattern.compile("&[A-Za-z0-9_-]+:");

    private static final String[] SCALARS = {
        "yes",
        "No",
        "TRUE",
        "on",
        "oFF",
        "y",
        "n",
        "~",
        "null",
        "Null",
        "nULL",
        "0",
        "00",
        "010",
        "08",
        "0o17",
        "0x1F",
        "0x_",
        "-0xff",
        "0b101",
        "0b_",
        "+12",
        "-7",
        "1_000",
        "_1",
        "1:30",
        "01:30",
        "1:60",
        "190:20:30",
        "190:20:30.15",
        "1.",
        ".5",
        "-.5",
        "+.5",
        "1e3",
        "1.0e3",
        "1.0e+3",
        "1.5E-2",
        "-.inf",
        ".Inf",
        "+.INF",
        ".NaN",
        "-.nan",
        "1.2.3",
        "6.1.0-1",
        "2001-12-14",
        "2001-13-01",
        "2023-02-29",
        "2024-02-29",
        "2001-12-14t21:59:43.10-05:00",
        "2001-12-14 21:59:43.10 -5",
        "2001-12-15 2:59:43.10",
        "2001-12-14 21:59:43Z",
        "2001-1-1",
        "2001-12-14 24:00:00",
        "<<",
        "=",
        "'<<'",
        "\"a\\nb\"",
        "\"\\x41\\u00e4\\U0001F600\"",
        "'it''s'",
        "!!str 12",
        "!!int 12",
        "!!str yes",
        "! 12",
        "!!bool yes",
        "!!float 1.5",
        "!!null x",
        "!foo bar",
        "!!python/object:x y",
        "a b",
        "a#b",
        "a #b",
        "a: b",
        "a:b",
        "http://x/y?z=1",
        "-",
        "?",
        ":",
        "- a",
        "@x",
        "`x",
        "%x",
        "&a x",
        "*a",
        "&b",
        "[a, b]",
        "[a, b,]",
        "[a,, b]",
        "{a: b}",
        "{a}",
        "{a:}",
        "{a:b}",
        "{a: 1, a: 2}",
        "{1: a, true: b}",
        "{'a':b}",
        "{\"a\":b}",
        "[a: b, c]",
        "[? a : b]",
        "{? a, b: c}",
        "|",
        ">",
        "|-",
        ">+",
        "''",
        "\"\"",
        "\"",
        "'",
        "[",
        "]",
        "{",
        "}",
        ",",
        "a, b",
        "\t",
        "a\tb",
        "ä",
        "\u00a0",
        "\ufeff",
        "\u2028",
        "\u0085",
        "\ud83d\ude00",
        "$6$x$y",
        "!",
        "!!",
        "!!binary aGk=",
        "\"\\q\"",
        "\"\\/\"",
        "[a]: b",
        "{a: b}: c",
        "#",
        "...",
        "---",
        "0_0",
        "1__0",
        "0.1_2",
        "1._",
        "-0",
        "-0.0",
        "+0",
        "0x",
        "0b2",
        "9223372036854775808",
        "1e400",
        "1.0e+400"
    };
    private static final String[] KEYS = {
        "a", "b", "'c'", "1", "1.0", "yes", "~", "<<", "? a", "&a k", "\"q\"", "a b", "x-y"
    };
    private static final String[] ENDS = {
        "\n", "\n", "\n", "\n", "\n\n", " # c\n", "  \n", "\r\n", "\n# c\n", "\n    # c\n"
    };

    @Test
    void scalarsAreReadAlike() throws Exception {
        List<String> texts = new ArrayList<>();
        for (String scalar : SCALARS) {
            texts.add(scalar);
            texts.add("k: " + scalar + "\n");
            texts.add("- " + scalar + "\n- x\n");
            texts.add("[" + scalar + ", x]");
            texts.add("{k: " + scalar + "}");
            texts.add(scalar + ": v\n");
            texts.add("k:\n  " + scalar + "\n  more\nl: 2\n");
        }
        compare(texts);
    }

    @Test
    void documentsAreReadAlike() throws Exception {
        List<String> texts = new ArrayList<>();
        Random random = new Random(20261121);
        for (int i = 0; i < 6000; i++) {
            StringBuilder text = new StringBuilder();
            if (random.nextInt(20) == 0) {
                text.append(random.nextBoolean() ? "---\n" : random.nextBoolean() ? "%YAML 1.1\n---\n" : "# c\n");
            }
            block(random, text, 0, 3);
            texts.add(text.toString());
        }
        compare(texts);
    }

    @Test
    void brokenDocumentsAreReadAlike() throws Exception {
        List<String> texts = new ArrayList<>();
        Random random = new Random(7);
        String odd = " \t\n\r:-?[]{},#&*!|>'\"%@`~\\ax0<=\u0000\u0085\ufeff";
        for (int i = 0; i < 8000; i++) {
            StringBuilder text = new StringBuilder();
            block(random, text, 0, 2);
            for (int n = 1 + random.nextInt(3); n > 0 && !text.isEmpty(); n--) {
                int at = random.nextInt(text.length());
                if (random.nextInt(3) == 0) {
                    text.deleteCharAt(at);
                } else {
                    text.insert(at, odd.charAt(random.nextInt(odd.length())));
                }
            }
            // Half a surrogate pair becomes a question mark.
            texts.add(new String(text.toString().getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8));
        }
        compare(texts);
    }

    private static void block(Random random, StringBuilder into, int indent, int depth) {
        int kind = random.nextInt(depth > 0 ? 5 : 1);
        int count = 1 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            into.append(" ".repeat(indent + (random.nextInt(60) == 0 ? 1 : 0)));
            boolean list = kind == 1 || kind == 2;
            into.append(list ? "-" : pick(random, KEYS) + ":");
            switch (random.nextInt(8)) {
                case 0, 1 -> {
                    if (depth > 0) {
                        into.append(pick(random, ENDS));
                        block(random, into, indent + (list || random.nextInt(4) > 0 ? 2 : 0), depth - 1);
                    } else {
                        into.append(" x\n");
                    }
                }
                case 2 -> {
                    into.append(random.nextBoolean() ? " |" : " >")
                            .append(pick(random, new String[] {"", "-", "+", "2", "1-"}))
                            .append("\n");
                    for (int n = random.nextInt(4); n > 0; n--) {
                        into.append(" ".repeat(indent + 1 + random.nextInt(3)))
                                .append(pick(random, SCALARS))
                                .append(random.nextInt(3) == 0 ? "\n\n" : "\n");
                    }
                }
                case 3 ->
                    into.append(" &")
                            .append(pick(random, new String[] {"a", "b", "c"}))
                            .append(" {x: 1, y: [z]}\n");
                case 4 ->
                    into.append(" *")
                            .append(pick(random, new String[] {"a", "b", "c"}))
                            .append("\n");
                default -> into.append(' ').append(pick(random, SCALARS)).append(pick(random, ENDS));
            }
        }
    }

    private static String pick(Random random, String[] from) {
        return from[random.nextInt(from.length)];
    }

    private static void compare(List<String> texts) throws Exception {
        List<String> answers = python(texts);
        assertThat(answers).hasSameSizeAs(texts);
        List<String> different = new ArrayList<>();
        int valid = 0;
        for (int i = 0; i < texts.size(); i++) {
            String theirs = answers.get(i);
            String ours = ours(texts.get(i));
            if (ANCHOR_WITH_COLON.matcher(texts.get(i)).find()) {
                continue;
            }
            boolean same = theirs.startsWith("ERROR") ? ours.startsWith("ERROR") : ours.equals(theirs);
            if (!same && !ours.equals("?")) {
                different.add("<<" + texts.get(i) + ">>\n ours   " + ours + "\n theirs " + theirs);
            }
            if (same && !theirs.startsWith("ERROR")) {
                valid++;
            }
        }
        assertThat(different).isEmpty();
        assertThat(valid).as("texts that are YAML").isGreaterThan(texts.size() / 10);
    }

    private static String ours(String text) {
        try {
            YamlDocument document = YamlDocument.parse(text, "x", Limits.defaults());
            if (document instanceof YamlDocument.Invalid invalid) {
                return "ERROR " + invalid.line() + " " + invalid.message();
            }
            return ((YamlDocument.Parsed) document)
                    .root()
                    .map(PyYamlOracleTest::show)
                    .orElse("~");
        } catch (UnsupportedFeatureException e) {
            return "?";
        } catch (ImageException e) {
            return "LIMIT " + e.getMessage();
        }
    }

    static String show(YamlValue value) {
        if (value instanceof YamlList list) {
            return "["
                    + String.join(
                            ",",
                            list.items().stream().map(PyYamlOracleTest::show).toList()) + "]";
        }
        if (value instanceof YamlMap map) {
            return "{"
                    + String.join(
                            ",",
                            map.entries().stream()
                                    .map(entry -> show(entry.key()) + ":" + show(entry.value()))
                                    .toList())
                    + "}";
        }
        YamlScalar scalar = (YamlScalar) value;
        return switch (scalar.type()) {
            case NULL -> "~";
            case BOOLEAN -> scalar.asBoolean().orElseThrow() ? "+" : "-";
            case INTEGER -> "i" + YamlTypes.integer(scalar.text());
            case FLOAT -> showDouble(scalar.asDouble().orElseThrow());
            case STRING -> "s" + HexFormat.of().formatHex(scalar.text().getBytes(StandardCharsets.UTF_8));
            case BINARY -> "b";
            case TIMESTAMP -> "t";
        };
    }

    private static String showDouble(double value) {
        if (Double.isNaN(value)) {
            return "nan";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "finf" : "f-inf";
        }
        String hex = Double.toHexString(value); // 0x1.8p0; Python writes 0x1.8000000000000p+0
        int p = hex.indexOf('p');
        int dot = hex.indexOf('.');
        String fraction = hex.substring(dot + 1, p);
        String exponent = hex.substring(p + 1);
        if (value == 0) {
            return "f" + hex.substring(0, dot) + ".0p+0";
        }
        return "f" + hex.substring(0, dot + 1) + fraction + "0".repeat(13 - fraction.length()) + "p"
                + (exponent.startsWith("-") ? "" : "+") + exponent;
    }

    private static List<String> python(List<String> texts) throws Exception {
        StringBuilder input = new StringBuilder();
        for (String text : texts) {
            input.append(HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8)))
                    .append('\n');
        }
        return PythonOracle.run(ToolContainer.debian12(), SCRIPT, input.toString());
    }
}

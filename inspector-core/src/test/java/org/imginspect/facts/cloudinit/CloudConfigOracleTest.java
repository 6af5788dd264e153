package org.imginspect.facts.cloudinit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.facts.TestFacts;
import org.imginspect.facts.boot.BootConfigGatherer;
import org.imginspect.facts.yaml.PythonOracle;
import org.imginspect.facts.yaml.YamlList;
import org.imginspect.facts.yaml.YamlMap;
import org.imginspect.facts.yaml.YamlScalar;
import org.imginspect.facts.yaml.YamlValue;
import org.imginspect.fixtures.ToolContainer;
import org.imginspect.guest.MemoryFileTree;
import org.junit.jupiter.api.Test;

/** cloud-init's own merger and ours make the same of generated directories. */
class CloudConfigOracleTest {
    /** Reads {@code name TAB hex} lines, an empty line ends a directory; answers each directory with a line. */
    private static final String SCRIPT = """
            import sys, os, shutil, tempfile, logging
            from cloudinit import util
            logging.disable(logging.CRITICAL)
            def show(v):
                if v is None: return '~'
                if isinstance(v, bool): return '+' if v else '-'
                if isinstance(v, (int, float)): return 'n' + str(v)
                if isinstance(v, str): return 's' + v.encode().hex()
                if isinstance(v, list): return '[' + ','.join(map(show, v)) + ']'
                if isinstance(v, dict): return '{' + ','.join(sorted(show(k) + ':' + show(w) for k, w in v.items())) + '}'
                return '?'
            top = tempfile.mkdtemp()
            files = []
            for line in sys.stdin:
                line = line.rstrip('\\n')
                if line:
                    files.append(line.split('\\t'))
                    continue
                main = os.path.join(top, 'cloud.cfg')
                shutil.rmtree(top)
                os.makedirs(main + '.d')
                for name, content in files:
                    with open(os.path.join(top, name), 'wb') as f:
                        f.write(bytes.fromhex(content))
                files = []
                try:
                    print(show(util.read_conf_with_confd(main)))
                except Exception as e:
                    print('ERROR ' + repr(e))
            """;

    private static final String[] KEYS = {"a", "b", "datasource_list", "datasource", "Ec2", "network", "2", "~", "yes"};
    private static final String[] VALUES = {
        "1",
        "2.5",
        "text",
        "'yes'",
        "yes",
        "~",
        "[]",
        "{}",
        "[x, y]",
        "[{a: 1}, {b: 2}]",
        "[Ec2, None]",
        "''",
        "!!str 1",
        "[[a], b]"
    };
    private static final String[] MERGES = {
        "'list(append)+dict(recurse_array)+str()'",
        "list()+dict(replace)+str(append)",
        "'dict(allow_delete,recurse_str)+str(append)'",
        "dict(no_replace,recurse_list)+list(prepend)",
        "list(recurse_dict,recurse_array,recurse_str)+dict(recurse_array)+str(append)",
        "list(no_replace)+dict(recurse_array)",
        "[{name: list, settings: [append]}, {name: dict, settings: [no_replace, recurse_list]}]",
        "[[dict, recurse_str], [str, append]]",
        "''",
        "~"
    };
    private static final String[] NAMES = {
        "05_logging.cfg", "90_dpkg.cfg", "99-x.cfg", ".hidden.cfg", "README", "Z.cfg", "a.CFG", "10.cfg"
    };
    private static final String[] BROKEN = {
        "a: [1\n",
        "- a\n- b\n",
        "just text\n",
        "",
        "# nothing\n",
        "a: 1\na: 2\n",
        "a: b: c\n",
        "\ta: 1\n",
        "a: &x {b: 1}\nb: {<<: *x, c: 2}\n",
        "## template: jinja\na: 1\n",
        "## template: jinja\n{% if x %}\na: {{ x }}\n",
        "conf_d: ''\na: 1\n",
        "conf_d: /nowhere\nb: 2\n",
        "~\n",
        "--- {}\n"
    };

    @Test
    void directoriesAreMergedAsByDebian12() throws Exception {
        compare(ToolContainer.debian12());
    }

    @Test
    void directoriesAreMergedAsByDebian13() throws Exception {
        compare(ToolContainer.debian13());
    }

    private static void compare(ToolContainer tools) throws Exception {
        Random random = new Random(25);
        List<Map<String, String>> cases = new ArrayList<>();
        for (int i = 0; i < 1500; i++) {
            Map<String, String> files = new TreeMap<>();
            if (random.nextInt(20) > 0) {
                files.put("cloud.cfg", document(random));
            }
            for (int n = random.nextInt(4); n > 0; n--) {
                files.put("cloud.cfg.d/" + NAMES[random.nextInt(NAMES.length)], document(random));
            }
            cases.add(files);
        }
        List<String> answers = PythonOracle.run(tools, SCRIPT, input(cases));
        assertThat(answers).hasSameSizeAs(cases);
        List<String> different = new ArrayList<>();
        int compared = 0;
        for (int i = 0; i < cases.size(); i++) {
            String ours = ours(cases.get(i));
            if (!ours.equals("UNSUPPORTED")) {
                compared++;
                if (!ours.equals(answers.get(i))) {
                    different.add(cases.get(i) + "\n ours   " + ours + "\n theirs " + answers.get(i));
                }
            }
        }
        assertThat(different).isEmpty();
        assertThat(compared).isGreaterThan(1400);
    }

    private static String document(Random random) {
        if (random.nextInt(5) == 0) {
            return BROKEN[random.nextInt(BROKEN.length)];
        }
        StringBuilder text = new StringBuilder();
        map(random, text, 0, 2);
        if (random.nextInt(4) == 0) {
            text.append(random.nextInt(4) == 0 ? "merge_type: " : "merge_how: ")
                    .append(MERGES[random.nextInt(MERGES.length)])
                    .append('\n');
        }
        return text.toString();
    }

    private static void map(Random random, StringBuilder into, int indent, int depth) {
        for (int n = 1 + random.nextInt(4); n > 0; n--) {
            into.append(" ".repeat(indent))
                    .append(KEYS[random.nextInt(KEYS.length)])
                    .append(':');
            if (depth > 0 && random.nextInt(2) == 0) {
                into.append('\n');
                map(random, into, indent + 2, depth - 1);
            } else {
                into.append(' ').append(VALUES[random.nextInt(VALUES.length)]).append('\n');
            }
        }
    }

    private static String input(List<Map<String, String>> cases) {
        StringBuilder lines = new StringBuilder();
        for (Map<String, String> files : cases) {
            files.forEach((name, text) -> lines.append(name)
                    .append('\t')
                    .append(HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8)))
                    .append('\n'));
            lines.append('\n');
        }
        return lines.toString();
    }

    private static String ours(Map<String, String> files) throws ImageException {
        MemoryFileTree.Builder tree = MemoryFileTree.builder().directory("/etc/cloud/cloud.cfg.d", 0755, 0, 0);
        files.forEach((name, text) -> tree.file("/etc/cloud/" + name, text));
        try {
            return TestFacts.of(TestFacts.tree(tree.build()), new CloudConfigGatherer(), new BootConfigGatherer())
                    .find(CloudConfig.class)
                    .map(config -> show(config.merged()))
                    .orElse("{}");
        } catch (UnsupportedFeatureException e) {
            return "UNSUPPORTED";
        }
    }

    private static String show(YamlValue value) {
        if (value instanceof YamlList list) {
            return "["
                    + String.join(
                            ",",
                            list.items().stream()
                                    .map(CloudConfigOracleTest::show)
                                    .toList()) + "]";
        }
        if (value instanceof YamlMap map) {
            return "{"
                    + String.join(
                            ",",
                            map.entries().stream()
                                    .map(entry -> show(entry.key()) + ":" + show(entry.value()))
                                    .sorted()
                                    .toList())
                    + "}";
        }
        YamlScalar scalar = (YamlScalar) value;
        return switch (scalar.type()) {
            case NULL -> "~";
            case BOOLEAN -> scalar.asBoolean().orElseThrow() ? "+" : "-";
            case INTEGER -> "n" + scalar.asLong().orElseThrow();
            case FLOAT -> "n" + scalar.asDouble().orElseThrow();
            case STRING -> "s" + HexFormat.of().formatHex(scalar.text().getBytes(StandardCharsets.UTF_8));
            case BINARY, TIMESTAMP -> "?";
        };
    }
}

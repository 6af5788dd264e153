package org.imginspect.facts.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.imginspect.fixtures.ToolContainer;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.MemoryFileTree;
import org.imginspect.io.Limits;
import org.junit.jupiter.api.Test;

/** {@code NetworkManager --print-config} and our reader take the same files for valid and merge them to the same settings. */
class NetworkManagerConfOracleTest {
    private static final int CASES = 150;
    private static final long SEED = 93;

    private static final List<String> KEYS =
            List.of("plugins", "no-auto-default", "ignore-carrier", "unmanaged-devices", "managed");

    private static final String SCRIPT = """
            for case in $(ls "$1" | sort -n); do
              d=$1/$case
              if out=$(NetworkManager --print-config --config "$d/NetworkManager.conf" --config-dir "$d/local" --system-config-dir "$d/vendor" 2>&1)
              then
                echo "$case $(printf '%s\\n' "$out" | awk '/^\\[/ { g = $0 } /^(plugins|no-auto-default|ignore-carrier|unmanaged-devices|managed)=./ { print g $0 }' | sort | tr '\\n' ' ')"
              else
                echo "$case refused"
              fi
            done
            """;

    /** Lines that are valid or not; what GLib says decides. */
    private static final String[] LINES = {
        "[main]",
        "[keyfile]",
        "[ifupdown]",
        "# comment",
        "",
        "  # indented comment",
        "\t[main]  ",
        "[main",
        "[ma[in]",
        "[main] x",
        "[]",
        "no-auto-default=*",
        "no-auto-default = eth0",
        " ignore-carrier=*",
        "ignore-carrier=",
        "plugins=keyfile",
        "plugins+=ifupdown",
        "plugins-=keyfile",
        "no-auto-default+=eth1,eth2",
        "no-auto-default-=eth1",
        "unmanaged-devices=interface-name:x",
        "unmanaged-devices+=interface-name:y",
        "managed=true",
        "managed=false",
        "; semicolon",
        "word",
        "=value",
        "key with spaces=1",
        "key[de]=1",
        "key[=1",
        "key]=1",
        "This configuration file changes NetworkManager's behavior to"
    };

    @Test
    void generatedFilesAreReadAsNetworkManagerReadsThem() throws Exception {
        for (ToolContainer tools : List.of(ToolContainer.debian12(), ToolContainer.debian13())) {
            Path cases = tools.directory("nm");
            Random random = new Random(SEED);
            List<String> ours = new ArrayList<>();
            for (int i = 0; i < CASES; i++) {
                ours.add(i + " " + merged(cases.resolve(String.valueOf(i)), random));
            }
            assertThat(ours)
                    .containsExactlyElementsOf(
                            tools.shell(SCRIPT, cases.toString()).lines());
            assertThat(ours.stream().filter(line -> line.endsWith("refused")).count())
                    .isBetween(CASES / 10L, CASES * 9L / 10);
        }
    }

    private static String merged(Path directory, Random random) throws Exception {
        MemoryFileTree.Builder guest = MemoryFileTree.builder();
        Files.createDirectories(directory.resolve("local"));
        Files.createDirectories(directory.resolve("vendor"));
        // Half of the cases hold valid lines only, so that merging is seen too.
        boolean wild = random.nextInt(2) == 0;
        write(guest, directory.resolve("NetworkManager.conf"), "/etc/NetworkManager/NetworkManager.conf", random, wild);
        for (String name : List.of("10-a.conf", "20-b.conf", "c.conf.bak")) {
            if (random.nextInt(2) == 0) {
                write(
                        guest,
                        directory.resolve("vendor/" + name),
                        "/usr/lib/NetworkManager/conf.d/" + name,
                        random,
                        wild);
            }
            if (random.nextInt(2) == 0) {
                write(guest, directory.resolve("local/" + name), "/etc/NetworkManager/conf.d/" + name, random, wild);
            }
        }
        NetworkManagerConf conf = NetworkManagerConfGatherer.read(
                new GuestTree(guest.build(), Limits.defaults()), GuestPath.of("/usr/sbin/NetworkManager"));
        if (!conf.defects().isEmpty()) {
            return "refused";
        }
        Map<String, String> lines = new TreeMap<>();
        for (String group : List.of("main", "keyfile", "ifupdown")) {
            for (String key : KEYS) {
                String line = "[" + group + "]" + key + "=";
                conf.get(group, key)
                        .map(Setting::value)
                        .filter(value -> !value.isEmpty())
                        .ifPresent(value -> lines.put(line, line + value + " "));
            }
        }
        return String.join("", lines.values());
    }

    private static void write(MemoryFileTree.Builder guest, Path file, String path, Random random, boolean wild)
            throws Exception {
        StringBuilder text = new StringBuilder("[main]\n");
        for (int i = 0; i < random.nextInt(6); i++) {
            String line = LINES[random.nextInt(LINES.length)];
            boolean valid = KeyFile.parse("[main]\n" + line + "\n", GuestPath.ROOT)
                    .defect()
                    .isEmpty();
            if (valid || (wild && random.nextInt(4) == 0)) {
                text.append(line).append(random.nextInt(8) == 0 ? "\r\n" : "\n");
            }
        }
        Files.writeString(file, text);
        guest.file(path, text.toString());
    }
}

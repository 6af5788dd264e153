package org.imginspect.facts.units;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.fixtures.ToolContainer;
import org.imginspect.guest.MemoryFileTree;
import org.junit.jupiter.api.Test;

/**
 * Generated trees of units, links, masks and drop-ins against systemd itself: {@code systemctl --root is-enabled}, and the transaction that {@code systemd
 * --test} computes for the default target.
 */
class SystemdOracleTest {
    private static final int TREES = 40;
    private static final String ETC = "/etc/systemd/system/";
    private static final String LOCAL = "/usr/local/lib/systemd/system/";
    private static final String VENDOR = "/usr/lib/systemd/system/";
    private static final String[] DIRECTORIES = {ETC, LOCAL, VENDOR};

    private static final String[] NAMES = {
        "alpha.service",
        "beta.service",
        "gamma-one.service",
        "gamma-one-two.service",
        "delta.target",
        "epsilon.target",
        "zeta.socket",
        "zeta.service",
        "eta.timer",
        "eta.service",
        "theta@.service",
        "theta@x.service",
        "theta@y.service",
        "iota.service",
        "kappa.path",
        "lambda.service"
    };

    /** One tree: content by path, or the target of a link behind an arrow. */
    private static final class Guest {
        private final Map<String, String> files = new TreeMap<>();
        private final Random random;

        Guest(long seed) {
            random = new Random(seed);
            put(VENDOR + "multi-user.target", "[Unit]\nRequires=basic.target\nAllowIsolate=yes\n");
            put(VENDOR + "rescue.target", "[Unit]\nRequires=sysinit.target\nAllowIsolate=yes\n");
            put(VENDOR + "basic.target", "[Unit]\nRequires=sysinit.target\nAfter=sysinit.target\n");
            for (String plain : new String[] {"sysinit", "shutdown", "sockets", "timers", "paths", "umount"}) {
                put(VENDOR + plain + ".target", "[Unit]\nDefaultDependencies=no\n");
            }
            link(VENDOR + "default.target", "multi-user.target");
            for (String name : NAMES) {
                unit(name);
            }
            for (int i = random.nextInt(4); i >= 0; i--) {
                alias();
            }
            for (int i = random.nextInt(6); i >= 0; i--) {
                wish();
            }
            for (int i = random.nextInt(5); i > 0; i--) {
                dropIn();
            }
        }

        private void put(String path, String content) {
            files.putIfAbsent(path, content);
        }

        private void link(String path, String target) {
            files.putIfAbsent(path, "-> " + target);
        }

        private String any() {
            String name = NAMES[random.nextInt(NAMES.length)];
            return UnitName.isTemplate(name) ? "theta@z.service" : name;
        }

        private String directory() {
            return DIRECTORIES[random.nextInt(DIRECTORIES.length)];
        }

        private void unit(String name) {
            for (int i = random.nextInt(8) == 0 ? 2 : 1; i > 0; i--) {
                int kind = random.nextInt(12);
                if (kind == 0) {
                    return; // There is none.
                } else if (kind == 1) {
                    link(directory() + name, "/dev/null");
                } else if (kind == 2) {
                    put(directory() + name, "");
                } else {
                    put(directory() + name, content(name));
                }
            }
        }

        private String content(String name) {
            StringBuilder text = new StringBuilder("[Unit]\nDescription=" + name + "\n");
            dependency(text);
            text.append(
                    switch (UnitName.type(name)) {
                        case ".service" ->
                            random.nextInt(12) == 0
                                    ? "[Service]\n# ExecStart=/bin/true\n"
                                    : "[Service]\nType=" + (random.nextBoolean() ? "simple" : "oneshot")
                                            + "\nExecStart=/bin/true\n";
                        case ".socket" -> "[Socket]\nListenStream=/run/zeta\n";
                        case ".timer" -> "[Timer]\nOnBootSec=1h\n";
                        case ".path" -> "[Path]\nPathExists=/run/kappa\nUnit=lambda.service\n";
                        default -> "";
                    });
            text.append("[Install]\nWantedBy=multi-user.target\n");
            return text.toString();
        }

        private void dependency(StringBuilder text) {
            String[] keys = {"Wants", "Requires", "BindsTo", "Upholds", "After", "# Wants"};
            for (int i = random.nextInt(3); i > 0; i--) {
                String key = keys[random.nextInt(keys.length)];
                // After= makes cycles here, which systemd breaks by leaving jobs out; Before= of a name that is not
                // there does not.
                text.append(key.equals("After") ? "Before=nowhere.target\n" : key + "=" + any());
                if (!key.equals("After")) {
                    text.append(random.nextInt(3) == 0 ? " \\\n  # between\n  " + any() + "\n" : "\n");
                }
            }
        }

        private void alias() {
            String target = any();
            String name = "alias" + random.nextInt(3) + UnitName.type(target);
            if (!UnitName.isInstance(target)) {
                link(VENDOR + name, target);
                String other = "other" + UnitName.type(target);
                link(ETC + other, random.nextBoolean() ? name : "../../../usr/lib/systemd/system/" + target);
                if (random.nextBoolean()) {
                    link(ETC + other + ".wants/" + any(), "nothing");
                }
            }
        }

        private void wish() {
            String[] owners = {"multi-user.target", "multi-user.target", "default.target", any(), any()};
            String owner = owners[random.nextInt(owners.length)];
            boolean root = owner.equals("multi-user.target") || owner.equals("default.target");
            String suffix = !root && random.nextInt(3) == 0 ? ".requires/" : ".wants/";
            String name = random.nextInt(6) == 0 ? "other.service" : any();
            int kind = random.nextInt(8);
            link(directory() + owner + suffix + name, kind == 0 ? "/dev/null" : "../" + name);
            if (kind == 1) {
                link(ETC + owner + suffix + name, "/dev/null");
            }
        }

        private void dropIn() {
            String name = any();
            String type = UnitName.type(name);
            String[] places = {
                name + ".d/",
                UnitName.template(name) + ".d/",
                "gamma-.service.d/",
                "gamma-one-.service.d/",
                type.substring(1) + ".d/"
            };
            StringBuilder text = new StringBuilder("[Unit]\n");
            if (random.nextBoolean()) {
                text.append("Wants=\n");
            }
            dependency(text);
            String file = directory() + places[random.nextInt(places.length)] + (10 + random.nextInt(3)) + "-x.conf";
            if (random.nextInt(5) == 0) {
                link(file, "/dev/null");
            } else {
                put(file, text.toString());
            }
        }

        void write(Path root) throws IOException {
            for (Map.Entry<String, String> file : files.entrySet()) {
                Path path = root.resolve(file.getKey().substring(1));
                Files.createDirectories(path.getParent());
                if (file.getValue().startsWith("-> ")) {
                    Files.createSymbolicLink(path, Path.of(file.getValue().substring(3)));
                } else {
                    Files.writeString(path, file.getValue());
                }
            }
        }

        MemoryFileTree.Builder tree() {
            MemoryFileTree.Builder tree =
                    MemoryFileTree.builder().file("/etc/machine-id", "").file("/usr/lib/systemd/systemd", "ELF");
            files.forEach((path, content) -> {
                if (content.startsWith("-> ")) {
                    tree.symlink(path, content.substring(3));
                } else {
                    tree.file(path, content);
                }
            });
            return tree;
        }
    }

    @Test
    void agreesWithTheTransactionOfSystemd252() throws Exception {
        transactions(ToolContainer.debian12(), 1000);
    }

    @Test
    void agreesWithTheTransactionOfSystemd257() throws Exception {
        transactions(ToolContainer.debian13(), 2000);
    }

    private static void transactions(ToolContainer tools, long seeds) throws Exception {
        Path root = tools.directory("transactions");
        List<Guest> guests = new ArrayList<>();
        for (int i = 0; i < TREES; i++) {
            Guest guest = new Guest(seeds + i);
            guest.write(root.resolve("t" + i));
            guests.add(guest);
        }
        // It refuses to run its test as root.
        tools.shell("chmod 1777 /run; chmod -R a+rX " + root).succeeded();
        List<String> out = tools.shell(
                        "cd " + root + "; for i in $(seq 0 " + (TREES - 1) + "); do echo \"== $i\"; t=" + root + "/t$i;"
                                + " HOME=/tmp XDG_RUNTIME_DIR=/tmp SYSTEMD_LOG_TARGET=console SYSTEMD_LOG_LEVEL=err SYSTEMD_GENERATOR_PATH=/nowhere"
                                + " SYSTEMD_UNIT_PATH=$t/etc/systemd/system:$t/usr/local/lib/systemd/system:$t/usr/lib/systemd/system"
                                + " setpriv --reuid=65534 --regid=65534 --clear-groups /usr/lib/systemd/systemd --test --system 2>&1"
                                + " | sed -n '/By jobs:/,$p' | sed -n 's/.*Action: \\(.*\\) -> start/\\1/p'; done")
                .lines();
        List<Set<String>> jobs = new ArrayList<>();
        for (String line : out) {
            if (line.startsWith("== ")) {
                jobs.add(new TreeSet<>());
            } else {
                jobs.get(jobs.size() - 1).add(line.strip());
            }
        }
        assertThat(jobs).hasSize(TREES);
        int started = 0;
        int asked = 0;
        for (int i = 0; i < TREES; i++) {
            BootServices services = TestServices.of(guests.get(i).tree());
            assertThat(services.target().problem().isEmpty())
                    .as("tree %d has a transaction: %s", i, guests.get(i).files)
                    .isEqualTo(jobs.get(i).contains("multi-user.target"));
            Set<String> expected = new TreeSet<>();
            Set<String> found = new TreeSet<>();
            for (String name : NAMES) {
                String unit = UnitName.isTemplate(name) ? "theta@z.service" : name;
                String own = services.find(unit).map(Unit::name).orElse(unit);
                try {
                    if (services.start(unit).atBoot()) {
                        found.add(unit);
                    }
                } catch (UnsupportedFeatureException e) {
                    assertThat(e).hasMessageContaining("a requirement cannot be had");
                    continue;
                }
                asked++;
                if (jobs.get(i).contains(own)) {
                    expected.add(unit);
                }
            }
            started += expected.size();
            assertThat(found).as("tree %d: %s", i, guests.get(i).files).isEqualTo(expected);
        }
        assertThat(asked).as("units of which it is known").isGreaterThan(TREES * NAMES.length * 3 / 4);
        assertThat(started).as("the trees start something").isGreaterThan(TREES);
    }

    @Test
    void agreesWithSystemctl252() throws Exception {
        states(ToolContainer.debian12(), 3000);
    }

    @Test
    void agreesWithSystemctl257() throws Exception {
        states(ToolContainer.debian13(), 4000);
    }

    /** What systemctl calls masked, an alias or not there. */
    private static void states(ToolContainer tools, long seeds) throws Exception {
        Path root = tools.directory("states");
        List<Guest> guests = new ArrayList<>();
        for (int i = 0; i < TREES; i++) {
            Guest guest = new Guest(seeds + i);
            guest.write(root.resolve("t" + i));
            guests.add(guest);
        }
        // systemctl follows links to /dev/null inside of the root.
        tools.shell("cd " + root + "; for t in t*; do mkdir -p $t/dev; mknod -m 666 $t/dev/null c 1 3; done")
                .succeeded();
        List<String> lines = tools.shell("cd " + root + "; for i in $(seq 0 " + (TREES - 1) + "); do for u in "
                        + String.join(" ", NAMES) + "; do echo \"$i $u $(systemctl --root=" + root
                        + "/t$i is-enabled $u 2>&1 | head -1)\"; done; done")
                .lines();
        int masked = 0;
        for (String line : lines) {
            String[] words = line.split(" ", 3);
            BootServices services =
                    TestServices.of(guests.get(Integer.parseInt(words[0])).tree());
            Optional<Unit> unit = services.find(words[1]);
            String state = words[2];
            String ours = unit.isEmpty()
                    ? "absent"
                    : unit.get().load() == Unit.Load.MASKED
                            ? "masked"
                            : !unit.get().name().equals(words[1]) ? "alias" : "there";
            String theirs = switch (state) {
                case "masked", "alias" -> state;
                case "enabled", "disabled", "static", "indirect", "linked" -> "there";
                default -> "absent";
            };
            masked += theirs.equals("masked") ? 1 : 0;
            assertThat(ours)
                    .as("%s: %s", line, guests.get(Integer.parseInt(words[0])).files)
                    .isEqualTo(theirs);
        }
        assertThat(lines).hasSize(TREES * NAMES.length);
        assertThat(masked).isGreaterThan(TREES / 2);
    }
}

package org.imginspect.facts.firewall;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.imginspect.fixtures.ToolContainer;
import org.imginspect.guest.MemoryFileTree;
import org.junit.jupiter.api.Test;

/** ufw itself writes its files and loads them: what the kernel then lets in is what the model reads from the same files. */
class UfwOracleTest {
    private static final int CASES = 12;

    private static final List<String> COMMANDS = List.of(
            "allow 22/tcp",
            "allow OpenSSH",
            "limit 22/tcp",
            "allow 80",
            "allow 443/tcp",
            "deny 443/tcp",
            "reject 8080/tcp",
            "allow 8000:8081/tcp",
            "allow from 10.0.0.0/8",
            "allow from 78.46.0.0/16 to any port 3306",
            "deny from 78.46.113.201",
            "allow proto tcp to any port 80,443,8443",
            "allow in on eth0 to any port 5432 proto tcp",
            "deny in on eth1",
            "allow 53/udp",
            "allow 81/tcp",
            "insert 1 deny 23/tcp",
            "allow 23",
            "allow proto udp to any port 9000:49152",
            "limit 53",
            "allow log 110/tcp",
            "reject from 2a01:4f8::/32 to any port 82",
            "allow 1024:/tcp");

    @Test
    void whatAStrangerReachesIsWhatUfwLetsIn() throws Exception {
        ToolContainer tools = ToolContainer.networking();
        Path out = tools.directory("ufw");
        Map<String, String> files = new LinkedHashMap<>();
        for (int seed = 1; seed <= CASES; seed++) {
            Random random = new Random(seed);
            StringBuilder script = new StringBuilder("{ ufw --force reset\n");
            script.append("sed -i 's/^IPV6=.*/IPV6=")
                    .append(random.nextInt(4) == 0 ? "no" : "yes")
                    .append("/' /etc/default/ufw\n");
            script.append("ufw default ")
                    .append(List.of("deny", "deny", "reject", "allow").get(random.nextInt(4)))
                    .append(" incoming\n");
            int count = 1 + random.nextInt(6);
            for (int i = 0; i < count; i++) {
                script.append("ufw ")
                        .append(COMMANDS.get(random.nextInt(COMMANDS.size())))
                        .append('\n');
            }
            script.append("ufw logging ")
                    .append(List.of("off", "low", "full").get(random.nextInt(3)))
                    .append('\n');
            script.append("ufw --force enable; } >&2\nmkdir -p ")
                    .append(out)
                    .append("/")
                    .append(seed)
                    .append("\ncp /etc/default/ufw /etc/ufw/ufw.conf /etc/ufw/*.rules ")
                    .append(out)
                    .append("/")
                    .append(seed)
                    .append("\nchmod -R a+rX ")
                    .append(out)
                    .append('\n');
            files.put("%05d.sh".formatted(seed), script.toString());
        }
        Map<String, Probe.Answer> answers = Probe.run(files, NftGenerator.PORTS, (name, answer) -> {
            Path directory = out.resolve(String.valueOf(Integer.parseInt(name)));
            return answer.refused() || differences(reach(directory), answer).isEmpty();
        });
        List<String> wrong = new ArrayList<>();
        for (Map.Entry<String, Probe.Answer> each : answers.entrySet()) {
            assertThat(each.getValue().refused()).as(each.getKey()).isFalse();
            for (String difference :
                    differences(reach(out.resolve(String.valueOf(Integer.parseInt(each.getKey())))), each.getValue())) {
                wrong.add(each.getKey() + ": " + difference + "\n" + files.get(each.getKey() + ".sh"));
            }
        }
        assertThat(wrong).isEmpty();
    }

    static List<String> differences(Reach reach, Probe.Answer answer) throws java.io.IOException {
        List<String> differences = new ArrayList<>();
        List<Simulation> runs = Model.simulate(reach.rules());
        for (int i = 0; i < 4; i++) {
            PortSet asked = all().minus(runs.get(i).unknown());
            PortSet ours = runs.get(i).open().intersect(asked);
            PortSet theirs = answer.open().get(i).intersect(asked);
            if (!ours.equals(theirs)) {
                differences.add((i % 2 == 0 ? "TCP" : "UDP") + (i > 1 ? " over IPv6" : "") + " ours " + ours
                        + ", theirs " + theirs);
            }
        }
        return differences;
    }

    private static PortSet all() {
        PortSet all = PortSet.NONE;
        for (int port : NftGenerator.PORTS) {
            all = all.union(PortSet.of(port));
        }
        return all;
    }

    private static Reach reach(Path directory) throws java.io.IOException {
        MemoryFileTree.Builder tree =
                TestGuest.with("ufw.service", "[Service]\nType=oneshot\nExecStart=/lib/ufw/ufw-init start quiet\n");
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                tree.file(name.equals("ufw") ? "/etc/default/ufw" : "/etc/ufw/" + name, Files.readString(file));
            }
        }
        Firewall firewall = TestGuest.firewall(tree);
        assertThat(firewall.active()).hasSize(1);
        return firewall.reach();
    }
}

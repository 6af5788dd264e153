package org.imginspect.facts.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.imginspect.fixtures.ToolContainer;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.MemoryFileTree;
import org.imginspect.io.Limits;
import org.junit.jupiter.api.Test;

/** {@code netplan get} and our reader merge the same files to the same definitions. */
class NetplanOracleTest {
    private static final int CASES = 40;
    private static final long SEED = 20261121;

    /** For each tree of a directory: the definitions that netplan has after all files, in the notation of {@link #line}. */
    private static final String SCRIPT = """
            import os, subprocess, sys, yaml
            def text(v):
                return '-' if v is None else str(v)
            for case in sorted(os.listdir(sys.argv[1]), key=int):
                run = subprocess.run(['netplan', 'get', '--root-dir', os.path.join(sys.argv[1], case)], capture_output=True, text=True)
                got = (yaml.safe_load(run.stdout) or {}).get('network') or {}
                lines = []
                for kind in ('ethernets', 'bridges', 'dummy-devices'):
                    for name, d in (got.get(kind) or {}).items():
                        match = d.get('match')
                        names = ([match['name']] if 'name' in match else []) if match is not None else [name]
                        if name == 'lo': kind = 'dummy-devices'
                        mac = text(match.get('macaddress') if match else None).lower()
                        driver = (match or {}).get('driver') or []
                        addresses = [list(a)[0] if isinstance(a, dict) else a for a in d.get('addresses') or []]
                        gateways = [d[k] for k in ('gateway4', 'gateway6') if k in d]
                        gateways += [r['via'] for r in d.get('routes') or [] if r['to'] in ('default', '0.0.0.0/0')]
                        dns = (d.get('nameservers') or {}).get('addresses') or []
                        renderer = d.get('renderer') or got.get('renderer') or 'networkd'
                        lines.append('|'.join([kind[0], ' '.join(names), mac, ' '.join([driver] if isinstance(driver, str) else driver),
                            'dhcp' if d.get('dhcp4') else 'static' if any(':' not in a for a in addresses) else 'none',
                            ' '.join(sorted(addresses)), ' '.join(gateways), ' '.join(dns), text(d.get('macaddress')).lower(), renderer]))
                print(case + ' ' + ' / '.join(sorted(lines)))
            """;

    @Test
    void generatedFilesMergeAsNetplanMergesThem() throws Exception {
        ToolContainer tools = ToolContainer.debian13();
        Path trees = tools.directory("netplan");
        Random random = new Random(SEED);
        List<String> ours = new ArrayList<>();
        for (int i = 0; i < CASES; i++) {
            MemoryFileTree.Builder guest = MemoryFileTree.builder();
            for (String directory : List.of("lib", "etc")) {
                for (String name : List.of("10-a.yaml", "20-b.yaml", "90-c.yaml", "50-d.yml")) {
                    if (random.nextInt(2) == 0) {
                        String text = file(random);
                        Path file = trees.resolve(i + "/" + directory + "/netplan/" + name);
                        Files.createDirectories(file.getParent());
                        Files.writeString(file, text);
                        guest.file("/" + directory + "/netplan/" + name, text);
                    }
                }
            }
            Files.createDirectories(trees.resolve(i + "/etc/netplan"));
            ours.add(i + " " + definitions(guest));
        }
        Path script = Files.writeString(tools.directory("script").resolve("get.py"), SCRIPT);
        assertThat(ours)
                .containsExactlyElementsOf(tools.exec("python3", script.toString(), trees.toString())
                        .lines());
        assertThat(ours.stream().filter(line -> line.length() > 20).count()).isGreaterThan(CASES / 2);
    }

    @Test
    void whatNetplanGivesUpAtIsADefect() throws Exception {
        ToolContainer tools = ToolContainer.debian13();
        for (String text : List.of(
                "network: [a]",
                "[a, b]",
                "network:",
                "networks: {a: 1}",
                "network: {ethernets: [a]}",
                "network: {ethernets: {a: [1]}}",
                "network: {version: 2, foo: {a: 1}}",
                "network:\n\tversion: 2",
                "network: {version: 2}",
                "network: {renderer: networkd, ethernets: {renderer: networkd, a: {dhcp4: true}}}",
                "# nothing\n")) {
            Path root = tools.directory("netplan");
            Files.createDirectories(root.resolve("etc/netplan"));
            Files.writeString(root.resolve("etc/netplan/a.yaml"), text + "\n");
            List<NetworkConfig.Defect> defects = new ArrayList<>();
            NetplanReader.read(
                    new GuestTree(
                            MemoryFileTree.builder()
                                    .file("/etc/netplan/a.yaml", text + "\n")
                                    .build(),
                            Limits.defaults()),
                    defects);
            assertThat(defects.isEmpty())
                    .as(text + " " + defects)
                    .isEqualTo(!tools.exec("netplan", "get", "--root-dir", root.toString())
                            .err()
                            .contains("Command failed: "));
        }
    }

    private static String definitions(MemoryFileTree.Builder guest) throws Exception {
        List<NetworkConfig.Defect> defects = new ArrayList<>();
        NetplanReader reader = NetplanReader.read(new GuestTree(guest.build(), Limits.defaults()), defects);
        assertThat(defects).isEmpty();
        return reader.interfaces().stream()
                .map(NetplanOracleTest::line)
                .sorted()
                .collect(Collectors.joining(" / "));
    }

    private static String line(InterfaceConfig config) {
        String kind = switch (config.kind()) {
            case ETHERNET -> "e";
            case STACKED -> "b";
            case INTERNAL -> "d";
        };
        List<Setting> own = new ArrayList<>(config.macs());
        own.removeAll(config.match().macs());
        return String.join(
                "|",
                kind,
                String.join(" ", config.match().names()),
                config.match().macs().isEmpty()
                        ? "-"
                        : config.match().macs().get(0).value().toLowerCase(java.util.Locale.ROOT),
                String.join(" ", config.match().drivers()),
                config.ipv4().name().toLowerCase(java.util.Locale.ROOT),
                // netplan prints those with options first.
                config.addresses().stream().map(Setting::value).sorted().collect(Collectors.joining(" ")),
                values(config.gateways()),
                values(config.nameServers()),
                own.isEmpty() ? "-" : own.get(0).value().toLowerCase(java.util.Locale.ROOT),
                config.renderer() == Renderer.NETPLAN_NETWORKD ? "networkd" : "NetworkManager");
    }

    private static String values(List<Setting> settings) {
        return settings.stream().map(Setting::value).collect(Collectors.joining(" "));
    }

    private static String file(Random random) {
        StringBuilder text = new StringBuilder("network:\n  version: 2\n");
        if (random.nextInt(4) == 0) {
            text.append("  renderer: ").append(random.nextBoolean() ? "networkd\n" : "NetworkManager\n");
        }
        text.append("  ethernets:\n");
        for (String id : List.of("ens3", "lan", "eth1")) {
            if (random.nextInt(3) > 0) {
                device(text, id, random);
            }
        }
        text.append("    enp9s0:\n      optional: true\n");
        if (random.nextInt(3) == 0) {
            text.append("  bridges:\n    br0:\n      dhcp4: ")
                    .append(random.nextBoolean())
                    .append('\n');
        }
        return text.toString();
    }

    private static void device(StringBuilder text, String id, Random random) {
        text.append("    ").append(id).append(":\n      optional: true\n");
        if (id.equals("lan")) {
            text.append("      match:\n");
            text.append(
                    random.nextBoolean()
                            ? "        name: \"e*\"\n"
                            : "        macaddress: 52:54:00:00:00:0" + random.nextInt(9) + "\n");
            if (random.nextInt(3) == 0) {
                text.append("        driver: [virtio_net, \"ena\"]\n");
            }
        }
        if (random.nextBoolean()) {
            text.append("      dhcp4: ")
                    .append(List.of("true", "no", "\"yes\"", "off", "on").get(random.nextInt(5)))
                    .append('\n');
        }
        if (random.nextBoolean()) {
            text.append("      addresses:\n");
            for (int i = 0; i <= random.nextInt(3); i++) {
                text.append("        - 10.0.")
                        .append(random.nextInt(3))
                        .append('.')
                        .append(2 + random.nextInt(3))
                        .append("/24\n");
            }
            if (random.nextInt(4) == 0) {
                text.append("        - 10.9.9.9/16: {lifetime: 0}\n");
            }
        }
        if (random.nextInt(3) == 0) {
            text.append("      nameservers:\n        addresses: [8.8.8.8, 10.0.0.")
                    .append(random.nextInt(4))
                    .append("]\n");
        }
        if (random.nextInt(6) == 0) {
            text.append("      macaddress: \"02:00:00:00:00:0")
                    .append(random.nextInt(9))
                    .append("\"\n");
        }
        if (id.equals("eth1") && random.nextInt(3) == 0) {
            text.append(
                    "      routes:\n        - to: default\n          via: 10.0.0.1\n        - {to: 10.8.0.0/16, via: 10.0.0.7}\n");
        }
    }
}

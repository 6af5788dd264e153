package org.imginspect.facts.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.imginspect.fixtures.ToolContainer;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.MemoryFileTree;
import org.imginspect.io.Limits;
import org.junit.jupiter.api.Test;

/** ifupdown's own {@code ifquery} and our reader find the same interfaces and addresses. */
class IfqueryOracleTest {
    private static final List<Map<String, String>> CASES = List.of(
            Map.of("interfaces", "auto lo\niface lo inet loopback\n\nallow-hotplug eth0\niface eth0 inet dhcp\n"),
            Map.of(
                    "interfaces",
                    "auto eth0 \\\n  eth1\niface eth0 inet static\n\taddress 10.0.0.2/24\n\tgateway 10.0.0.1\n# iface eth9 inet dhcp\niface eth1 inet manual\niface eth2 inet dhcp\n"),
            Map.of(
                    "interfaces",
                    "source parts/*\nauto eth0\niface eth0 inet dhcp\n",
                    "parts/one.cfg",
                    "auto eth5\niface eth5 inet static\n  address 10.5.0.2\n  netmask 255.255.0.0\n",
                    "parts/.hidden",
                    "auto eth6\niface eth6 inet dhcp\n"),
            Map.of(
                    "interfaces",
                    "source-directory parts\n",
                    "parts/lan",
                    "allow-auto eth1\niface eth1 inet dhcp\n",
                    "parts/lan.cfg",
                    "auto eth7\niface eth7 inet dhcp\n",
                    "parts/lan~",
                    "auto eth8\niface eth8 inet dhcp\n"),
            Map.of(
                    "interfaces",
                    "iface base inet static\n  gateway 10.0.0.1\n  mtu 1400\nauto eth0\niface eth0 inet static inherits base\n  address 10.0.0.3/24\n"),
            Map.of(
                    "interfaces",
                    "auto eth0\niface eth0 inet static\n  address 10.0.0.2/24\niface eth0 inet static\n  address 10.0.0.3/24\niface eth0 inet6 static\n  address 2001:db8::2/64\n"));

    @Test
    void interfacesThatStartAndTheirAddressesAreThoseOfIfquery() throws Exception {
        for (ToolContainer tools : List.of(ToolContainer.debian12(), ToolContainer.debian13())) {
            for (Map<String, String> files : CASES) {
                Path directory = tools.directory("interfaces");
                MemoryFileTree.Builder guest = MemoryFileTree.builder();
                for (Map.Entry<String, String> file : files.entrySet()) {
                    Path path = directory.resolve(file.getKey());
                    Files.createDirectories(path.getParent());
                    Files.writeString(path, file.getValue());
                    guest.file("/etc/network/" + file.getKey(), file.getValue());
                }
                List<InterfaceConfig> ours = IfupdownReader.read(new GuestTree(guest.build(), Limits.defaults()));
                String main = directory.resolve("interfaces").toString();
                List<String> started = new ArrayList<>(
                        tools.exec("ifquery", "--interfaces=" + main, "--list").lines());
                started.addAll(tools.exec("ifquery", "--interfaces=" + main, "--list", "--allow=hotplug")
                        .lines());
                if (ours.stream().noneMatch(one -> one.match().names().contains("lo"))) {
                    started.remove("lo"); // ifupdown knows the loopback interface without being told.
                }
                assertThat(ours.stream()
                                .filter(InterfaceConfig::automatic)
                                .map(one -> one.match().names().get(0))
                                .distinct())
                        .as(files.toString())
                        .containsExactlyInAnyOrderElementsOf(started);
                for (String name : started) {
                    assertThat(values(ours, name))
                            .as(name + " of " + files)
                            .isEqualTo(values(tools.exec("ifquery", "--interfaces=" + main, name)
                                    .lines()));
                }
            }
        }
    }

    private static String values(List<InterfaceConfig> configs, String name) {
        List<String> values = new ArrayList<>();
        for (InterfaceConfig config : configs) {
            if (config.match().names().contains(name)) {
                config.addresses().forEach(one -> values.add(bare(one.value())));
                config.gateways().forEach(one -> values.add(one.value()));
            }
        }
        return values.stream().sorted().collect(Collectors.joining(" "));
    }

    private static String values(List<String> lines) {
        return lines.stream()
                .filter(line -> line.startsWith("address: ") || line.startsWith("gateway: "))
                .map(line -> bare(line.substring(line.indexOf(' ') + 1)))
                .sorted()
                .collect(Collectors.joining(" "));
    }

    /** ifquery works out the prefix from the address's class where none is written. */
    private static String bare(String address) {
        int slash = address.indexOf('/');
        return slash < 0 ? address : address.substring(0, slash);
    }
}

package org.imginspect.facts.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.imginspect.fixtures.ToolContainer;
import org.imginspect.guest.GuestPath;
import org.junit.jupiter.api.Test;

/** {@code nmcli --offline} writes a connection out in one form, whatever form it was written in; ours means the same by the original. */
class NmcliOracleTest {
    private static final String HEAD = "[connection]\nid=a\nuuid=c56a4180-65aa-42ec-a945-5fd21dec0538\n";

    private static final List<String> PROFILES = List.of(
            "type=ethernet\n",
            "type=802-3-ethernet\ninterface-name=eth0\nautoconnect=no\n",
            "type=ethernet\n[ipv4]\nmethod=auto\n[ipv6]\nmethod=disabled\n",
            "type=ethernet\n[ipv4]\nmethod=manual\naddress1=10.0.0.2/24,10.0.0.1\ndns=8.8.8.8;1.1.1.1;\n",
            "type=ethernet\n[ipv4]\nmethod=manual\naddresses=10.0.0.2/24\ngateway=10.0.0.9\n",
            "type=ethernet\n[ipv4]\naddresses1=10.0.0.2;24;10.0.0.1\nmethod=manual\naddress2=10.0.1.2/16\n",
            "type=ethernet\n[ipv4]\nmethod=auto\naddress1=10.0.0.2/24\n",
            "type=ethernet\n[ipv4]\nmethod=shared\n",
            "type=ethernet\n[ipv4]\nmethod=link-local\n[ipv6]\nmethod=manual\naddress1=2001:db8::2/64,2001:db8::1\n",
            "type=ethernet\n[ethernet]\nmac-address=52:54:00:12:34:56\ncloned-mac-address=stable\n",
            "type=ethernet\n[802-3-ethernet]\ncloned-mac-address=02:00:00:00:00:01\n",
            "type=bridge\ninterface-name=br0\n[bridge]\nmac-address=02:00:00:00:00:02\n",
            "type=ethernet\nmaster=br0\nslave-type=bridge\n",
            "type=dummy\ninterface-name=dummy0\n[ipv4]\nmethod=manual\naddress1=10.9.9.9/32\n",
            "type=ethernet\n[match]\ninterface-name=en*;!en9*;\ndriver=virtio_net;\n");

    @Test
    void everyFormMeansWhatNetworkManagerMakesOfIt() throws Exception {
        for (ToolContainer tools : List.of(ToolContainer.debian12(), ToolContainer.debian13())) {
            Path directory = tools.directory("nmcli");
            for (int i = 0; i < PROFILES.size(); i++) {
                Files.writeString(directory.resolve(String.valueOf(i)), HEAD + PROFILES.get(i));
            }
            tools.shell(
                            "for f in \"$1\"/*; do nmcli --offline connection modify connection.id b <\"$f\" >\"$f.out\" || exit 1; done",
                            directory.toString())
                    .succeeded();
            for (int i = 0; i < PROFILES.size(); i++) {
                String original = HEAD + PROFILES.get(i);
                KeyFile keys = KeyFile.parse(original, GuestPath.of("/a"));
                assertThat(summary(NetworkManagerProfilesGatherer.config(keys, GuestPath.of("/a"))))
                        .as(original)
                        .isEqualTo(summary(Files.readAllLines(directory.resolve(i + ".out"))));
            }
        }
    }

    private static String summary(InterfaceConfig config) {
        return String.join(
                "|",
                "auto=" + config.automatic(),
                "controller=" + config.controller().orElse(""),
                "ipv4=" + config.ipv4().name().toLowerCase(Locale.ROOT),
                "ipv6=" + config.ipv6().name().toLowerCase(Locale.ROOT),
                "addresses=" + values(config.addresses()),
                "gateways=" + values(config.gateways()),
                "dns=" + values(config.nameServers()),
                "macs=" + values(config.macs()));
    }

    private static String values(List<Setting> settings) {
        return settings.stream()
                .map(one -> one.value().toUpperCase(Locale.ROOT))
                .sorted()
                .collect(Collectors.joining(" "));
    }

    /** The same of nmcli's own form, in which every value stands in one way only. */
    private static String summary(List<String> lines) {
        Map<String, String> keys = new TreeMap<>();
        String group = "";
        for (String line : lines) {
            int equals = line.indexOf('=');
            if (line.startsWith("[")) {
                group = line.substring(1, line.length() - 1);
            } else if (equals > 0) {
                keys.put(group + "." + line.substring(0, equals), line.substring(equals + 1));
            }
        }
        StringBuilder addresses = new StringBuilder();
        StringBuilder gateways = new StringBuilder();
        for (Map.Entry<String, String> key : keys.entrySet()) {
            if (key.getKey().matches("ipv[46]\\.address\\d+")) {
                String[] parts = key.getValue().split(",", -1);
                addresses.append(' ').append(parts[0]);
                gateways.append(' ').append(parts.length > 1 ? parts[1] : "");
            } else if (key.getKey().matches("ipv[46]\\.gateway")) {
                gateways.append(' ').append(key.getValue());
            }
        }
        String macs = keys.getOrDefault("ethernet.mac-address", "") + " "
                + keys.getOrDefault("ethernet.cloned-mac-address", "").replace("stable", "") + " "
                + keys.getOrDefault("bridge.mac-address", "");
        return String.join(
                "|",
                "auto=" + !keys.getOrDefault("connection.autoconnect", "true").equals("false"),
                "controller=" + keys.getOrDefault("connection.controller", keys.getOrDefault("connection.master", "")),
                "ipv4=" + method(keys.getOrDefault("ipv4.method", "")),
                "ipv6=" + method(keys.getOrDefault("ipv6.method", "")),
                "addresses=" + sorted(addresses.toString()),
                "gateways=" + sorted(gateways.toString()),
                "dns=" + sorted(keys.getOrDefault("ipv4.dns", "").replace(';', ' ')),
                "macs=" + sorted(macs));
    }

    private static String method(String name) {
        return switch (name) {
            case "auto" -> "dhcp";
            case "manual" -> "static";
            default -> "none";
        };
    }

    private static String sorted(String words) {
        return java.util.Arrays.stream(words.strip().split("\\s+", -1))
                .filter(word -> !word.isEmpty())
                .map(word -> word.toUpperCase(Locale.ROOT))
                .sorted()
                .collect(Collectors.joining(" "));
    }
}

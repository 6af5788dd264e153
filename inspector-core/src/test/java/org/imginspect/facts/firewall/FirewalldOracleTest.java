package org.imginspect.facts.firewall;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.imginspect.fixtures.ToolContainer;
import org.imginspect.guest.MemoryFileTree;
import org.junit.jupiter.api.Test;

/** firewalld itself loads its files: what the kernel then lets in is what the model reads from the same files. */
class FirewalldOracleTest {
    private static final int CASES = 40;

    private static final List<String> ELEMENTS = List.of(
            "<service name=\"ssh\"/>",
            "<service name=\"http\"/>",
            "<service name=\"https\"/>",
            "<service name=\"samba\"/>",
            "<service name=\"dhcpv6-client\"/>",
            "<service name=\"mdns\"/>",
            "<service name=\"own\"/>",
            "<service name=\"including\"/>",
            "<port port=\"8080\" protocol=\"tcp\"/>",
            "<port port=\"8000-8081\" protocol=\"tcp\"/>",
            "<port port=\"53\" protocol=\"udp\"/>",
            "<protocol value=\"icmp\"/>",
            "<protocol value=\"udp\"/>",
            "<source-port port=\"1024-65535\" protocol=\"udp\"/>",
            "<forward-port port=\"81\" protocol=\"tcp\" to-port=\"8443\"/>",
            "<masquerade/>",
            "<icmp-block name=\"echo-request\"/>",
            "<rule family=\"ipv4\"><source address=\"10.0.0.0/8\"/><service name=\"http\"/><accept/></rule>",
            "<rule family=\"ipv4\"><source address=\"78.46.0.0/16\"/><accept/></rule>",
            "<rule family=\"ipv4\"><source address=\"78.46.113.201\"/><port port=\"22\" protocol=\"tcp\"/><reject/></rule>",
            "<rule family=\"ipv4\"><source address=\"10.0.0.0/8\" invert=\"True\"/><port port=\"443\" protocol=\"tcp\"/><drop/></rule>",
            "<rule priority=\"-5\" family=\"ipv6\"><port port=\"80\" protocol=\"tcp\"/><drop/></rule>",
            "<rule priority=\"10\"><port port=\"444\" protocol=\"tcp\"/><accept/></rule>",
            "<rule><port port=\"3306\" protocol=\"tcp\"/><log prefix=\"x\" level=\"info\"/><accept/></rule>",
            "<rule><service name=\"ssh\"/><log><limit value=\"3/m\"/></log><accept><limit value=\"1000/s\"/></accept></rule>",
            "<rule priority=\"100\"><drop/></rule>",
            "<rule><protocol value=\"tcp\"/><reject/></rule>",
            "<rule family=\"ipv4\"><source ipset=\"strangers\"/><port port=\"1022\" protocol=\"tcp\"/><accept/></rule>");

    @Test
    void whatAStrangerReachesIsWhatFirewalldLetsIn() throws Exception {
        ToolContainer tools = ToolContainer.networking();
        Map<String, Map<String, String>> guests = new LinkedHashMap<>();
        Map<String, String> files = new LinkedHashMap<>();
        for (int seed = 1; seed <= CASES; seed++) {
            String name = "%05d".formatted(seed);
            Map<String, String> guest = guest(new Random(seed));
            guests.put(name, guest);
            files.put(name + ".sh", script(guest));
        }
        Map<String, String> vendor = vendor(tools);
        Map<String, Probe.Answer> answers = Probe.run(
                files,
                NftGenerator.PORTS,
                (name, answer) -> answer.refused()
                        || UfwOracleTest.differences(reach(vendor, Objects.requireNonNull(guests.get(name))), answer)
                                .isEmpty());
        List<String> wrong = new ArrayList<>();
        int refused = 0;
        for (Map.Entry<String, Probe.Answer> each : answers.entrySet()) {
            if (each.getValue().refused()) {
                refused++; // Chance puts together what firewalld does not take.
                continue;
            }
            Map<String, String> guest = Objects.requireNonNull(guests.get(each.getKey()));
            for (String difference : UfwOracleTest.differences(reach(vendor, guest), each.getValue())) {
                wrong.add(each.getKey() + ": " + difference + "\n" + guest);
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(refused).isLessThanOrEqualTo(CASES / 5);
    }

    private static Map<String, String> guest(Random random) {
        Map<String, String> files = new LinkedHashMap<>();
        String zone = List.of("public", "public", "home", "drop", "trusted", "own", "block")
                .get(random.nextInt(7));
        files.put("firewalld.conf", "DefaultZone=" + zone + "\nFirewallBackend=nftables\nLogDenied=off\n");
        files.put(
                "services/own.xml",
                "<service><port port=\"9000\" protocol=\"tcp\"/><port port=\"9000\" protocol=\"udp\"/></service>\n");
        files.put(
                "services/including.xml",
                "<service><include service=\"own\"/><include service=\"https\"/><port port=\"8443\" protocol=\"tcp\"/></service>\n");
        files.put(
                "ipsets/strangers.xml",
                "<ipset type=\"hash:net\"><entry>78.0.0.0/8</entry><entry>10.0.0.0/8</entry></ipset>\n");
        boolean overridden = zone.equals("own") || random.nextInt(3) > 0;
        if (overridden) {
            String target = List.of("", "", "", " target=\"DROP\"", " target=\"ACCEPT\"", " target=\"%%REJECT%%\"")
                    .get(random.nextInt(6));
            String body = elements(random, 1 + random.nextInt(6));
            files.put("zones/" + zone + ".xml", "<zone" + target + ">\n" + body + "</zone>\n");
        }
        if (random.nextInt(3) == 0) {
            String bound = List.of(
                            "<interface name=\"eth0\"/>",
                            "<interface name=\"eth1\"/>",
                            "<source address=\"78.46.0.0/16\"/>",
                            "<source address=\"10.0.0.0/8\"/>",
                            "<source ipset=\"strangers\"/>")
                    .get(random.nextInt(5));
            files.put("zones/bound.xml", "<zone>\n" + bound + "\n" + elements(random, 3) + "</zone>\n");
        }
        if (random.nextInt(3) == 0) {
            files.put(
                    "policies/mine.xml",
                    "<policy priority=\"" + List.of("-100", "10").get(random.nextInt(2)) + "\" target=\""
                            + List.of("CONTINUE", "CONTINUE", "ACCEPT", "DROP", "REJECT")
                                    .get(random.nextInt(5)) + "\">\n<ingress-zone name=\""
                            + List.of("ANY", zone, "work").get(random.nextInt(3))
                            + "\"/>\n<egress-zone name=\"HOST\"/>\n"
                            + elements(random, 2).replaceAll("<(forward-port|masquerade|icmp-block)[^>]*>\n", "")
                            + "</policy>\n");
        }
        if (random.nextInt(4) == 0) {
            files.put(
                    "direct.xml",
                    "<direct>\n<rule priority=\"0\" table=\"filter\" ipv=\"ipv4\" chain=\"INPUT\">-p tcp --dport "
                            + NftGenerator.PORTS.get(random.nextInt(NftGenerator.PORTS.size())) + " -j "
                            + List.of("ACCEPT", "DROP").get(random.nextInt(2)) + "</rule>\n</direct>\n");
        }
        return files;
    }

    /** Each once, as firewalld wants it. */
    private static String elements(Random random, int count) {
        List<String> chosen = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String element = ELEMENTS.get(random.nextInt(ELEMENTS.size()));
            if (!chosen.contains(element)) {
                chosen.add(element);
            }
        }
        StringBuilder text = new StringBuilder();
        chosen.forEach(element -> text.append(element).append('\n'));
        return text.toString();
    }

    /** firewalld keeps running from the first case on; each case is a reload. It stays in the namespace that it was started in. */
    private static String script(Map<String, String> guest) {
        StringBuilder script = new StringBuilder("""
                mkdir -p /run/dbus
                [ -S /run/dbus/system_bus_socket ] || dbus-daemon --system --fork
                rm -rf /etc/firewalld/zones/* /etc/firewalld/services/* /etc/firewalld/policies/* /etc/firewalld/ipsets/* /etc/firewalld/direct.xml
                """);
        guest.forEach((name, content) -> script.append("cat > /etc/firewalld/")
                .append(name)
                .append(" <<'END'\n")
                .append(content)
                .append("END\n"));
        return script + """
                space=$(readlink /proc/self/ns/net)
                if [ "$(cat /run/firewalld.space 2>/dev/null)" != "$space" ]; then
                  [ ! -e /run/firewalld.process ] || kill "$(cat /run/firewalld.process)" 2>/dev/null
                  while firewall-cmd --state >/dev/null 2>&1; do sleep 0.2; done
                  firewalld --nofork --nopid >/var/log/firewalld.out 2>&1 &
                  echo $! > /run/firewalld.process
                  echo "$space" > /run/firewalld.space
                  for i in $(seq 100); do firewall-cmd --state >/dev/null 2>&1 && break; sleep 0.2; done
                fi
                # Its rules were flushed behind its back, over which it stumbles once.
                firewall-cmd --complete-reload >/dev/null 2>&1 || firewall-cmd --complete-reload >&2
                """;
    }

    private static Map<String, String> vendor(ToolContainer tools) {
        Map<String, String> files = new LinkedHashMap<>();
        String list =
                "find /usr/lib/firewalld -name '*.xml' -path '*/zones/*' -o -name '*.xml' -path '*/policies/*' -o -path '*/services/*'"
                        + " \\( -name 'http*' -o -name 'ssh.xml' -o -name 'samba*' -o -name 'netbios*' -o -name 'dhcp*' -o -name 'mdns*' -o -name 'dns.xml' \\)";
        for (String file : tools.shell(list).lines()) {
            files.put(file, tools.exec("cat", file).succeeded());
        }
        return files;
    }

    private static Reach reach(Map<String, String> vendor, Map<String, String> guest) throws java.io.IOException {
        MemoryFileTree.Builder tree =
                TestGuest.with("firewalld.service", "[Service]\nExecStart=/usr/sbin/firewalld --nofork --nopid\n");
        vendor.forEach(tree::file);
        guest.forEach((name, content) -> tree.file("/etc/firewalld/" + name, content));
        return TestGuest.firewall(tree).reach();
    }
}

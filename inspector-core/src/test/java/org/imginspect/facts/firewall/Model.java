package org.imginspect.facts.firewall;

import java.util.ArrayList;
import java.util.List;
import org.imginspect.error.ImageException;
import org.imginspect.facts.Facts;
import org.imginspect.facts.TestFacts;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.MemoryFileTree;
import org.imginspect.scan.Gatherers;

/** Our answer about rules that stand for themselves, on a machine whose card is called eth0. */
final class Model {
    private static final GuestPath FILE = GuestPath.of("/rules");

    private Model() {}

    static Surroundings surroundings(MemoryFileTree.Builder files) {
        GuestTree tree = TestFacts.tree(files.build());
        return new Surroundings(tree, new Facts(tree, TestFacts.storage(), Gatherers.all()));
    }

    static MemoryFileTree.Builder files() {
        return MemoryFileTree.builder()
                .file("/etc/services", "ssh 22/tcp\nhttp 80/tcp www\nhttps 443/tcp\ndomain 53/tcp\ndomain 53/udp\n");
    }

    static RuleSet nft(String rules) throws ImageException {
        return nft(files().file("/rules", rules));
    }

    static RuleSet nft(MemoryFileTree.Builder files) throws ImageException {
        Surroundings surroundings = surroundings(files);
        NftReader reader = new NftReader(surroundings);
        reader.read(new NftTokens(surroundings.tree()).file(FILE));
        RuleSet set = new RuleSet();
        reader.finish(set);
        return set;
    }

    static RuleSet iptables(String four, String six) throws ImageException {
        Surroundings surroundings = surroundings(files());
        RuleSet set = new RuleSet();
        new IptablesReader(set, surroundings, false).read(FILE, four.lines().toList(), false);
        new IptablesReader(set, surroundings, true).read(FILE, six.lines().toList(), false);
        return set;
    }

    /** What happens to the stranger of {@link Probe}: TCP and UDP over IPv4, then over IPv6. */
    static List<Simulation> simulate(RuleSet rules) throws ImageException {
        List<Simulation> runs = new ArrayList<>();
        for (boolean ipv6 : new boolean[] {false, true}) {
            for (boolean tcp : new boolean[] {true, false}) {
                Address source =
                        Address.parse(ipv6 ? Probe.STRANGER6 : Probe.STRANGER4).orElseThrow();
                runs.add(Simulation.run(rules, new Packet(ipv6, tcp, source, Packet.ORDINARY_PORT)));
            }
        }
        return runs;
    }
}

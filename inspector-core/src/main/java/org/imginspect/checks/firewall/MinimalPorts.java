package org.imginspect.checks.firewall;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.check.Area;
import org.imginspect.check.Check;
import org.imginspect.check.CheckContext;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.check.Parameter;
import org.imginspect.check.Verdict;
import org.imginspect.error.ImageException;
import org.imginspect.facts.InvalidInputException;
import org.imginspect.facts.firewall.Access;
import org.imginspect.facts.firewall.Engine;
import org.imginspect.facts.firewall.Firewall;
import org.imginspect.facts.firewall.PortSet;
import org.imginspect.facts.firewall.Protocol;
import org.imginspect.facts.firewall.Reach;

/** Flags ports that the firewall lets strangers reach and that nobody declared. */
final class MinimalPorts implements Check {
    private static final int MOST_FINDINGS = 50;
    private static final int LONG = 1024;

    private static final Parameter PORTS = Parameter.list(
                    "ports", "the ports that the product is meant to open, such as 22, 443/tcp, 53/udp or 8000-8010")
            .withDefault("22");

    private static final CheckInfo INFO = new CheckInfo(
                    "firewall.minimal-ports",
                    Area.FIREWALL,
                    Level.ERROR,
                    "The firewall lets in the declared ports only",
                    "take the rule away (ufw delete allow PORT, firewall-cmd --permanent --remove-service=NAME), or declare the port: --set firewall.minimal-ports.ports=22,443")
            .onRequest()
            .with(PORTS);

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        Optional<Firewall> firewall = context.facts().find(Firewall.class);
        if (firewall.isEmpty()) {
            return Verdict.notApplicable("no init system is installed");
        }
        List<Engine> active = firewall.get().active();
        if (active.isEmpty()) {
            return Verdict.of(Finding.of(Level.WARNING, "no firewall starts, so that every port is open"));
        }
        Reach reach = firewall.get().reach();
        List<Finding> findings = new ArrayList<>();
        for (Protocol protocol : Protocol.values()) {
            PortSet declared = declared(context.params().list(PORTS), protocol);
            PortSet open = reach.open(protocol, declared.complement());
            if (Openness.isEverything(open)) {
                Access access = reach.access(protocol, Openness.unnamed(open));
                findings.add(finding(
                        Level.ERROR,
                        "what no rule names over " + protocol.name() + via(reach, protocol, open),
                        access,
                        active));
            } else {
                for (PortSet range : open.ranges()) {
                    ports(reach, protocol, range, active, findings);
                }
            }
        }
        return Verdict.of(findings);
    }

    private static String via(Reach reach, Protocol protocol, PortSet open) throws ImageException {
        return Openness.isEverything(reach.open(protocol, false, open)) ? "" : " over IPv6";
    }

    /** One finding for each rule that opens neighbouring ports. */
    private static void ports(Reach reach, Protocol protocol, PortSet range, List<Engine> active, List<Finding> into)
            throws ImageException {
        int from = range.first();
        int last = range.first() + range.size() - 1;
        while (from <= last && into.size() < MOST_FINDINGS) {
            Access access = reach.access(protocol, from);
            int to = range.size() > LONG ? last : from;
            while (to < last && same(access, reach.access(protocol, to + 1))) {
                to++;
            }
            into.add(finding(
                    Level.WARNING, PortSet.of(from, to) + "/" + protocol.id() + family(access), access, active));
            from = to + 1;
        }
    }

    private static boolean same(Access one, Access other) {
        return one.file().equals(other.file()) && one.line().equals(other.line()) && one.ipv4() == other.ipv4();
    }

    private static String family(Access access) {
        return access.ipv4() ? "" : " over IPv6";
    }

    private static Finding finding(Level level, String what, Access access, List<Engine> active) {
        return new Finding(
                level,
                "strangers reach " + what + ": " + access.why(),
                access.file().or(() -> active.get(0).file()),
                access.file().isPresent() ? access.line() : active.get(0).line());
    }

    /** Those of one protocol; a port without one is for both. */
    private static PortSet declared(List<String> items, Protocol protocol) {
        PortSet ports = PortSet.NONE;
        for (String item : items) {
            int slash = item.indexOf('/');
            String of = slash < 0 ? protocol.id() : item.substring(slash + 1);
            String numbers = slash < 0 ? item : item.substring(0, slash);
            int hyphen = numbers.indexOf('-');
            int first = number(hyphen < 0 ? numbers : numbers.substring(0, hyphen));
            int last = hyphen < 0 ? first : number(numbers.substring(hyphen + 1));
            boolean known = of.equals("tcp") || of.equals("udp");
            if (first < 1 || last < first || !known) {
                throw new InvalidInputException(
                        "firewall.minimal-ports.ports: '" + item + "' is no port such as 22, 443/tcp or 8000-8010/udp");
            }
            if (of.equals(protocol.id())) {
                ports = ports.union(PortSet.of(first, last));
            }
        }
        return ports;
    }

    /** 0 if it is none. */
    private static int number(String text) {
        int value = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9' || text.length() > 5) {
                return 0;
            }
            value = value * 10 + (c - '0');
        }
        return value <= 65535 ? value : 0;
    }
}

package org.imginspect.facts.firewall;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.facts.firewall.Simulation.Decision;

/**
 * Which ports a stranger reaches. A stranger has a public address that no rule names (by a range narrower than a /8, of IPv6 a /12), has not been here before,
 * and begins a connection that arrives on the first network card and is for the machine itself. Over TCP he may choose the port that he comes from.
 *
 * <p>What is said is what the rules let through, whether or not anything listens.
 */
public final class Reach {
    private final RuleSet rules;
    private final boolean hasIpv6;
    private final String where;
    private final List<List<Simulation>> runs = new ArrayList<>();

    /**
     * @param hasIpv6 whether the kernel speaks it
     * @param where the firewall's own file, for messages
     */
    Reach(RuleSet rules, boolean hasIpv6, String where) throws UnsupportedFeatureException {
        this.rules = rules;
        this.hasIpv6 = hasIpv6;
        this.where = where;
        for (boolean ipv6 : new boolean[] {false, true}) {
            for (Protocol protocol : Protocol.values()) {
                List<Simulation> each = new ArrayList<>();
                if (!ipv6 || hasIpv6) {
                    List<Packet> packets = Strangers.all(rules, ipv6, protocol == Protocol.TCP);
                    packets.addAll(Strangers.withChosenPort(rules, packets.get(0)));
                    for (Packet packet : packets) {
                        each.add(Simulation.run(rules, packet));
                    }
                }
                runs.add(each);
            }
        }
    }

    /** What is run. */
    RuleSet rules() {
        return rules;
    }

    /** Whether the guest's kernel speaks IPv6, as far as its command line tells. */
    public boolean hasIpv6() {
        return hasIpv6;
    }

    /**
     * Whether strangers reach a port.
     *
     * @param port from 1 to 65535
     * @throws UnsupportedFeatureException if that hangs on something that the disk does not tell; the message names the rule
     */
    public Access access(Protocol protocol, int port) throws ImageException {
        Access four = access(protocol, false, port);
        Access six = access(protocol, true, port);
        Access decides = six.reached() && !four.reached() ? six : four;
        return new Access(four.reached(), six.reached(), decides.file(), decides.line(), decides.why());
    }

    /**
     * Whether strangers reach a port over one of the two.
     *
     * @param port from 1 to 65535
     * @throws UnsupportedFeatureException if that hangs on something that the disk does not tell; the message names the rule
     */
    public Access access(Protocol protocol, boolean ipv6, int port) throws ImageException {
        List<Simulation> simulations = runs(protocol, ipv6);
        boolean reached = opens(simulations, port);
        Optional<Decision> decision = Optional.empty();
        for (Simulation run : simulations) {
            if (decision.isEmpty() && run.open().contains(port) == reached) {
                decision = reached ? run.acceptedBy(port) : run.droppedBy(port);
            }
        }
        return new Access(
                reached && !ipv6,
                reached && ipv6,
                decision.map(each -> each.place().file()),
                line(decision),
                decision.map(Decision::text).orElse("nothing filters"));
    }

    private static OptionalInt line(Optional<Decision> decision) {
        return decision.isPresent() && decision.get().place().line() > 0
                ? OptionalInt.of(decision.get().place().line())
                : OptionalInt.empty();
    }

    /** One stranger who surely gets in is enough; that none does takes all of them. */
    private boolean opens(List<Simulation> simulations, int port) throws UnsupportedFeatureException {
        for (Simulation run : simulations) {
            if (run.open().contains(port) && !run.closed().contains(port)) {
                return true;
            }
        }
        for (Simulation run : simulations) {
            if (run.open().contains(port)) {
                throw unknown(run, port);
            }
        }
        return false;
    }

    private UnsupportedFeatureException unknown(Simulation run, int port) {
        Optional<Decision> because = run.unknownBecause(port);
        return new UnsupportedFeatureException(
                "firewall: whether a stranger reaches port " + port + " hangs on what the disk does not tell: "
                        + because.map(Decision::text).orElse("its rules"),
                because.map(each -> each.place().toString()).orElse(where));
    }

    private List<Simulation> runs(Protocol protocol, boolean ipv6) {
        return runs.get((ipv6 ? 2 : 0) + (protocol == Protocol.TCP ? 0 : 1));
    }

    /**
     * The ports that strangers reach, over IPv4 or IPv6.
     *
     * @param among only these are looked at
     * @throws UnsupportedFeatureException if it cannot be told of one of them
     */
    public PortSet open(Protocol protocol, PortSet among) throws ImageException {
        return open(protocol, false, among).union(open(protocol, true, among));
    }

    /**
     * The ports that strangers reach over one of the two.
     *
     * @throws UnsupportedFeatureException if it cannot be told of one of them
     */
    public PortSet open(Protocol protocol, boolean ipv6, PortSet among) throws ImageException {
        PortSet sure = PortSet.NONE;
        PortSet unknown = PortSet.NONE;
        for (Simulation run : runs(protocol, ipv6)) {
            sure = sure.union(run.open().minus(run.closed()));
            unknown = unknown.union(run.unknown());
        }
        PortSet doubtful = unknown.minus(sure).intersect(among);
        if (!doubtful.isEmpty()) {
            opens(runs(protocol, ipv6), doubtful.first());
        }
        return sure.intersect(among);
    }

    /**
     * Whether a port that strangers do not reach is open to sources that the rules name.
     *
     * @return the rule that lets one of them in; empty if there is none, or if it cannot be told
     */
    public Optional<Access> limited(Protocol protocol, int port) throws ImageException {
        for (boolean ipv6 : new boolean[] {false, true}) {
            for (Packet packet : Strangers.named(rules, ipv6, protocol == Protocol.TCP)) {
                Simulation run = Simulation.run(rules, packet);
                Optional<Decision> decision = run.acceptedBy(port);
                if (run.open().contains(port) && !run.closed().contains(port) && decision.isPresent()) {
                    return Optional.of(new Access(
                            !ipv6,
                            ipv6,
                            Optional.of(decision.get().place().file()),
                            line(decision),
                            decision.get().text()));
                }
            }
        }
        return Optional.empty();
    }
}

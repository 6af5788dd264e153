package org.imginspect.facts.firewall;

import java.util.ArrayList;
import java.util.List;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.facts.Fact;
import org.jspecify.annotations.Nullable;

/**
 * The host's own firewall. The fact is absent if it is proved that no init system is installed. Rules are read when {@link #reach} is first
 * called.
 *
 * <p>What programs do while the machine runs (docker's and libvirt's own chains, fail2ban's bans) is not part of it: it lets a stranger who has not been here
 * before neither in nor out, but for what docker publishes, which does not go through these rules.
 */
public final class Firewall implements Fact {
    private final List<Found> found;
    private final boolean hasIpv6;
    private @Nullable Reach reach;
    private @Nullable ImageException unknown;

    Firewall(List<Found> found, boolean hasIpv6) {
        this.found = List.copyOf(found);
        this.hasIpv6 = hasIpv6;
    }

    /** Every one that is installed. */
    public List<Engine> engines() {
        List<Engine> engines = new ArrayList<>();
        for (Found each : found) {
            engines.add(each.engine());
        }
        return engines;
    }

    /** Those that load their rules at boot. */
    public List<Engine> active() {
        List<Engine> engines = engines();
        engines.removeIf(engine -> !engine.on());
        return engines;
    }

    /**
     * What strangers reach; everything, where no firewall starts.
     *
     * @throws UnsupportedFeatureException if a firewall starts whose rules are not read, or more than one
     */
    public Reach reach() throws ImageException {
        if (unknown != null) {
            throw unknown;
        }
        Reach known = reach;
        if (known == null) {
            try {
                known = read();
                reach = known;
            } catch (ImageException e) {
                unknown = e; // The same answer each time.
                throw e;
            }
        }
        return known;
    }

    private Reach read() throws ImageException {
        List<Engine> active = active();
        if (active.size() > 1) {
            throw new UnsupportedFeatureException(
                    "firewall: " + active.get(0).name() + " and "
                            + active.get(1).name() + " both start; which rules are left hangs on which comes last",
                    where(active.get(1)));
        }
        RuleSet rules = new RuleSet();
        for (Found each : found) {
            if (each.engine().on()) {
                each.loader().load(rules);
            }
        }
        return new Reach(rules, hasIpv6, active.isEmpty() ? "/" : where(active.get(0)));
    }

    private static String where(Engine engine) {
        return engine.file().map(Object::toString).orElse(engine.name());
    }
}

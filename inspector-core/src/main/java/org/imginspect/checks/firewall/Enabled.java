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
import org.imginspect.check.Verdict;
import org.imginspect.error.ImageException;
import org.imginspect.facts.firewall.Access;
import org.imginspect.facts.firewall.Engine;
import org.imginspect.facts.firewall.Firewall;
import org.imginspect.facts.firewall.PortSet;
import org.imginspect.facts.firewall.Protocol;
import org.imginspect.facts.firewall.Reach;

/** Flags images whose own firewall does not start, or starts and keeps nobody out. */
final class Enabled implements Check {
    private static final CheckInfo INFO = new CheckInfo(
                    "firewall.enabled",
                    Area.FIREWALL,
                    Level.ERROR,
                    "A host firewall starts and filters",
                    "ufw allow OpenSSH && ufw enable (Ubuntu); systemctl enable --now firewalld (RHEL, SUSE); systemctl enable nftables (Debian)")
            .onRequest();

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
            return Verdict.of(none(firewall.get()));
        }
        Reach reach = firewall.get().reach();
        List<Finding> findings = new ArrayList<>();
        PortSet open = reach.open(Protocol.TCP, false, PortSet.ALL);
        if (Openness.isEverything(open)) {
            Access access = reach.access(Protocol.TCP, Openness.unnamed(open));
            String most =
                    open.equals(PortSet.ALL) ? "everything" : "everything but " + Openness.shown(open.complement());
            findings.add(new Finding(
                    Level.ERROR,
                    active.get(0).name() + " starts and lets in " + most + ": " + access.why(),
                    access.file().or(() -> active.get(0).file()),
                    access.file().isPresent() ? access.line() : active.get(0).line()));
        } else if (reach.hasIpv6() && Openness.isEverything(reach.open(Protocol.TCP, true, PortSet.ALL))) {
            findings.add(new Finding(
                    Level.WARNING,
                    active.get(0).name() + " filters IPv4 only: over IPv6 everything is let in",
                    active.get(0).file(),
                    active.get(0).line()));
        }
        return Verdict.of(findings);
    }

    private static List<Finding> none(Firewall firewall) {
        List<Finding> findings = new ArrayList<>();
        for (Engine engine : firewall.engines()) {
            findings.add(new Finding(
                    Level.ERROR,
                    engine.name() + " is installed and does not filter: " + engine.why(),
                    engine.file(),
                    engine.line()));
        }
        return findings.isEmpty()
                ? List.of(Finding.of(Level.ERROR, "no firewall is installed that is known here"))
                : findings;
    }
}

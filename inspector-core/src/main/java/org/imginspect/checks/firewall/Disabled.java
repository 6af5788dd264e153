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
import org.imginspect.facts.firewall.Engine;
import org.imginspect.facts.firewall.Firewall;

/** Flags images whose own firewall starts, for marketplaces that leave filtering to the cloud. */
final class Disabled implements Check {
    private static final CheckInfo INFO = new CheckInfo(
                    "firewall.disabled",
                    Area.FIREWALL,
                    Level.ERROR,
                    "No host firewall starts",
                    "ufw disable; systemctl disable --now firewalld nftables iptables ip6tables netfilter-persistent csf")
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
        List<Finding> findings = new ArrayList<>();
        for (Engine engine : firewall.get().engines()) {
            if (engine.on()) {
                findings.add(new Finding(
                        Level.ERROR,
                        engine.name() + " loads its rules at boot: " + engine.why(),
                        engine.file(),
                        engine.line()));
            } else if (engine.configured()) {
                findings.add(new Finding(
                        Level.WARNING,
                        engine.name() + " has rules, though it is off: " + engine.why(),
                        engine.file(),
                        engine.line()));
            }
        }
        return Verdict.of(findings);
    }
}

package org.imginspect.checks.network;

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
import org.imginspect.facts.network.TimeSync.Source;

/** Flags images whose clock nothing keeps right. */
final class TimeSync implements Check {
    private static final CheckInfo INFO = new CheckInfo(
            "network.time-sync",
            Area.NETWORK,
            Level.WARNING,
            "The clock is kept right from a time server or the hypervisor's clock",
            "install chrony, or systemctl enable systemd-timesyncd");

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        Optional<org.imginspect.facts.network.TimeSync> sync =
                context.facts().find(org.imginspect.facts.network.TimeSync.class);
        if (sync.isEmpty()) {
            return Verdict.notApplicable(
                    "no init system is installed, so nothing runs that could keep the clock right");
        }
        List<Finding> findings = new ArrayList<>();
        for (Source source : sync.get().sources()) {
            if (source.atBoot() && source.hasServer()) {
                return Verdict.pass();
            }
            if (source.atBoot()) {
                String message = source.name() + " knows no time server";
                findings.add(
                        source.config().isPresent()
                                ? Finding.of(
                                        Level.WARNING, message, source.config().get())
                                : Finding.of(Level.WARNING, message));
            } else {
                findings.add(new Finding(
                        Level.WARNING,
                        source.name() + " does not start at boot: " + source.why(),
                        source.because(),
                        source.line()));
            }
        }
        if (findings.isEmpty()) {
            findings.add(Finding.of(Level.WARNING, "nothing is installed that keeps the clock right"));
        }
        return Verdict.of(findings);
    }
}

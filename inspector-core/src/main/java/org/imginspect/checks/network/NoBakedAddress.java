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
import org.imginspect.check.Parameter;
import org.imginspect.check.Verdict;
import org.imginspect.error.ImageException;
import org.imginspect.facts.network.BakedTraces;

/** Flags configuration of applications that names the build machine. */
final class NoBakedAddress implements Check {
    private static final Parameter TRACES =
            Parameter.parts("traces", "which traces of the build machine count", "addresses", "host-names");

    private static final CheckInfo INFO = new CheckInfo(
                    "network.no-baked-address",
                    Area.NETWORK,
                    Level.WARNING,
                    "No application's configuration names the address or the host name of the build machine",
                    "let a first-boot script write the address or name, or use 0.0.0.0 and localhost")
            .with(TRACES);

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        Optional<BakedTraces> traces = context.facts().find(BakedTraces.class);
        if (traces.isEmpty()) {
            return Verdict.notApplicable("nothing on the disk tells what address or host name the build machine had");
        }
        List<String> asked = context.params().list(TRACES);
        List<Finding> findings = new ArrayList<>();
        for (BakedTraces.Hit hit : traces.get().hits()) {
            if (!asked.contains(hit.address() ? "addresses" : "host-names")) {
                continue;
            }
            findings.add(Finding.of(
                    Level.WARNING,
                    "names the build machine's " + (hit.address() ? "address " : "host name ")
                            + hit.trace().value() + ", known from "
                            + hit.trace().file(),
                    hit.file(),
                    hit.line()));
        }
        return Verdict.of(findings);
    }
}

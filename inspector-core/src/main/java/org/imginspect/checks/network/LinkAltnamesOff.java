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
import org.imginspect.facts.network.LinkFiles;
import org.imginspect.facts.network.Setting;

/** Flags an active AlternativeNamesPolicy in the default .link file. */
final class LinkAltnamesOff implements Check {
    private static final CheckInfo INFO = new CheckInfo(
                    "network.link-altnames-off",
                    Area.NETWORK,
                    Level.ERROR,
                    "Network cards get no alternative names",
                    "sed -i 's/^AlternativeNamesPolicy/# &/' on the file, then update-initramfs -u or dracut -f")
            .onRequest();

    private static final String DEFAULT = "99-default.link";

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        List<Finding> findings = new ArrayList<>();
        for (LinkFiles.Link link :
                context.facts().find(LinkFiles.class).orElseThrow().links()) {
            Optional<Setting> policy = link.alternativeNamesPolicy();
            if (policy.isPresent() && link.file().name().text().equals(DEFAULT)) {
                findings.add(Finding.of(
                        Level.ERROR,
                        "gives network cards alternative names: " + policy.get().value(),
                        policy.get().file(),
                        policy.get().line()));
            }
        }
        return Verdict.of(findings);
    }
}

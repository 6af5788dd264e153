package org.imginspect.checks.cloudinit;

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
import org.imginspect.facts.cloudinit.CloudSeeds;

/** Flags user data in the image, which every machine made of it takes for its own, and the secrets in it. */
final class SeedClean implements Check {
    private static final CheckInfo INFO = new CheckInfo(
            "cloudinit.seed-clean",
            Area.CLOUDINIT,
            Level.ERROR,
            "No user data lies in the image",
            "rm -rf /var/lib/cloud/seed/*, and take user data and passwords out of /etc/cloud/cloud.cfg.d");

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        Optional<CloudSeeds> found = context.facts().find(CloudSeeds.class);
        if (found.isEmpty()) {
            return Verdict.pass();
        }
        List<Finding> findings = new ArrayList<>();
        for (CloudSeeds.Secret secret : found.get().secrets()) {
            String hint = secret.hint().isEmpty() ? "" : " (" + secret.hint() + ")";
            findings.add(new Finding(
                    Level.ERROR,
                    "every machine gets " + secret.kind() + hint + " from here",
                    Optional.of(secret.file()),
                    secret.line()));
        }
        for (CloudSeeds.Seed seed : found.get().seeds()) {
            findings.add(new Finding(
                    Level.WARNING, "the image brings its own user data: " + seed.what(), seed.file(), seed.line()));
        }
        return Verdict.of(findings);
    }
}

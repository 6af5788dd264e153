package org.imginspect.checks.cloudinit;

import java.util.Optional;
import org.imginspect.check.Area;
import org.imginspect.check.Check;
import org.imginspect.check.CheckContext;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.check.Verdict;
import org.imginspect.error.ImageException;
import org.imginspect.facts.packages.PackageHolds;
import org.imginspect.facts.packages.Packages;

/** Flags UCloud's build of cloud-init where the next update replaces it. */
final class VendorBuildHeld implements Check {
    private static final String NAME = "cloud-init";
    private static final CheckInfo INFO = new CheckInfo(
                    "cloudinit.vendor-build-held",
                    Area.CLOUDINIT,
                    Level.WARNING,
                    "UCloud's build of cloud-init is kept from updates",
                    "apt-mark hold cloud-init, or dnf versionlock add cloud-init")
            .onRequest();

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        Optional<Packages> packages = context.facts().find(Packages.class);
        Optional<Packages.Entry> known = packages.flatMap(all -> all.find(NAME));
        if (known.isEmpty() || !known.get().isInstalled()) {
            return Verdict.notApplicable("no package cloud-init is installed");
        }
        if (!VendorBuild.isVendors(context, known.get())) {
            return Verdict.notApplicable("cloud-init is not UCloud's build");
        }
        Optional<PackageHolds> holds = context.facts().find(PackageHolds.class);
        if (holds.isPresent() && holds.get().of(known.get()).isPresent()) {
            return Verdict.pass();
        }
        return Verdict.of(Finding.of(
                Level.WARNING,
                "nothing keeps cloud-init " + known.get().version().text()
                        + " from being replaced by the distribution's at the next update"));
    }
}

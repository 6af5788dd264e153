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
import org.imginspect.facts.cloudinit.CloudInit;
import org.imginspect.facts.packages.Packages;

/** Flags images without cloud-init. */
final class Installed implements Check {
    private static final String NAME = "cloud-init";
    private static final CheckInfo INFO = new CheckInfo(
            "cloudinit.installed",
            Area.CLOUDINIT,
            Level.ERROR,
            "cloud-init is installed",
            "install the package cloud-init from the distribution's repository");

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        Optional<CloudInit> program = context.facts().find(CloudInit.class);
        Optional<Packages.Entry> known = context.facts().find(Packages.class).flatMap(packages -> packages.find(NAME));
        if (known.isPresent() && known.get().isInstalled()) {
            return program.isPresent()
                    ? Verdict.pass()
                    : Verdict.of(
                            Finding.of(Level.ERROR, "the package cloud-init is installed, but its command is missing"));
        }
        if (known.isPresent() && known.get().state().hasFiles()) {
            return Verdict.of(Finding.of(
                    Level.ERROR,
                    "the package cloud-init is not installed whole: dpkg calls it '"
                            + known.get().state().word() + "'"));
        }
        if (program.isPresent()) {
            return Verdict.of(Finding.of(
                    Level.WARNING,
                    "cloud-init was installed without a package: nothing will update it",
                    program.get().program()));
        }
        boolean remains = known.isPresent() && known.get().state() == Packages.State.CONFIG_FILES;
        return Verdict.of(Finding.of(
                Level.ERROR,
                remains
                        ? "cloud-init is not installed: only the configuration of a removed package is left"
                        : "cloud-init is not installed"));
    }
}

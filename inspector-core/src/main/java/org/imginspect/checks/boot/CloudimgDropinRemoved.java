package org.imginspect.checks.boot;

import java.util.Optional;
import org.imginspect.check.Area;
import org.imginspect.check.Check;
import org.imginspect.check.CheckContext;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.check.Verdict;
import org.imginspect.error.ImageException;
import org.imginspect.facts.os.OperatingSystem;
import org.imginspect.facts.os.OperatingSystem.Family;
import org.imginspect.guest.GuestPath;

/** Flags the settings that Ubuntu's cloud images lay over those of GRUB. */
final class CloudimgDropinRemoved implements Check {
    private static final CheckInfo INFO = new CheckInfo(
                    "boot.cloudimg-dropin-removed",
                    Area.BOOT,
                    Level.ERROR,
                    "Ubuntu's 50-cloudimg-settings.cfg does not override the settings of GRUB",
                    "rm -f /etc/default/grub.d/50-cloudimg-settings.cfg, then update-grub")
            .onRequest();

    private static final GuestPath DROP_IN = GuestPath.of("/etc/default/grub.d/50-cloudimg-settings.cfg");

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        if (context.tree().lstat(DROP_IN).isPresent()) {
            return Verdict.of(Finding.of(
                    Level.ERROR, "overrides GRUB_TIMEOUT and the consoles that /etc/default/grub sets", DROP_IN));
        }
        Optional<OperatingSystem> system = context.facts().find(OperatingSystem.class);
        return system.isPresent()
                        && system.get().family() != Family.DEBIAN
                        && system.get().family() != Family.OTHER
                ? Verdict.notApplicable("only Debian's and Ubuntu's grub-mkconfig reads /etc/default/grub.d")
                : Verdict.pass();
    }
}

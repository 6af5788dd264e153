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
import org.imginspect.facts.units.BootServices;
import org.imginspect.facts.units.BootTarget;
import org.imginspect.facts.units.InitSystem;

/** Flags images that boot into something else than a running system. */
final class DefaultTarget implements Check {
    private static final CheckInfo INFO = new CheckInfo(
            "boot.default-target",
            Area.BOOT,
            Level.ERROR,
            "The machine boots into a whole system, not into a rescue shell",
            "systemctl set-default multi-user.target; take systemd.unit=, single and rescue out of the kernel's command line");

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        Optional<BootServices> services = context.facts().find(BootServices.class);
        if (services.isEmpty()) {
            return Verdict.notApplicable("no init system is installed");
        }
        BootTarget target = services.get().target();
        if (target.problem().isPresent()) {
            return finding(target, Level.ERROR, target.problem().get() + fallback(services.get(), target));
        }
        if (services.get().init() == InitSystem.SYSTEMD) {
            return systemd(services.get(), target);
        }
        return switch (target.name()) {
            case "S", "1", "single" ->
                finding(
                        target,
                        Level.ERROR,
                        "boots into run level " + target.name() + ", which is for one user at the console");
            default -> Verdict.pass();
        };
    }

    private static String fallback(BootServices services, BootTarget target) {
        return services.init() == InitSystem.SYSTEMD ? ", so that the machine boots into " + target.name() : "";
    }

    private static Verdict systemd(BootServices services, BootTarget target) throws ImageException {
        String name = target.name();
        switch (name) {
            case "multi-user.target", "graphical.target" -> {
                return Verdict.pass();
            }
            case "rescue.target",
                    "emergency.target",
                    "poweroff.target",
                    "halt.target",
                    "reboot.target",
                    "kexec.target",
                    "sysinit.target",
                    "basic.target" -> {
                return finding(target, Level.ERROR, "boots into " + name);
            }
            default -> {
                return services.start("multi-user.target").atBoot()
                        ? Verdict.pass()
                        : finding(
                                target,
                                Level.WARNING,
                                "boots into " + name + ", which does not lead to multi-user.target");
            }
        }
    }

    private static Verdict finding(BootTarget target, Level level, String message) {
        return Verdict.of(new Finding(level, message, target.because(), target.line()));
    }
}

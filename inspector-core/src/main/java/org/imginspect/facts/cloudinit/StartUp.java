package org.imginspect.facts.cloudinit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.imginspect.error.ImageException;
import org.imginspect.facts.cloudinit.CloudInit.Obstacle;
import org.imginspect.facts.units.BootServices;
import org.imginspect.facts.units.InitSystem;
import org.imginspect.facts.units.Start;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/** Whether the init system starts cloud-init's stages: systemd's units, upstart's jobs, System V's or OpenRC's links. */
final class StartUp {
    private static final String TARGET = "cloud-init.target";
    private static final String GENERATOR = "cloud-init-generator";
    private static final String OPTIONAL_MAIN = "cloud-init-main.service";

    /** The stages in their order; of the names of one stage a version has one. */
    private static final String[][] STAGES = {
        {"cloud-init-local.service"},
        {"cloud-init-network.service", "cloud-init.service"},
        {"cloud-config.service"},
        {"cloud-final.service"}
    };

    private static final String[] GENERATORS = {
        "/etc/systemd/system-generators/",
        "/usr/local/lib/systemd/system-generators/",
        "/usr/lib/systemd/system-generators/"
    };

    private StartUp() {}

    /** @param off whether cloud-init is switched off as a whole, so that only what else is wrong matters */
    static void obstacles(GuestTree tree, Optional<BootServices> services, boolean off, List<Obstacle> into)
            throws ImageException {
        if (services.isEmpty()) {
            into.add(noInit());
        } else if (services.get().init() == InitSystem.SYSTEMD) {
            systemd(tree, services.get(), off, into);
        } else {
            older(services.get(), into);
        }
    }

    private static Obstacle noInit() {
        return new Obstacle(
                "no init system starts it: no systemd unit, upstart job or run level names it",
                Optional.empty(),
                OptionalInt.empty());
    }

    private static Obstacle obstacle(Start start) {
        return new Obstacle(start.why(), start.because(), start.line());
    }

    private static void systemd(GuestTree tree, BootServices services, boolean off, List<Obstacle> into)
            throws ImageException {
        List<String[]> stages = new ArrayList<>(List.of(STAGES));
        if (services.find(OPTIONAL_MAIN).isPresent()) {
            stages.add(0, new String[] {OPTIONAL_MAIN}); // Since 24.3 one process that serves all stages.
        }
        boolean throughTarget = false;
        for (String[] names : stages) {
            String name = names[names.length - 1];
            for (int i = names.length - 1; i >= 0; i--) {
                name = services.find(names[i]).isPresent() ? names[i] : name;
            }
            Start start = services.start(name);
            if (!start.atBoot()
                    && (!off || start.reason() == Start.Reason.MASKED || start.reason() == Start.Reason.ABSENT)) {
                if (isThroughTarget(start)) {
                    throughTarget = true;
                } else {
                    into.add(obstacle(start));
                }
            }
        }
        if (throughTarget || (off && services.start(TARGET).reason() == Start.Reason.MASKED)) {
            target(tree, services, into);
        }
    }

    /** Whether the link that would start it lies with the target. */
    private static boolean isThroughTarget(Start start) {
        return start.because()
                .flatMap(GuestPath::parent)
                .map(directory -> directory.name().text().equals(TARGET + ".wants"))
                .orElse(false);
    }

    /** The stages hang on a target that nothing wants on the disk: the generator makes that link at each boot. */
    private static void target(GuestTree tree, BootServices services, List<Obstacle> into) throws ImageException {
        Start start = services.start(TARGET);
        if (start.reason() != Start.Reason.NOT_WANTED) {
            into.add(obstacle(start));
            return;
        }
        for (String directory : GENERATORS) {
            GuestPath generator = GuestPath.of(directory + GENERATOR);
            if (tree.lstat(generator).isPresent()) {
                boolean masked = tree.readLink(generator).equals(Optional.of(GuestName.of("/dev/null")));
                into.add(
                        masked
                                ? new Obstacle(
                                        GENERATOR + " is masked, so that nothing wants " + TARGET,
                                        Optional.of(generator),
                                        OptionalInt.empty())
                                : obstacle(start));
                return;
            }
        }
        into.add(new Obstacle(
                "there is no " + GENERATOR + ", so that nothing wants " + TARGET,
                Optional.empty(),
                OptionalInt.empty()));
    }

    /** Upstart's jobs, and scripts that run levels start. Enterprise Linux 6 has the stages as scripts, Alpine as services. */
    private static void older(BootServices services, List<Obstacle> into) throws ImageException {
        boolean found = false;
        for (String stage : new String[] {"cloud-init-local", "cloud-init", "cloud-config", "cloud-final"}) {
            if (services.find(stage).isPresent()) {
                found = true;
                Start start = services.start(stage);
                if (!start.atBoot()) {
                    into.add(obstacle(start));
                }
            }
        }
        if (!found) {
            into.add(noInit());
        }
    }
}

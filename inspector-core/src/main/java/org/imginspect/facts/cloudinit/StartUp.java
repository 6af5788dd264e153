package org.imginspect.facts.cloudinit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.imginspect.error.ImageException;
import org.imginspect.facts.boot.BootEntry;
import org.imginspect.facts.cloudinit.CloudInit.Obstacle;
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

    private static final String[] JOBS = {"cloud-init-local", "cloud-init", "cloud-config", "cloud-final"};
    private static final String[] SYSV_LEVELS = {"/etc/rc2.d", "/etc/rc3.d", "/etc/rc5.d", "/etc/rc.d/rc3.d"};

    private StartUp() {}

    /** @param masks the units that the kernel's command line masks, with the argument that does */
    static void obstacles(GuestTree tree, Map<String, BootEntry.Argument> masks, List<Obstacle> into)
            throws ImageException {
        SystemdUnits units = new SystemdUnits(tree);
        if (tree.exists(GuestPath.of("/usr/lib/systemd/systemd"))
                || tree.exists(GuestPath.of("/lib/systemd/systemd"))
                || units.unit(STAGES[0][0]).isPresent()) {
            systemd(units, masks, into);
            return;
        }
        if (!upstart(tree, into) && !isLinked(tree)) {
            into.add(new Obstacle(
                    "no init system starts it: no systemd unit, upstart job or run level names it",
                    Optional.empty(),
                    OptionalInt.empty()));
        }
    }

    private static void systemd(SystemdUnits units, Map<String, BootEntry.Argument> masks, List<Obstacle> into)
            throws ImageException {
        boolean throughTarget = false;
        List<String[]> stages = new ArrayList<>(List.of(STAGES));
        if (units.unit(OPTIONAL_MAIN).isPresent()) {
            stages.add(0, new String[] {OPTIONAL_MAIN}); // Since 24.3 one process that serves all stages.
        }
        for (String[] names : stages) {
            String name = names[names.length - 1];
            Optional<GuestPath> file = Optional.empty();
            for (int i = 0; i < names.length && file.isEmpty(); i++) {
                file = units.unit(names[i]);
                name = file.isPresent() ? names[i] : name;
            }
            BootEntry.Argument mask = masks.get(name);
            if (file.isEmpty()) {
                into.add(new Obstacle("there is no unit " + name, Optional.empty(), OptionalInt.empty()));
            } else if (units.isMasked(file.get())) {
                into.add(new Obstacle(name + " is masked", file, OptionalInt.empty()));
            } else if (mask != null) {
                into.add(masked(name, mask));
            } else {
                List<String> wanting = units.wantedBy(name);
                if (wanting.isEmpty()) {
                    into.add(new Obstacle(name + " is not enabled: no target wants it", file, OptionalInt.empty()));
                }
                throughTarget |= wanting.size() == 1 && wanting.contains(TARGET);
            }
        }
        if (throughTarget) {
            target(units, masks, into);
        }
    }

    private static Obstacle masked(String unit, BootEntry.Argument by) {
        return new Obstacle(
                unit + " is masked: the kernel's command line says " + by.text(),
                Optional.of(by.file()),
                OptionalInt.of(by.line()));
    }

    /** The stages hang on a target that nothing wants on the disk: the generator makes that link at each boot. */
    private static void target(SystemdUnits units, Map<String, BootEntry.Argument> masks, List<Obstacle> into)
            throws ImageException {
        Optional<GuestPath> target = units.unit(TARGET);
        if (target.isEmpty()) {
            into.add(new Obstacle("there is no unit " + TARGET, Optional.empty(), OptionalInt.empty()));
            return;
        }
        if (units.isMasked(target.get())) {
            into.add(new Obstacle(TARGET + " is masked", target, OptionalInt.empty()));
            return;
        }
        BootEntry.Argument mask = masks.get(TARGET);
        if (mask != null) {
            into.add(masked(TARGET, mask));
            return;
        }
        Optional<GuestPath> generator = units.generator(GENERATOR);
        boolean works = generator.isPresent() && !units.isMasked(generator.get());
        if (!works && units.wantedBy(TARGET).isEmpty()) {
            into.add(new Obstacle(
                    generator.isPresent()
                            ? GENERATOR + " is masked, so that nothing wants " + TARGET
                            : "there is no " + GENERATOR + ", so that nothing wants " + TARGET,
                    generator,
                    OptionalInt.empty()));
        }
    }

    /** Whether upstart has the jobs (Ubuntu 14.04); one that an override makes manual does not start. */
    private static boolean upstart(GuestTree tree, List<Obstacle> into) throws ImageException {
        boolean found = false;
        for (String job : JOBS) {
            if (tree.exists(GuestPath.of("/etc/init/" + job + ".conf"))) {
                found = true;
                GuestPath override = GuestPath.of("/etc/init/" + job + ".override");
                List<String> lines = tree.lines(override).orElse(List.of());
                for (int i = 0; i < lines.size(); i++) {
                    if (lines.get(i).strip().equals("manual")) {
                        into.add(new Obstacle(
                                "job " + job + " is not started: manual",
                                Optional.of(override),
                                OptionalInt.of(i + 1)));
                    }
                }
            }
        }
        return found;
    }

    private static boolean isLinked(GuestTree tree) throws ImageException {
        for (String level : SYSV_LEVELS) {
            if (!tree.glob(level + "/S[0-9][0-9]cloud-init").isEmpty()) {
                return true;
            }
        }
        return !tree.glob("/etc/runlevels/*/cloud-init").isEmpty();
    }
}

package org.imginspect.checks.services;

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
import org.imginspect.facts.units.BootServices;
import org.imginspect.facts.units.Container;
import org.imginspect.facts.units.Containers;
import org.imginspect.facts.units.Setting;
import org.imginspect.facts.units.Unit;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.Node;

/** Flags services and containers of the product that stay down once they have failed. */
final class RestartPolicy implements Check {
    private static final CheckInfo INFO = new CheckInfo(
                    "services.restart-policy",
                    Area.SERVICES,
                    Level.WARNING,
                    "The product's services are started again when they fail",
                    "Restart=on-failure in the unit's section Service; docker update --restart=unless-stopped CONTAINER")
            .onRequest()
            .with(ProductUnits.UNITS);

    /** systemd.service(5), {@code Restart=}. */
    private static final List<String> VALUES =
            List.of("no", "always", "on-success", "on-failure", "on-abnormal", "on-abort", "on-watchdog");

    private static final GuestPath[] RC_LOCAL = {GuestPath.of("/etc/rc.local"), GuestPath.of("/etc/rc.d/rc.local")};

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
        List<String> units = ProductUnits.of(context, services.get());
        Optional<Containers> containers = context.facts().find(Containers.class);
        List<Finding> findings = new ArrayList<>();
        boolean local = rcLocal(context, findings);
        if (units.isEmpty() && containers.isEmpty() && !local) {
            return Verdict.notApplicable(ProductUnits.NONE);
        }
        for (String name : units) {
            Optional<Unit> unit = services.get().find(name);
            if (unit.isEmpty()) {
                findings.add(Finding.of(Level.WARNING, "there is no unit " + name));
            } else {
                unit(services.get(), unit.get(), findings);
            }
        }
        if (containers.isPresent()) {
            for (Container container : containers.get().all()) {
                container(container, findings);
            }
        }
        return Verdict.of(findings);
    }

    private static void unit(BootServices services, Unit unit, List<Finding> findings) {
        switch (services.init()) {
            case SYSTEMD -> systemd(unit, findings);
            case UPSTART -> {
                if (!unit.settings().isEmpty() && unit.all("Job", "respawn").isEmpty()) {
                    findings.add(Finding.of(
                            Level.WARNING,
                            unit.name() + " is not started again when it fails: no respawn",
                            unit.file()));
                } else if (unit.settings().isEmpty()) {
                    findings.add(script(unit));
                }
            }
            case SYSV, OPENRC -> findings.add(script(unit));
        }
    }

    private static Finding script(Unit unit) {
        return Finding.of(
                Level.WARNING,
                "nothing starts " + unit.name() + " again when it fails: it is a script of run levels",
                unit.file());
    }

    private static void systemd(Unit unit, List<Finding> findings) {
        if (!unit.name().endsWith(".service")) {
            return; // A timer or socket starts its service anew each time.
        }
        Optional<Setting> type = unit.setting("Service", "Type");
        if (type.isPresent() && type.get().value().equals("oneshot")) {
            return; // It ends by itself.
        }
        Optional<Setting> restart = restart(unit);
        String value = restart.map(Setting::value).orElse("no");
        if (value.equals("no") || value.equals("on-success")) {
            findings.add(
                    restart.isPresent()
                            ? Finding.of(
                                    Level.WARNING,
                                    unit.name() + " is not started again when it fails: Restart=" + value,
                                    restart.get().file(),
                                    restart.get().line())
                            : Finding.of(
                                    Level.WARNING,
                                    unit.name() + " is not started again when it fails: it has no Restart=",
                                    unit.file()));
        }
    }

    /** The last one that systemd understands: it passes over every other value and keeps what it has. */
    private static Optional<Setting> restart(Unit unit) {
        Optional<Setting> last = Optional.empty();
        for (Setting setting : unit.all("Service", "Restart")) {
            last = VALUES.contains(setting.value()) ? Optional.of(setting) : last;
        }
        return last;
    }

    private static void container(Container container, List<Finding> findings) {
        if (container.restart().isEmpty() || container.restart().equals("no")) {
            findings.add(Finding.of(
                    Level.WARNING,
                    "container " + container.name()
                            + " is not started again, neither when it fails nor at boot: its restart policy is '"
                            + (container.restart().isEmpty() ? "no" : container.restart()) + "'",
                    container.file()));
        }
    }

    /** What rc.local starts is started once. */
    private static boolean rcLocal(CheckContext context, List<Finding> findings) throws ImageException {
        for (GuestPath path : RC_LOCAL) {
            Optional<Node> node = context.tree().stat(path);
            if (node.isEmpty() || (node.get().permissions() & 0111) == 0) {
                continue;
            }
            List<String> lines = context.tree().lines(path).orElse(List.of());
            for (int i = 0; i < lines.size(); i++) {
                String line = lines.get(i).strip();
                if (!line.isEmpty()
                        && !line.startsWith("#")
                        && !line.startsWith("exit")
                        && !line.startsWith("touch /var/lock/subsys/local")) {
                    findings.add(Finding.of(
                            Level.WARNING, "what this script starts is not started again when it fails", path, i + 1));
                    return true;
                }
            }
        }
        return false;
    }
}

package org.imginspect.checks.services;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.imginspect.check.Area;
import org.imginspect.check.Check;
import org.imginspect.check.CheckContext;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.check.Verdict;
import org.imginspect.error.ImageException;
import org.imginspect.facts.units.BootServices;
import org.imginspect.facts.units.InitSystem;
import org.imginspect.facts.units.Setting;
import org.imginspect.facts.units.Start;
import org.imginspect.facts.units.Unit;

/** Flags guest tools of other hypervisors that start on KVM. */
final class NoForeignGuestTools implements Check {
    private static final CheckInfo INFO = new CheckInfo(
            "services.no-foreign-guest-tools",
            Area.SERVICES,
            Level.WARNING,
            "No guest tools of VMware, VirtualBox, Xen or Hyper-V start",
            "remove the package, or systemctl disable the unit");

    private static final Map<String, List<String>> UNITS = new TreeMap<>(Map.of(
            "VMware",
            List.of("open-vm-tools", "vmtoolsd", "vgauth", "vgauthd", "vmware-tools", "vmware-tools-thinprint"),
            "VirtualBox",
            List.of(
                    "vboxadd",
                    "vboxadd-service",
                    "vboxadd-x11",
                    "vboxservice",
                    "virtualbox-guest-utils",
                    "virtualbox-guest-additions"),
            "Xen",
            List.of("xe-daemon", "xe-linux-distribution", "xe-guest-utilities", "xen-guest-agent"),
            "Hyper-V",
            List.of(
                    "hypervkvpd",
                    "hypervvssd",
                    "hypervfcopyd",
                    "hv-kvp-daemon",
                    "hv-vss-daemon",
                    "hv-fcopy-daemon",
                    "hv_kvp_daemon",
                    "hv_vss_daemon",
                    "hv_fcopy_daemon",
                    "hyperv-daemons"),
            "Parallels",
            List.of("prltoolsd")));

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
        List<Finding> findings = new ArrayList<>();
        for (Map.Entry<String, List<String>> maker : UNITS.entrySet()) {
            for (String name : maker.getValue()) {
                Start start = services.get().start(name);
                Optional<Unit> unit = start.atBoot() ? services.get().find(name) : Optional.empty();
                if (unit.isEmpty() || staysOut(context, services.get(), unit.get())) {
                    continue;
                }
                String message = unit.get().name() + " of " + maker.getKey() + "'s guest tools starts at boot";
                findings.add(Finding.of(
                        Level.WARNING,
                        message,
                        start.because().orElse(unit.get().file())));
            }
        }
        return Verdict.of(findings);
    }

    /** Whether it looks at the hypervisor itself before it starts. */
    private static boolean staysOut(CheckContext context, BootServices services, Unit unit) throws ImageException {
        List<Setting> conditions = new ArrayList<>(unit.list("Unit", "ConditionVirtualization"));
        if (!holds(conditions) || !holds(unit.list("Unit", "AssertVirtualization"))) {
            return true;
        }
        if (services.init() == InitSystem.SYSTEMD && !unit.settings().isEmpty()) {
            return false;
        }
        String script = context.tree().text(unit.file()).orElse("");
        return script.contains("vmware-checkvm")
                || script.contains("systemd-detect-virt")
                || script.contains("virt-what")
                || script.contains("/proc/xen");
    }

    /** systemd.unit(5): each has to hold; of those that begin with a bar, one. */
    private static boolean holds(List<Setting> conditions) {
        boolean barred = false;
        boolean one = false;
        for (Setting condition : conditions) {
            String value = condition.value().strip();
            boolean bar = value.startsWith("|");
            value = bar ? value.substring(1).strip() : value;
            boolean negated = value.startsWith("!");
            boolean holds = isKvm(negated ? value.substring(1).strip() : value) != negated;
            barred |= bar;
            one |= bar && holds;
            if (!bar && !holds) {
                return false;
            }
        }
        return !barred || one;
    }

    private static boolean isKvm(String kind) {
        return switch (kind) {
            case "kvm", "vm", "yes", "true", "1", "on" -> true;
            default -> false;
        };
    }
}

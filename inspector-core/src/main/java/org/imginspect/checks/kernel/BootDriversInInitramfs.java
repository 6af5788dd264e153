package org.imginspect.checks.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.imginspect.check.Area;
import org.imginspect.check.Check;
import org.imginspect.check.CheckContext;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.check.Verdict;
import org.imginspect.error.ImageException;
import org.imginspect.facts.kernel.Initramfs;
import org.imginspect.facts.kernel.Kernel;
import org.imginspect.facts.kernel.Kernels;

/** Flags images whose kernel cannot reach its root on KVM, though the driver is installed. */
final class BootDriversInInitramfs implements Check {
    private static final CheckInfo INFO = new CheckInfo(
            "kernel.boot-drivers-in-initramfs",
            Area.KERNEL,
            Level.ERROR,
            "The initial RAM file system of the default entry has the drivers of virtio disks",
            "Debian, Ubuntu: MODULES=most in initramfs.conf, update-initramfs -u; RHEL: install dracut-config-generic, dracut -f --no-hostonly");

    private static final List<String> DRIVERS = List.of("virtio_blk", "virtio_pci");

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        Optional<Kernels> kernels = context.facts().find(Kernels.class);
        if (kernels.isEmpty() || kernels.get().defaults().isEmpty()) {
            return Verdict.notApplicable("no Linux kernel is started");
        }
        List<Finding> findings = new ArrayList<>();
        for (Kernel kernel : kernels.get().defaults()) {
            Set<String> needed = needed(context, kernel);
            if (needed.isEmpty()) {
                continue;
            }
            Optional<Initramfs> initramfs = context.facts().find(Initramfs.class);
            if (initramfs.isEmpty()) {
                findings.add(Finding.of(
                        Level.ERROR,
                        "kernel " + kernel.release() + " has " + String.join(", ", needed)
                                + " as modules, and nothing that loads them before the root is mounted"));
                continue;
            }
            needed.removeAll(initramfs.get().modulesFor(kernel.release()));
            if (!needed.isEmpty()) {
                String message = "has no " + String.join(", ", needed) + " for kernel " + kernel.release()
                        + initramfs.get().hostOnly().map(why -> ": " + why).orElse("");
                findings.add(Finding.of(Level.ERROR, message, initramfs.get().mainFile()));
            }
        }
        return Verdict.of(findings);
    }

    /** Drivers, and what they need, that are not built in. */
    private static Set<String> needed(CheckContext context, Kernel kernel) throws ImageException {
        Set<String> needed = new TreeSet<>();
        for (String driver : DRIVERS) {
            String option = "CONFIG_" + driver.toUpperCase(Locale.ROOT);
            if (!kernel.hasBuiltIn(driver, option, context.tree())) {
                needed.add(driver);
                kernel.module(driver).ifPresent(module -> needed.addAll(module.needs()));
            }
        }
        return needed;
    }
}

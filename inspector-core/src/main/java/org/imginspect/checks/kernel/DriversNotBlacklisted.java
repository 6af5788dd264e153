package org.imginspect.checks.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.imginspect.check.Area;
import org.imginspect.check.Check;
import org.imginspect.check.CheckContext;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.check.Verdict;
import org.imginspect.error.ImageException;
import org.imginspect.facts.boot.BootConfig;
import org.imginspect.facts.boot.BootEntry;
import org.imginspect.facts.boot.BootEntry.Argument;
import org.imginspect.facts.kernel.Kernel;
import org.imginspect.facts.kernel.Kernels;
import org.imginspect.facts.kernel.ModuleRules;

/** Flags rules that keep drivers from loading which the image needs on KVM. */
final class DriversNotBlacklisted implements Check {
    private static final CheckInfo INFO = new CheckInfo(
            "kernel.drivers-not-blacklisted",
            Area.KERNEL,
            Level.ERROR,
            "Nothing keeps the virtio drivers from loading",
            "delete the line from modprobe.d or from the kernel command line, then update-initramfs -u or dracut -f");

    private static final List<String> DRIVERS =
            List.of("virtio_net", "virtio_blk", "virtio_pci", "virtio", "virtio_ring");
    private static final List<String> MODULE_ARGUMENTS =
            List.of("modprobe.blacklist", "module_blacklist", "rd.driver.blacklist");

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        Optional<Kernels> kernels = context.facts().find(Kernels.class);
        if (kernels.isEmpty()) {
            return Verdict.notApplicable("no Linux kernel is installed");
        }
        List<Finding> findings = new ArrayList<>();
        ModuleRules rules = context.facts().find(ModuleRules.class).orElseThrow();
        for (String driver : DRIVERS) {
            if (isModule(context, kernels.get(), driver)) {
                for (ModuleRules.Rule rule : rules.about(driver)) {
                    findings.add(Finding.of(
                            Level.ERROR,
                            "keeps " + driver + " from loading: " + rule.text(),
                            rule.file(),
                            rule.line()));
                }
            }
        }
        Optional<BootConfig> menus = context.facts().find(BootConfig.class);
        List<Argument> seen = new ArrayList<>();
        for (BootEntry entry : menus.map(BootConfig::defaultEntries).orElse(List.of())) {
            arguments(context, kernels.get(), entry, Level.ERROR, seen, findings);
        }
        for (BootEntry entry : menus.map(config -> config.main().entries()).orElse(List.of())) {
            arguments(context, kernels.get(), entry, Level.WARNING, seen, findings);
        }
        return Verdict.of(findings);
    }

    private static void arguments(
            CheckContext context,
            Kernels kernels,
            BootEntry entry,
            Level level,
            List<Argument> seen,
            List<Finding> found)
            throws ImageException {
        for (Argument argument : entry.arguments()) {
            if (seen.contains(argument)) {
                continue;
            }
            seen.add(argument);
            boolean modules = MODULE_ARGUMENTS.contains(Kernel.normalise(argument.name()));
            boolean calls = argument.name().equals("initcall_blacklist");
            if (!modules && !calls) {
                continue;
            }
            for (String name : argument.value().split(",", -1)) {
                for (String driver : DRIVERS) {
                    boolean blocks = modules
                            ? Kernel.normalise(name).equals(driver) && isModule(context, kernels, driver)
                            : name.equals(driver + "_init") || name.equals(driver + "_driver_init");
                    if (blocks) {
                        found.add(Finding.of(
                                level,
                                "the kernel's argument '" + argument.text() + "' keeps " + driver + " from loading",
                                argument.file(),
                                argument.line()));
                    }
                }
            }
        }
    }

    /** What is built into every kernel that starts is not loaded, so that no rule can keep it from loading. */
    private static boolean isModule(CheckContext context, Kernels kernels, String driver) throws ImageException {
        List<Kernel> started = kernels.defaults().isEmpty() ? kernels.all() : kernels.defaults();
        for (Kernel kernel : started) {
            if (!kernel.hasBuiltIn(driver, "CONFIG_" + driver.toUpperCase(Locale.ROOT), context.tree())) {
                return true;
            }
        }
        return false;
    }
}

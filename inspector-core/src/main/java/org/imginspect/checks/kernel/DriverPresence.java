package org.imginspect.checks.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.check.CheckContext;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.check.Verdict;
import org.imginspect.error.ImageException;
import org.imginspect.facts.kernel.Kernel;
import org.imginspect.facts.kernel.Kernels;
import org.imginspect.facts.kernel.ModuleFiles;
import org.imginspect.guest.GuestPath;

/** Whether a driver is built into each kernel, or there as a module that can be loaded. */
final class DriverPresence {
    private DriverPresence() {}

    /**
     * @param driver the module's name
     * @param option its option in the kernel's configuration
     */
    static Verdict of(CheckContext context, String driver, String option) throws ImageException {
        Optional<Kernels> kernels = context.facts().find(Kernels.class);
        if (kernels.isEmpty()) {
            return Verdict.notApplicable("no Linux kernel is installed");
        }
        List<Finding> findings = new ArrayList<>();
        for (Kernel kernel : kernels.get().all()) {
            Level level = kernels.get().isDefault(kernel) ? Level.ERROR : Level.WARNING;
            if (kernel.hasBuiltIn(driver, option, context.tree())) {
                continue;
            }
            Optional<Kernel.Module> module = kernel.module(driver);
            if (module.isEmpty()) {
                findings.add(missing(context, kernel, level, driver));
            } else if (!context.tree().exists(module.get().file())) {
                findings.add(Finding.of(
                        level,
                        "kernel " + kernel.release() + " lists " + driver
                                + " in modules.dep, but its file is not there",
                        module.get().file()));
            }
        }
        return Verdict.of(findings);
    }

    private static Finding missing(CheckContext context, Kernel kernel, Level level, String driver)
            throws ImageException {
        String start = "kernel " + kernel.release() + " has ";
        if (kernel.directory().isEmpty()) {
            return Finding.of(level, start + "no " + driver + ": it has no modules at all");
        }
        Optional<GuestPath> file = ModuleFiles.of(context.tree(), kernel).find(driver);
        return file.isPresent()
                ? Finding.of(level, start + driver + ", but modules.dep does not list it: run depmod", file.get())
                : Finding.of(level, start + "no " + driver, kernel.directory().get());
    }
}

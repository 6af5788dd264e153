package org.imginspect.checks.kernel;

import java.util.ArrayList;
import java.util.List;
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

/** Flags images that cannot boot where the disks are NVMe. */
final class NvmeDriver implements Check {
    private static final String DRIVER = "nvme";
    private static final String OPTION = "CONFIG_BLK_DEV_NVME";

    private static final CheckInfo INFO = new CheckInfo(
            "kernel.nvme-driver",
            Area.KERNEL,
            Level.WARNING,
            "The kernel and its initial RAM file system have the NVMe driver",
            "install the full kernel, then update-initramfs -u with MODULES=most, or dracut -f --no-hostonly");

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
            if (kernel.hasBuiltIn(DRIVER, OPTION, context.tree())) {
                continue;
            }
            Optional<Kernel.Module> module = kernel.module(DRIVER);
            if (module.isEmpty() || !context.tree().exists(module.get().file())) {
                findings.add(Finding.of(Level.WARNING, "kernel " + kernel.release() + " has no NVMe driver"));
                continue;
            }
            Set<String> missing = new TreeSet<>(module.get().needs());
            missing.add(DRIVER);
            Optional<Initramfs> initramfs = context.facts().find(Initramfs.class);
            if (initramfs.isEmpty()) {
                findings.add(Finding.of(
                        Level.WARNING,
                        "kernel " + kernel.release()
                                + " has NVMe as a module, and nothing that loads it before the root is mounted"));
                continue;
            }
            missing.removeAll(initramfs.get().modulesFor(kernel.release()));
            if (!missing.isEmpty()) {
                findings.add(Finding.of(
                        Level.WARNING,
                        "has no " + String.join(", ", missing) + " for kernel " + kernel.release(),
                        initramfs.get().mainFile()));
            }
        }
        return Verdict.of(findings);
    }
}

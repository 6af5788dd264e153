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
import org.imginspect.facts.kernel.Kernel;
import org.imginspect.facts.kernel.Kernels;
import org.imginspect.facts.packages.PackageFiles;
import org.imginspect.facts.packages.Packages;
import org.imginspect.guest.GuestPath;

/** Flags kernels that somebody built without the virtio drivers. */
final class CustomHasVirtio implements Check {
    private static final CheckInfo INFO = new CheckInfo(
            "kernel.custom-has-virtio",
            Area.KERNEL,
            Level.ERROR,
            "A kernel of one's own is configured with the virtio drivers",
            "build the kernel again with CONFIG_VIRTIO_PCI, CONFIG_VIRTIO_BLK, CONFIG_VIRTIO_NET and CONFIG_VIRTIO_FS set to y or m");

    /** Module, option. The last is for file storage only. */
    private static final List<List<String>> DRIVERS = List.of(
            List.of("virtio_pci", "CONFIG_VIRTIO_PCI"),
            List.of("virtio_blk", "CONFIG_VIRTIO_BLK"),
            List.of("virtio_net", "CONFIG_VIRTIO_NET"),
            List.of("virtiofs", "CONFIG_VIRTIO_FS"));

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
        boolean any = false;
        for (Kernel kernel : kernels.get().all()) {
            if (isDistributions(context, kernel)) {
                continue;
            }
            any = true;
            boolean starts = kernels.get().isDefault(kernel);
            boolean configured = kernel.configFile().isPresent();
            for (List<String> driver : DRIVERS) {
                String option = driver.get(1);
                if (has(context, kernel, driver.get(0), option)) {
                    continue;
                }
                boolean storage = option.equals("CONFIG_VIRTIO_FS");
                String message = configured
                        ? option + " is not set for the kernel " + kernel.release() + ", which is no package's"
                        : "the kernel " + kernel.release() + " is no package's and has no configuration, so that "
                                + option + " is not known";
                Level level = starts && configured && !storage ? Level.ERROR : Level.WARNING;
                Optional<GuestPath> file = configured ? kernel.configFile() : kernel.image();
                findings.add(file.isPresent() ? Finding.of(level, message, file.get()) : Finding.of(level, message));
            }
        }
        return any ? Verdict.of(findings) : Verdict.notApplicable("every kernel is a package's");
    }

    private static boolean has(CheckContext context, Kernel kernel, String module, String option)
            throws ImageException {
        if (kernel.hasBuiltIn(module, option, context.tree())
                || kernel.module(module).isPresent()) {
            return true;
        }
        String value = kernel.option(option, context.tree()).orElse("n").toLowerCase(Locale.ROOT);
        return value.equals("y") || value.equals("m");
    }

    /** Whether a package owns it that was not made by the kernel's own {@code make bindeb-pkg} or {@code make rpm-pkg}. */
    private static boolean isDistributions(CheckContext context, Kernel kernel) throws ImageException {
        Optional<PackageFiles> files = context.facts().find(PackageFiles.class);
        if (files.isEmpty()) {
            return false;
        }
        boolean owned = kernel.image().isPresent()
                && isOwned(files.get(), kernel.image().get());
        for (String directory : new String[] {"/lib/modules/", "/usr/lib/modules/"}) {
            for (String file : new String[] {"/vmlinuz", "/kernel", "/modules.builtin", "/config"}) {
                owned |= isOwned(files.get(), GuestPath.of(directory + kernel.release() + file));
            }
        }
        return owned && !isHomemade(context, kernel);
    }

    private static boolean isOwned(PackageFiles files, GuestPath path) {
        return files.owner(path) != PackageFiles.Owner.NONE;
    }

    /** By what scripts/package/mkdebian and mkspec of the kernel write, and no distribution does. */
    private static boolean isHomemade(CheckContext context, Kernel kernel) throws ImageException {
        Optional<Packages> packages = context.facts().find(Packages.class);
        if (packages.isEmpty()) {
            return false;
        }
        String release = kernel.release();
        for (Packages.Entry entry : packages.get().findAll("linux-image-" + release)) {
            if (entry.version().text().startsWith(release + "-")) {
                return true;
            }
        }
        for (Packages.Entry entry : packages.get().findAll("kernel")) {
            if (entry.vendor().equals("The Linux Community")
                    && release.replace('-', '_').startsWith(entry.version().version())) {
                return true;
            }
        }
        return false;
    }
}

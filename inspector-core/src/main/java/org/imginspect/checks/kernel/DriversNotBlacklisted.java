package org.imginspect.checks.kernel;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.imginspect.check.Area;
import org.imginspect.check.Check;
import org.imginspect.check.CheckContext;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.check.Parameter;
import org.imginspect.check.Verdict;
import org.imginspect.error.ImageException;
import org.imginspect.facts.boot.BootConfig;
import org.imginspect.facts.boot.BootEntry;
import org.imginspect.facts.kernel.Initramfs;
import org.imginspect.facts.kernel.Initramfs.Generator;
import org.imginspect.facts.kernel.Kernel;
import org.imginspect.facts.kernel.Kernels;
import org.imginspect.facts.kernel.ModprobeConfig;
import org.imginspect.facts.kernel.ModuleBans;
import org.imginspect.facts.kernel.ModuleBans.Ban;

/** Flags rules that keep drivers from loading which the image needs on KVM. */
final class DriversNotBlacklisted implements Check {
    private static final Parameter LOOKED_AT = Parameter.parts(
            "drivers", "which of the virtio drivers are looked at", "virtio_net", "virtio_blk", "virtio_pci");

    private static final CheckInfo INFO = new CheckInfo(
                    "kernel.drivers-not-blacklisted",
                    Area.KERNEL,
                    Level.ERROR,
                    "Nothing keeps the virtio drivers from loading",
                    "delete the line from modprobe.d or from the kernel command line, then update-initramfs -u or dracut -f")
            .with(LOOKED_AT);

    /** The drivers, each with what the kernel asks for when it finds its device. */
    private static final Map<String, List<String>> DRIVERS = Map.of(
            "virtio_net", List.of("virtio:d00000001v00001AF4"),
            "virtio_blk", List.of("virtio:d00000002v00001AF4"),
            "virtio_pci",
                    List.of(
                            "pci:v00001AF4d00001000sv00001AF4sd00000001bc02sc00i00",
                            "pci:v00001AF4d00001041sv00001AF4sd00001100bc02sc00i00",
                            "pci:v00001AF4d00001001sv00001AF4sd00000002bc01sc00i00",
                            "pci:v00001AF4d00001042sv00001AF4sd00001100bc01sc00i00"));

    /** Those without which the root is not reached; the rest can be loaded from there. */
    private static final Set<String> EARLY = Set.of("virtio_blk", "virtio_pci");

    /**
     * What is looked at.
     *
     * @param all the drivers
     * @param drivers those of them that some kernel loads as a module
     * @param needed these, and the modules they need
     */
    private record Modules(Set<String> all, Set<String> drivers, Set<String> needed) {}

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
        Modules modules = modules(context, kernels.get());
        ModprobeConfig config = context.facts().find(ModprobeConfig.class).orElseThrow();
        Set<Finding> findings = new LinkedHashSet<>();
        ModprobeRules.judge(config, modules.drivers, modules.needed, DRIVERS, findings);
        Optional<Initramfs> initramfs = context.facts().find(Initramfs.class);
        if (initramfs.isPresent() && findings.isEmpty()) {
            inArchive(initramfs.get(), modules, findings);
        }
        Optional<BootConfig> menus = context.facts().find(BootConfig.class);
        Set<Ban> seen = new LinkedHashSet<>();
        for (BootEntry entry : menus.map(BootConfig::defaultEntries).orElse(List.of())) {
            bans(entry, Level.ERROR, initramfs, modules, seen, findings);
        }
        for (BootEntry entry : menus.map(all -> all.main().entries()).orElse(List.of())) {
            bans(entry, Level.WARNING, initramfs, modules, seen, findings);
        }
        return Verdict.of(new ArrayList<>(findings));
    }

    private static void bans(
            BootEntry entry,
            Level level,
            Optional<Initramfs> initramfs,
            Modules modules,
            Set<Ban> seen,
            Set<Finding> findings) {
        for (Ban ban : ModuleBans.in(entry.arguments())) {
            if (!seen.add(ban)) {
                continue;
            }
            for (String module : touched(ban.kind(), initramfs, modules)) {
                String start = "the kernel's argument '" + ban.argument().text() + "' ";
                if (ban.isAbout(module)) {
                    findings.add(Finding.of(
                            level,
                            start + "keeps " + module + " from loading",
                            ban.argument().file(),
                            ban.argument().line()));
                } else if (ban.isNearly(module)) {
                    findings.add(Finding.of(
                            Level.WARNING,
                            start + "is meant to keep " + module + " from loading, and only fails for the hyphen",
                            ban.argument().file(),
                            ban.argument().line()));
                }
            }
        }
    }

    /** The modules that an argument could keep out. What a driver needs is loaded without a look at any blacklist but the kernel's. */
    private static Set<String> touched(ModuleBans.Kind kind, Optional<Initramfs> initramfs, Modules modules) {
        Set<String> drivers = modules.drivers;
        Generator generator = initramfs.map(Initramfs::generator).orElse(Generator.OTHER);
        return switch (kind) {
            case MODPROBE -> drivers;
            case KERNEL -> modules.needed;
            case INITCALL -> modules.all;
            case DRACUT -> generator == Generator.DRACUT || generator == Generator.OTHER ? early(drivers) : Set.of();
            case INITRAMFS_TOOLS -> generator == Generator.INITRAMFS_TOOLS ? early(drivers) : Set.of();
        };
    }

    private static Set<String> early(Set<String> drivers) {
        Set<String> early = new LinkedHashSet<>(drivers);
        early.retainAll(EARLY);
        return early;
    }

    /** Lines that the guest no longer has, but the archive still has. */
    private static void inArchive(Initramfs initramfs, Modules modules, Set<Finding> findings) {
        Set<Finding> inside = new LinkedHashSet<>();
        ModprobeRules.judge(initramfs.modprobe(), early(modules.drivers), modules.needed, DRIVERS, inside);
        for (Finding finding : inside) {
            findings.add(Finding.of(
                    finding.level(),
                    "its copy of " + finding.file().orElseThrow() + " " + finding.message(),
                    initramfs.mainFile()));
        }
    }

    /** What is built into every kernel that starts is not loaded, so that no rule can keep it from loading. */
    private static Modules modules(CheckContext context, Kernels kernels) throws ImageException {
        List<String> all = context.params().list(LOOKED_AT);
        Set<String> drivers = new LinkedHashSet<>();
        Set<String> needed = new LinkedHashSet<>();
        List<Kernel> started = kernels.defaults().isEmpty() ? kernels.all() : kernels.defaults();
        for (Kernel kernel : started) {
            for (String driver : all) {
                if (!kernel.hasBuiltIn(driver, "CONFIG_" + driver.toUpperCase(Locale.ROOT), context.tree())) {
                    drivers.add(driver);
                    needed.add(driver);
                    Optional<Kernel.Module> module = kernel.module(driver);
                    needed.addAll(module.map(Kernel.Module::needs).orElse(Set.of("virtio", "virtio_ring")));
                }
            }
        }
        return new Modules(new LinkedHashSet<>(all), drivers, needed);
    }
}

package org.imginspect.checks.kernel;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
import org.imginspect.facts.packages.FileDigest;
import org.imginspect.facts.packages.ListedFile;
import org.imginspect.facts.packages.PackageDigests;
import org.imginspect.facts.packages.PackageFiles.Owner;
import org.imginspect.facts.packages.Packages;
import org.imginspect.guest.GuestPath;

/** Flags a kernel that starts and is not what the distribution's package brought: image and modules, byte for byte. */
final class Unmodified implements Check {
    private static final CheckInfo INFO = new CheckInfo(
                    "kernel.unmodified",
                    Area.KERNEL,
                    Level.ERROR,
                    "The kernel that starts is the distribution's own, unchanged",
                    "install the distribution's kernel package again, and remove modules that no package brought")
            .onRequest();

    /** What a distribution's own package brings; the first that is there is asked about. */
    private static final GuestPath[] RELEASES = {
        GuestPath.of("/usr/lib/os-release"), GuestPath.of("/etc/os-release"), GuestPath.of("/etc/redhat-release")
    };

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
        if (kernels.get().defaults().isEmpty()) {
            return Verdict.notApplicable("no boot entry starts a Linux kernel by default");
        }
        Optional<PackageDigests> digests = context.facts().find(PackageDigests.class);
        if (digests.isEmpty()) {
            return Verdict.of(Finding.of(Level.ERROR, "there is no package manager that a kernel could come from"));
        }
        List<Finding> findings = new ArrayList<>();
        for (Kernel kernel : kernels.get().defaults()) {
            judge(context, kernel, digests.get(), findings);
        }
        return Verdict.of(findings);
    }

    private static void judge(CheckContext context, Kernel kernel, PackageDigests digests, List<Finding> findings)
            throws ImageException {
        Set<GuestPath> modules = modules(context, kernel);
        Set<GuestPath> asked = new LinkedHashSet<>(modules);
        Optional<GuestPath> image = kernel.image().isPresent()
                ? context.tree().resolve(kernel.image().get())
                : Optional.empty();
        Optional<GuestPath> original = kernel.directory().isPresent()
                ? context.tree().resolve(kernel.directory().get().resolve("vmlinuz"))
                : Optional.empty();
        image.ifPresent(asked::add);
        original.ifPresent(asked::add);
        Optional<GuestPath> release = Optional.empty();
        for (int i = 0; i < RELEASES.length && release.isEmpty(); i++) {
            release = context.tree().resolve(RELEASES[i]);
        }
        release.ifPresent(asked::add);
        Map<GuestPath, ListedFile> listed = new LinkedHashMap<>();
        for (ListedFile each : digests.listed(asked)) {
            ListedFile before = listed.get(each.path());
            if (before == null || before.digest().isEmpty()) {
                listed.put(each.path(), each);
            }
        }
        if (image.isEmpty()) {
            findings.add(Finding.of(Level.ERROR, "the kernel " + kernel.release() + " has no file in /boot"));
        } else {
            image(kernel, image.get(), original, listed, digests, findings);
        }
        ListedFile owner = image.isPresent() ? listed.get(image.get()) : null;
        ListedFile distribution = release.isPresent() ? listed.get(release.get()) : null;
        if (owner != null && distribution != null) {
            Packages.Manager manager =
                    context.facts().find(Packages.class).orElseThrow().manager();
            maker(kernel, owner.by(), distribution.by(), manager, findings);
        }
        int unknown = 0;
        Map<GuestPath, FileDigest> digestOf = new LinkedHashMap<>();
        for (GuestPath module : modules) {
            Optional.ofNullable(listed.get(module))
                    .flatMap(ListedFile::digest)
                    .ifPresent(digest -> digestOf.put(module, digest));
        }
        Set<GuestPath> altered = digests.altered(digestOf);
        for (GuestPath module : modules) {
            ListedFile by = listed.get(module);
            if (by != null && by.digest().isEmpty()) {
                unknown++;
            } else {
                module(module, Optional.ofNullable(by), altered.contains(module), findings);
            }
        }
        if (unknown > 0) {
            findings.add(Finding.of(
                    Level.WARNING,
                    "of " + modules.size() + " modules of the kernel " + kernel.release()
                            + " packages keep no digest for " + unknown));
        }
    }

    private static void image(
            Kernel kernel,
            GuestPath image,
            Optional<GuestPath> original,
            Map<GuestPath, ListedFile> listed,
            PackageDigests digests,
            List<Finding> findings)
            throws ImageException {
        ListedFile by = listed.get(image);
        if (by == null) {
            findings.add(Finding.of(Level.ERROR, "the kernel " + kernel.release() + " is no package's", image));
            return;
        }
        // Where kernel-install copies the kernel to /boot, the package only names that and brings the one beside the
        // modules.
        ListedFile brought = by.owner() == Owner.GHOST && original.isPresent() ? listed.get(original.get()) : by;
        if (brought == null || brought.digest().isEmpty()) {
            findings.add(Finding.of(
                    Level.WARNING,
                    "the package " + by.by().name() + " keeps no digest of the kernel " + kernel.release(),
                    image));
        } else if (!digests.matches(image, brought.digest().get()).orElse(false)) {
            findings.add(Finding.of(
                    Level.ERROR,
                    "the kernel " + kernel.release() + " is not what the package "
                            + brought.by().name() + " brought",
                    image));
        }
    }

    /** Packages that somebody else made: the kernel's own Makefile, or another vendor than the distribution. */
    private static void maker(
            Kernel kernel,
            Packages.Entry by,
            Packages.Entry distribution,
            Packages.Manager manager,
            List<Finding> findings) {
        String name = "the package " + by.name() + " " + by.version();
        if (by.vendor().equals("The Linux Community") || by.version().text().startsWith(kernel.release() + "-")) {
            findings.add(Finding.of(Level.ERROR, name + " was made by the kernel's own Makefile, by no distribution"));
        } else if (by.signedBy().isEmpty() && distribution.signedBy().isPresent()) {
            findings.add(Finding.of(Level.WARNING, name + " is not signed, and the distribution's packages are"));
        } else if (!maker(by, manager).equals(maker(distribution, manager))) {
            findings.add(Finding.of(
                    Level.WARNING,
                    name + " was made by '" + by.vendor() + "', the distribution by '" + distribution.vendor() + "'"));
        }
    }

    /**
     * Who made a package, as far as it is the same for all of a distribution: rpm's vendor; of dpkg's maintainers, of whom there are many,
     * where their mail goes. Nothing for the others.
     */
    private static String maker(Packages.Entry entry, Packages.Manager manager) {
        String vendor = entry.vendor();
        return switch (manager) {
            case RPM -> vendor.contains("SUSE") ? "SUSE" : vendor;
            case DPKG -> {
                int at = vendor.lastIndexOf('@');
                int end = vendor.indexOf('>', at + 1);
                String host = at < 0 ? vendor : vendor.substring(at + 1, end < 0 ? vendor.length() : end);
                int dot = host.lastIndexOf('.');
                yield host.substring(host.lastIndexOf('.', dot - 1) + 1);
            }
            case APK, PACMAN -> "";
        };
    }

    private static void module(
            GuestPath module, Optional<ListedFile> listed, boolean isAltered, List<Finding> findings) {
        if (listed.isEmpty()) {
            boolean beside = !module.text().contains("/kernel/");
            findings.add(Finding.of(
                    beside ? Level.WARNING : Level.ERROR,
                    beside ? "module from outside the kernel, no package's (dkms?)" : "module is no package's",
                    module));
        } else if (isAltered) {
            findings.add(Finding.of(
                    Level.ERROR,
                    "module is not what the package " + listed.get().by().name() + " brought",
                    module));
        }
    }

    private static Set<GuestPath> modules(CheckContext context, Kernel kernel) throws ImageException {
        Set<GuestPath> modules = new LinkedHashSet<>();
        if (kernel.directory().isPresent()) {
            context.tree().walk(kernel.directory().get(), (path, node) -> {
                if (node.isFile() && isModule(path)) {
                    modules.add(path);
                }
                return node.isDirectory();
            });
        }
        return modules;
    }

    private static boolean isModule(GuestPath path) {
        String name = path.name().text();
        int at = name.lastIndexOf(".ko");
        return at > 0 && (at + 3 == name.length() || name.charAt(at + 3) == '.');
    }
}

package org.imginspect.checks.kernel;

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
import org.imginspect.facts.kernel.Initramfs;
import org.imginspect.facts.kernel.Initramfs.Generator;
import org.imginspect.facts.kernel.Kernels;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.Node;

/** Flags an initial RAM file system that was not made again after what goes into it had changed. */
final class InitramfsCurrent implements Check {
    private static final CheckInfo INFO = new CheckInfo(
            "kernel.initramfs-current",
            Area.KERNEL,
            Level.WARNING,
            "The initial RAM file system holds the configuration as it is now",
            "update-initramfs -u (Debian, Ubuntu), dracut -f (EL, SUSE, Amazon), mkinitfs (Alpine)");

    private static final GuestPath ETC_MODPROBE = GuestPath.of("/etc/modprobe.d");
    private static final GuestPath LIB_MODPROBE = GuestPath.of("/lib/modprobe.d");
    private static final GuestPath USR_MODPROBE = GuestPath.of("/usr/lib/modprobe.d");
    private static final GuestPath ETC_LINKS = GuestPath.of("/etc/systemd/network");
    private static final GuestPath LIB_LINKS = GuestPath.of("/lib/systemd/network");
    private static final GuestPath USR_LINKS = GuestPath.of("/usr/lib/systemd/network");
    private static final GuestPath CRYPTTAB = GuestPath.of("/etc/crypttab");
    private static final GuestPath FSTAB = GuestPath.of("/etc/fstab");

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
        Optional<Initramfs> initramfs = context.facts().find(Initramfs.class);
        if (initramfs.isEmpty()) {
            return Verdict.notApplicable("the kernel is started without an initial RAM file system");
        }
        List<Finding> findings = new ArrayList<>();
        modprobe(context, initramfs.get(), findings);
        links(context, initramfs.get(), findings);
        older(context, initramfs.get(), findings);
        return Verdict.of(findings);
    }

    private static void modprobe(CheckContext context, Initramfs initramfs, List<Finding> findings)
            throws ImageException {
        // initramfs-tools takes /etc/modprobe.d and /lib/modprobe.d whole; the others take what they want.
        boolean whole = initramfs.generator() == Generator.INITRAMFS_TOOLS;
        compare(context, initramfs, ETC_MODPROBE, ".conf", List.of(ETC_MODPROBE), whole, findings);
        compare(context, initramfs, LIB_MODPROBE, ".conf", List.of(LIB_MODPROBE, USR_MODPROBE), whole, findings);
        Optional<GuestPath> library = context.tree().resolve(LIB_MODPROBE);
        if (!context.tree().resolve(USR_MODPROBE).equals(library)) {
            compare(context, initramfs, USR_MODPROBE, ".conf", List.of(USR_MODPROBE), false, findings);
        }
        for (GuestName name : whole ? initramfs.configuration().list(ETC_MODPROBE) : List.<GuestName>of()) {
            GuestPath file = ETC_MODPROBE.resolve(name);
            if (context.tree().lstat(file).isEmpty()) {
                findings.add(Finding.of(
                        Level.WARNING,
                        "still holds " + file + ", which the guest no longer has",
                        initramfs.mainFile()));
            }
        }
    }

    /** initramfs-tools puts all links of udev's into one directory, since systemd names network cards by them. */
    private static void links(CheckContext context, Initramfs initramfs, List<Finding> findings) throws ImageException {
        boolean takesLinks = initramfs.generator() == Generator.INITRAMFS_TOOLS
                && !(initramfs.configuration().list(LIB_LINKS).isEmpty()
                        && initramfs.configuration().list(USR_LINKS).isEmpty());
        List<GuestPath> copies = takesLinks ? List.of(LIB_LINKS, USR_LINKS) : List.of(ETC_LINKS);
        compare(context, initramfs, ETC_LINKS, ".link", copies, takesLinks, findings);
    }

    /** What cannot be compared, because it is not copied as it is, is compared by its time. */
    private static void older(CheckContext context, Initramfs initramfs, List<Finding> findings) throws ImageException {
        Optional<Node> archive = context.tree().stat(initramfs.mainFile());
        List<GuestPath> inputs = new ArrayList<>(List.of(CRYPTTAB));
        if (initramfs.hostOnly().isPresent()) {
            inputs.add(FSTAB);
        }
        for (GuestPath input : inputs) {
            Optional<Node> node = context.tree().stat(input);
            if (says(context.tree().text(input).orElse(""))
                    && archive.isPresent()
                    && node.isPresent()
                    && node.get().modified().isAfter(archive.get().modified())) {
                findings.add(Finding.of(
                        Level.WARNING, "is newer than " + initramfs.mainFile() + ", which was made from it", input));
            }
        }
    }

    /** @param must whether each file has to have a copy */
    private static void compare(
            CheckContext context,
            Initramfs initramfs,
            GuestPath directory,
            String suffix,
            List<GuestPath> copies,
            boolean must,
            List<Finding> findings)
            throws ImageException {
        for (GuestName name : context.tree().list(directory)) {
            GuestPath file = directory.resolve(name);
            Optional<String> now = name.text().endsWith(suffix) ? context.tree().text(file) : Optional.empty();
            if (now.isEmpty()) {
                continue;
            }
            Optional<String> then = Optional.empty();
            for (GuestPath place : copies) {
                if (then.isEmpty()) {
                    then = initramfs.configuration().text(place.resolve(name));
                }
            }
            if (then.isPresent() && !then.get().equals(now.get())) {
                findings.add(Finding.of(Level.WARNING, "differs from its copy in " + initramfs.mainFile(), file));
            } else if (must && then.isEmpty() && says(now.get())) {
                findings.add(Finding.of(Level.WARNING, "is not in " + initramfs.mainFile(), file));
            }
        }
    }

    private static boolean says(String text) {
        return text.lines().anyMatch(line -> !line.isBlank() && !line.strip().startsWith("#"));
    }
}

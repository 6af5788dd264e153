package org.imginspect.checks.disk;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
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
import org.imginspect.facts.kernel.Initramfs;
import org.imginspect.facts.kernel.Kernel;
import org.imginspect.facts.kernel.Kernels;
import org.imginspect.facts.mounts.DeviceName;
import org.imginspect.facts.mounts.Mounts;
import org.imginspect.facts.mounts.Mounts.Mount;
import org.imginspect.guest.GuestPath;

/** Flags images that were made on other disks than virtio's and cannot start on those. */
final class VirtioBusTraces implements Check {
    private static final CheckInfo INFO = new CheckInfo(
            "disk.virtio-bus-traces",
            Area.DISK,
            Level.WARNING,
            "What tells of the build machine's disks tells of virtio",
            "build the image on KVM with virtio disks, or add virtio_blk to the initial RAM file system");

    @Override
    public CheckInfo info() {
        return INFO;
    }

    private static final List<String> TOLD =
            List.of("/boot/grub/device.map", "/boot/grub2/device.map", "/etc/blkid/blkid.tab", "/var/log/dmesg");
    private static final String DRIVER = "virtio_blk";

    /** A place that names a disk. */
    private record Trace(String disk, GuestPath file, int line) {}

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        List<Trace> traces = traces(context);
        for (Trace trace : traces) {
            if (trace.disk.startsWith("vd")) {
                return Verdict.pass();
            }
        }
        if (traces.isEmpty()) {
            return Verdict.notApplicable("nothing tells of the build machine's disks");
        }
        boolean starts = startsOnVirtio(context);
        List<Finding> findings = new ArrayList<>();
        Set<GuestPath> told = new HashSet<>();
        for (Trace trace : traces) {
            if (told.add(trace.file)) {
                findings.add(Finding.of(
                        starts ? Level.NOTE : Level.WARNING,
                        "tells of the disk " + trace.disk + ", none of virtio's"
                                + (starts ? "" : ", and the kernel has no " + DRIVER + " when it starts"),
                        trace.file,
                        trace.line));
            }
        }
        return Verdict.of(findings);
    }

    private static List<Trace> traces(CheckContext context) throws ImageException {
        List<Trace> traces = new ArrayList<>();
        for (Mount mount :
                context.facts().find(Mounts.class).map(Mounts::mounts).orElse(List.of())) {
            if (mount.device().disk().isPresent()) {
                traces.add(new Trace(mount.device().disk().get(), mount.file(), mount.line()));
            }
        }
        List<GuestPath> files = new ArrayList<>();
        for (String file : TOLD) {
            files.add(GuestPath.of(file));
        }
        files.addAll(context.tree().glob("/etc/lvm/backup/*"));
        for (GuestPath file : files) {
            List<String> lines = context.tree().lines(file).orElse(List.of());
            for (int i = 0; i < lines.size(); i++) {
                Optional<String> disk = disk(lines.get(i));
                if (disk.isPresent()) {
                    traces.add(new Trace(disk.get(), file, i + 1));
                }
            }
        }
        return traces;
    }

    /** The first disk that a line names: {@code /dev/sda2}, or in the kernel's words {@code [sda]}. */
    private static Optional<String> disk(String line) {
        if (line.contains("by-id/virtio-")) {
            return Optional.of("vda");
        }
        int device = line.indexOf("/dev/");
        if (device >= 0) {
            int end = device + 5;
            while (end < line.length() && (Character.isLetterOrDigit(line.charAt(end)) || line.charAt(end) == '/')) {
                end++;
            }
            return DeviceName.parse(line.substring(device, end)).disk();
        }
        // Kernels that were told to leave out the time, as CentOS's 6, put no brackets before it.
        for (int open = line.indexOf('['); open >= 0; open = line.indexOf('[', open + 1)) {
            int close = line.indexOf(']', open);
            if (close < 0) {
                return Optional.empty();
            }
            Optional<String> disk =
                    DeviceName.parse("/dev/" + line.substring(open + 1, close)).disk();
            if (disk.isPresent()) {
                return disk;
            }
        }
        return Optional.empty();
    }

    private static boolean startsOnVirtio(CheckContext context) throws ImageException {
        Optional<Kernels> kernels = context.facts().find(Kernels.class);
        for (Kernel kernel : kernels.map(Kernels::defaults).orElse(List.of())) {
            boolean there = kernel.hasBuiltIn(DRIVER, "CONFIG_VIRTIO_BLK", context.tree())
                    || context.facts()
                            .find(Initramfs.class)
                            .map(initramfs ->
                                    initramfs.modulesFor(kernel.release()).contains(DRIVER))
                            .orElse(false);
            if (!there) {
                return false;
            }
        }
        return kernels.isPresent() && !kernels.get().defaults().isEmpty();
    }
}

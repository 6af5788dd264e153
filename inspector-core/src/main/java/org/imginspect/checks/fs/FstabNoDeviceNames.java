package org.imginspect.checks.fs;

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
import org.imginspect.facts.mounts.DeviceName;
import org.imginspect.facts.mounts.Mounts;
import org.imginspect.facts.mounts.Mounts.Mount;

/** Flags mounts that depend on the order in which disks are found. */
final class FstabNoDeviceNames implements Check {
    private static final CheckInfo INFO = new CheckInfo(
            "fs.fstab-no-device-names",
            Area.FS,
            Level.ERROR,
            "File systems are mounted by UUID or another lasting name, not by kernel device names",
            "replace the device by UUID=… as blkid prints it, in /etc/fstab; for root= leave GRUB_DISABLE_LINUX_UUID unset and run update-grub");

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        List<Finding> findings = new ArrayList<>();
        Optional<Mounts> mounts = context.facts().find(Mounts.class);
        for (Mount mount : mounts.map(Mounts::mounts).orElse(List.of())) {
            if (mount.isRemote()) {
                continue;
            }
            String device = mount.device().text();
            if (mount.isOfCloudInit()) {
                findings.add(Finding.of(
                        Level.WARNING,
                        "cloud-init wrote this line for '" + device + "' of the machine the image was made on",
                        mount.file(),
                        mount.line()));
            } else {
                Optional<Level> level = level(mount.device());
                if (level.isPresent()) {
                    findings.add(Finding.of(
                            level.get(),
                            "mounts '" + mount.target() + "' from '" + device + "'",
                            mount.file(),
                            mount.line()));
                }
            }
        }
        List<KernelDevices> kernel = KernelDevices.all(context.facts());
        for (KernelDevices named : kernel) {
            Optional<Level> level = level(named.device());
            if (level.isPresent()) {
                findings.add(Finding.of(
                        named.isDefault() ? level.get() : Level.WARNING,
                        "the kernel's argument is '" + named.argument().text() + "'",
                        named.argument().file(),
                        named.argument().line()));
            }
        }
        List<ResumeSetting> resumes = ResumeSetting.all(context.tree());
        for (ResumeSetting resume : resumes) {
            if (level(resume.device()).isPresent()) {
                findings.add(Finding.of(
                        Level.WARNING,
                        "the initial RAM file system looks for a hibernated system on '"
                                + resume.device().text() + "'",
                        resume.file(),
                        resume.line()));
            }
        }
        findings.addAll(GrubPlaces.findings(context.facts()));
        if (kernel.isEmpty()
                && resumes.isEmpty()
                && mounts.map(Mounts::mounts).orElse(List.of()).isEmpty()) {
            return Verdict.notApplicable("nothing is mounted by configuration");
        }
        return Verdict.of(findings);
    }

    private static Optional<Level> level(DeviceName device) {
        return switch (device.kind()) {
            case KERNEL, BY_PATH -> Optional.of(Level.ERROR);
            // Made from the serial number of the disk, which every cloud sets differently.
            case BY_ID -> Optional.of(Level.WARNING);
            case UUID, LABEL, PARTUUID, PARTLABEL, MAPPED, REMOVABLE, FILE, NETWORK, NONE -> Optional.empty();
        };
    }
}

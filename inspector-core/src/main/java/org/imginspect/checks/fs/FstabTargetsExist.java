package org.imginspect.checks.fs;

import java.util.ArrayList;
import java.util.List;
import org.imginspect.check.Area;
import org.imginspect.check.Check;
import org.imginspect.check.CheckContext;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.check.Verdict;
import org.imginspect.engine.StorageEntry;
import org.imginspect.engine.StorageMap;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.facts.mounts.DeviceName;
import org.imginspect.facts.mounts.Mounts;
import org.imginspect.facts.mounts.Mounts.Mount;
import org.imginspect.guest.GuestPath;

/** Flags mounts of file systems that the image does not have. */
final class FstabTargetsExist implements Check {
    private static final CheckInfo INFO = new CheckInfo(
            "fs.fstab-targets-exist",
            Area.FS,
            Level.ERROR,
            "Every UUID and label that is mounted exists in the image, once",
            "compare blkid with /etc/fstab and root=; run update-grub and update-initramfs -u after changing them");

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        List<Finding> findings = new ArrayList<>();
        StorageMap storage = context.storage();
        boolean any = false;
        for (Mount mount :
                context.facts().find(Mounts.class).map(Mounts::mounts).orElse(List.of())) {
            if (mount.device().isWrittenOnDisk()
                    && !mount.isRemote()
                    && !mount.options().contains("noauto")) {
                any = true;
                boolean boots = mount.mayBeMissing() || mount.type().equals("swap");
                add(findings, storage, mount.device(), boots ? Level.WARNING : Level.ERROR, mount.file(), mount.line());
            }
        }
        for (KernelDevices named : KernelDevices.all(context.facts())) {
            if (named.device().isWrittenOnDisk()) {
                any = true;
                boolean decides = named.isDefault() && named.argument().name().equals("root");
                add(
                        findings,
                        storage,
                        named.device(),
                        decides ? Level.ERROR : Level.WARNING,
                        named.argument().file(),
                        named.argument().line());
            }
        }
        for (ResumeSetting resume : ResumeSetting.all(context.tree())) {
            any |= resume.device().isWrittenOnDisk();
            add(findings, storage, resume.device(), Level.WARNING, resume.file(), resume.line());
        }
        return any ? Verdict.of(findings) : Verdict.notApplicable("nothing is mounted by UUID or label");
    }

    private static void add(
            List<Finding> findings, StorageMap storage, DeviceName device, Level level, GuestPath file, int line)
            throws ImageException {
        // PARTUUID=…/PARTNROFF=1 means a neighbour of the partition.
        if (!device.isWrittenOnDisk() || device.value().indexOf('/') >= 0) {
            return;
        }
        List<StorageEntry> found = device.find(storage);
        // The devices of one btrfs have the same UUID and label.
        boolean several = found.size() > 1
                && !found.stream()
                        .allMatch(entry -> entry.format().equals("btrfs")
                                && entry.uuid().equals(found.get(0).uuid()));
        if (several) {
            boolean unique = device.kind() == DeviceName.Kind.UUID || device.kind() == DeviceName.Kind.PARTUUID;
            findings.add(Finding.of(
                    unique ? level : Level.WARNING,
                    found.size() + " of the disk's entries are called " + device.text(),
                    file,
                    line));
        } else if (found.isEmpty()) {
            for (StorageEntry entry : storage.unread()) {
                if (entry.kind() != StorageEntry.Kind.FILE_SYSTEM
                        || entry.uuid().isEmpty()) {
                    throw new UnsupportedFeatureException(
                            "disk: " + device.text() + " was not found; it may lie in what was not read", entry.path());
                }
            }
            findings.add(Finding.of(level, "nothing in the image is called " + device.text(), file, line));
        }
    }
}

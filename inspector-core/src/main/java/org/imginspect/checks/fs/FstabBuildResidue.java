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
import org.imginspect.engine.StorageEntry;
import org.imginspect.engine.StorageMap;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.facts.mounts.DeviceName;
import org.imginspect.facts.mounts.Mounts;
import org.imginspect.facts.mounts.Mounts.Mount;
import org.imginspect.guest.GuestPath;

/** Flags mounts of disks that only the build machine had. */
final class FstabBuildResidue implements Check {
    private static final CheckInfo INFO = new CheckInfo(
            "fs.fstab-build-residue",
            Area.FS,
            Level.WARNING,
            "Nothing is mounted from a disk that only the build machine had",
            "remove the line from /etc/fstab");

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        List<Finding> findings = new ArrayList<>();
        List<Mount> mounts =
                context.facts().find(Mounts.class).map(Mounts::mounts).orElse(List.of());
        Optional<String> thisDisk = Optional.empty();
        for (Mount mount : mounts) {
            if (mount.path().equals(Optional.of(GuestPath.ROOT))) {
                thisDisk = mount.device().disk();
            }
        }
        for (Mount mount : mounts) {
            if (mount.isRemote()) {
                continue;
            }
            String what = "'" + mount.device().text() + "' on '" + mount.target() + "'";
            Optional<String> disk = mount.device().disk();
            if (mount.isOfCloudInit()) {
                findings.add(Finding.of(
                        Level.WARNING,
                        "cloud-init wrote this line for " + what + " of the build machine",
                        mount.file(),
                        mount.line()));
            } else if (disk.isPresent()
                    && !(thisDisk.isPresent() ? disk.equals(thisDisk) : DeviceName.isFirstDisk(disk.get()))) {
                findings.add(Finding.of(
                        Level.WARNING,
                        "mounts " + what + ", another disk than the image's",
                        mount.file(),
                        mount.line()));
            } else if (mount.options().contains("noauto") && mount.device().isWrittenOnDisk()) {
                absent(context.storage(), mount, what).ifPresent(findings::add);
            }
        }
        return mounts.isEmpty() ? Verdict.notApplicable("nothing is mounted by configuration") : Verdict.of(findings);
    }

    /** What has to be there at boot is {@code fs.fstab-targets-exist}'s. */
    private static Optional<Finding> absent(StorageMap storage, Mount mount, String what)
            throws UnsupportedFeatureException {
        if (!mount.device().find(storage).isEmpty()) {
            return Optional.empty();
        }
        for (StorageEntry entry : storage.unread()) {
            if (entry.kind() != StorageEntry.Kind.FILE_SYSTEM || entry.uuid().isEmpty()) {
                throw new UnsupportedFeatureException(
                        "disk: " + mount.device().text() + " was not found; it may lie in what was not read",
                        entry.path());
            }
        }
        return Optional.of(
                Finding.of(Level.WARNING, "names " + what + ", which is not in the image", mount.file(), mount.line()));
    }
}

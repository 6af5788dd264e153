package org.imginspect.checks.disk;

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
import org.imginspect.engine.DiskInfo;
import org.imginspect.engine.Spread;
import org.imginspect.engine.StorageEntry;
import org.imginspect.engine.StorageMap;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.guest.GuestPath;

/** Flags systems that do not start without a disk that is not in the image. */
final class SingleDiskRoot implements Check {
    private static final CheckInfo INFO = new CheckInfo(
            "disk.single-disk-root",
            Area.DISK,
            Level.ERROR,
            "The root file system needs no disk but this one",
            "LVM: vgreduce --removemissing after pvmove; RAID: mdadm --grow --raid-devices=1 --force; btrfs: btrfs"
                    + " device remove");

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        Optional<StorageEntry> root = context.storage().mountedAt(GuestPath.ROOT);
        boolean plain = root.isPresent()
                && root.get().path().indexOf("LVM2_member") < 0
                && root.get().path().indexOf("linux_raid_member") < 0
                && !root.get().format().equals("btrfs");
        if (plain && context.storage().otherDisks().isEmpty()) {
            return Verdict.pass();
        }
        if (root.isPresent()) {
            DiskInfo disk = context.storage().diskOf(root.get());
            if (!disk.equals(context.storage().disks().get(0))) {
                return Verdict.of(Finding.of(Level.ERROR, "the root lies on another disk, " + disk.path()));
            }
            if (plain) {
                return Verdict.pass();
            }
        }
        List<Finding> findings = new ArrayList<>();
        for (Spread spread : context.facts().space().spreads()) {
            List<String> here = onFirstDisk(context.storage(), spread);
            int present = context.storage().otherDisks().isEmpty()
                    ? spread.present()
                    : Math.min(spread.present(), here.size());
            if (present < spread.needed() && (root.isEmpty() || holds(spread, root.get()))) {
                findings.add(Finding.of(
                        spread.redundant() ? Level.WARNING : Level.ERROR,
                        "the " + spread.kind() + " " + spread.name() + " has " + spread.needed() + " members, of which "
                                + present + (present == 1 ? " is" : " are") + " in the image ("
                                + String.join(", ", here) + ")"));
            }
        }
        if (findings.isEmpty() && root.isEmpty()) {
            throw new UnsupportedFeatureException(
                    "disk: where the root lies is not known",
                    context.storage().entries().get(0).path());
        }
        return Verdict.of(findings);
    }

    private static List<String> onFirstDisk(StorageMap storage, Spread spread) {
        DiskInfo first = storage.disks().get(0);
        List<String> paths = new ArrayList<>();
        for (String path : spread.paths()) {
            if (storage.at(path).map(storage::diskOf).map(first::equals).orElse(true)) {
                paths.add(path);
            }
        }
        return paths;
    }

    private static boolean holds(Spread spread, StorageEntry root) {
        if (spread.kind().startsWith("LVM") && root.path().contains("LVM2_member")) {
            // All logical volumes are listed under the first physical volume, so that only the group's name tells.
            return root.path().contains("LVM2_member > " + spread.name() + "/");
        }
        for (String path : spread.paths()) {
            if (root.path().equals(path) || root.path().startsWith(path + " > ")) {
                return true;
            }
        }
        return false;
    }
}

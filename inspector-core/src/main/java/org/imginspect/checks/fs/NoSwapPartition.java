package org.imginspect.checks.fs;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.imginspect.check.Area;
import org.imginspect.check.Check;
import org.imginspect.check.CheckContext;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.check.Parameter;
import org.imginspect.check.Verdict;
import org.imginspect.engine.StorageEntry;
import org.imginspect.engine.StorageMap;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;

/** Flags swap space that is a partition or a logical volume. */
final class NoSwapPartition implements Check {
    private static final Parameter FORBIDDEN = Parameter.yesOrNo(
            "forbidden", "yes where swap partitions are forbidden: one is an error then, not a warning");

    private static final CheckInfo INFO = new CheckInfo(
                    "fs.no-swap-partition",
                    Area.FS,
                    Level.ERROR,
                    "The disk has no swap partition",
                    "swapoff -a, remove its line from /etc/fstab, delete the partition (sgdisk -d N) and run update-initramfs -u")
            .with(FORBIDDEN);

    @Override
    public CheckInfo info() {
        return INFO;
    }

    private static final Set<String> SWAP_TYPES = Set.of("0657FD6D-A4AB-43C4-84E5-0933C84B4F4F", "82");

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        StorageMap storage = context.storage();
        Level level = context.params().text(FORBIDDEN).orElseThrow().equals("yes") ? Level.ERROR : Level.WARNING;
        List<Finding> findings = new ArrayList<>();
        for (StorageEntry entry : storage.entries()) {
            if (entry.kind() == StorageEntry.Kind.SWAP) {
                findings.add(Finding.of(level, entry.path() + " is swap space"));
            }
        }
        for (StorageEntry partition : storage.partitions()) {
            boolean swap =
                    SWAP_TYPES.contains(partition.partition().orElseThrow().type());
            boolean told =
                    storage.inside(partition).stream().anyMatch(content -> content.kind() == StorageEntry.Kind.SWAP);
            boolean used = storage.inside(partition).stream()
                    .anyMatch(content -> content.kind() == StorageEntry.Kind.FILE_SYSTEM
                            || content.kind() == StorageEntry.Kind.VOLUME);
            // 82 was Solaris' before it was Linux': what lies in it decides. Systemd goes by the GPT's type.
            if (swap && !told && !used) {
                findings.add(Finding.of(
                        level, partition.path() + " has the type of a swap partition, and no swap space in it"));
            }
        }
        if (!findings.isEmpty()) {
            return Verdict.of(findings);
        }
        for (StorageEntry entry : storage.unread()) {
            if (entry.kind() != StorageEntry.Kind.FILE_SYSTEM && entry.kind() != StorageEntry.Kind.PARTITION) {
                throw new UnsupportedFeatureException(
                        "disk: whether swap space lies in it is not known, for it was not read", entry.path());
            }
        }
        return Verdict.pass();
    }
}

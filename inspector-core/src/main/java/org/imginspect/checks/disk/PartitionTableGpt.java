package org.imginspect.checks.disk;

import java.util.Locale;
import java.util.Optional;
import org.imginspect.check.Area;
import org.imginspect.check.Check;
import org.imginspect.check.CheckContext;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.check.Verdict;
import org.imginspect.engine.PartitionTableInfo;
import org.imginspect.engine.StorageEntry;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;

/** Flags disks that are not partitioned by GPT. */
final class PartitionTableGpt implements Check {
    private static final CheckInfo INFO = new CheckInfo(
            "disk.partition-table-gpt",
            Area.DISK,
            Level.ERROR,
            "The disk has a valid GUID partition table",
            "sgdisk --mbrtogpt disk.raw (make room for a BIOS boot partition and install GRUB again)");

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        Optional<PartitionTableInfo> table = context.storage().table();
        if (table.isPresent()) {
            return table.get().scheme().equals("gpt")
                    ? Verdict.pass()
                    : Verdict.of(Finding.of(
                            Level.ERROR,
                            "the disk is partitioned by " + table.get().scheme().toUpperCase(Locale.ROOT)));
        }
        StorageEntry disk = context.storage().entries().get(0);
        // Not those of further disks, which need none, or of what lies in an array.
        for (StorageEntry entry : context.storage().inside(disk)) {
            if (entry.kind() == StorageEntry.Kind.PARTITION_TABLE
                    && entry.problem().isPresent()) {
                if (entry.state() == StorageEntry.State.DAMAGED) {
                    return Verdict.of(Finding.of(
                            Level.ERROR,
                            "the partition table is damaged: "
                                    + entry.problem().get().what()));
                }
                throw new UnsupportedFeatureException(entry.problem().get().what(), entry.path());
            }
        }
        return Verdict.of(Finding.of(Level.ERROR, "the disk has no partition table"));
    }
}

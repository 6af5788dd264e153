package org.imginspect.checks.disk;

import java.util.ArrayList;
import java.util.List;
import org.imginspect.check.Area;
import org.imginspect.check.Check;
import org.imginspect.check.CheckContext;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.check.Verdict;
import org.imginspect.engine.DiskInfo;
import org.imginspect.engine.PartitionTableInfo;
import org.imginspect.engine.StorageEntry;
import org.imginspect.engine.StorageMap;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;

/** Flags partition tables that one reader takes for something else than another. */
final class GptConsistent implements Check {
    private static final CheckInfo INFO = new CheckInfo(
            "disk.gpt-consistent",
            Area.DISK,
            Level.ERROR,
            "Both copies of the GPT are sound, and the MBR beside them is a protective one",
            "sgdisk -e disk.raw moves the backup to the end; gdisk: w writes both copies and a protective MBR anew");

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        List<Finding> findings = new ArrayList<>();
        boolean any = false;
        for (DiskInfo disk : context.storage().disks()) {
            any |= examine(context.storage(), disk, findings);
        }
        return any ? Verdict.of(findings) : Verdict.notApplicable("the disk is not partitioned by GPT");
    }

    /** Whether the disk has a GPT. */
    private static boolean examine(StorageMap storage, DiskInfo disk, List<Finding> findings) throws ImageException {
        // Which of several disks is meant must be said.
        String where = storage.otherDisks().isEmpty() ? "" : disk.path() + ": ";
        if (disk.table().isEmpty()) {
            for (StorageEntry entry : storage.inside(storage.at(disk.path()).orElseThrow())) {
                if (entry.kind() == StorageEntry.Kind.PARTITION_TABLE
                        && entry.format().equals("gpt")
                        && entry.problem().isPresent()) {
                    if (entry.state() == StorageEntry.State.DAMAGED) {
                        findings.add(Finding.of(
                                Level.ERROR, where + entry.problem().get().what()));
                        return true;
                    }
                    throw new UnsupportedFeatureException(entry.problem().get().what(), entry.path());
                }
            }
        }
        if (disk.table().isEmpty() || !disk.table().get().scheme().equals("gpt")) {
            return false;
        }
        PartitionTableInfo table = disk.table().get();
        int before = findings.size();
        for (String defect : table.defects()) {
            findings.add(Finding.of(table.usedBackup() ? Level.ERROR : Level.WARNING, where + defect));
        }
        if (table.usedBackup() && findings.size() == before) {
            findings.add(Finding.of(Level.ERROR, where + "the primary GPT is damaged; only its backup is sound"));
        }
        switch (table.mbr()) {
            case HYBRID ->
                findings.add(Finding.of(
                        Level.WARNING,
                        where + "the MBR is hybrid: beside the GPT's entry it lists partitions of its own"));
            case MISSING ->
                findings.add(Finding.of(
                        Level.ERROR, where + "there is no protective MBR: Linux and most firmware ignore this GPT"));
            case PLAIN ->
                findings.add(Finding.of(
                        Level.ERROR,
                        where + "the MBR has no entry of type 0xee: Linux and most firmware ignore this GPT"));
            case PROTECTIVE -> {
                // As it should be.
            }
        }
        return true;
    }
}

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
import org.imginspect.engine.PartitionTableInfo;
import org.imginspect.engine.StorageEntry;
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
        Optional<PartitionTableInfo> found = context.storage().table();
        if (found.isEmpty()) {
            for (StorageEntry entry : context.storage().entries()) {
                if (entry.kind() == StorageEntry.Kind.PARTITION_TABLE
                        && entry.format().equals("gpt")
                        && entry.problem().isPresent()) {
                    if (entry.state() == StorageEntry.State.DAMAGED) {
                        return Verdict.of(
                                Finding.of(Level.ERROR, entry.problem().get().what()));
                    }
                    throw new UnsupportedFeatureException(entry.problem().get().what(), entry.path());
                }
            }
        }
        if (found.isEmpty() || !found.get().scheme().equals("gpt")) {
            return Verdict.notApplicable("the disk is not partitioned by GPT");
        }
        PartitionTableInfo table = found.get();
        List<Finding> findings = new ArrayList<>();
        for (String defect : table.defects()) {
            findings.add(Finding.of(table.usedBackup() ? Level.ERROR : Level.WARNING, defect));
        }
        if (table.usedBackup() && findings.isEmpty()) {
            findings.add(Finding.of(Level.ERROR, "the primary GPT is damaged; only its backup is sound"));
        }
        switch (table.mbr()) {
            case HYBRID ->
                findings.add(Finding.of(
                        Level.WARNING, "the MBR is hybrid: beside the GPT's entry it lists partitions of its own"));
            case MISSING ->
                findings.add(
                        Finding.of(Level.ERROR, "there is no protective MBR: Linux and most firmware ignore this GPT"));
            case PLAIN ->
                findings.add(Finding.of(
                        Level.ERROR, "the MBR has no entry of type 0xee: Linux and most firmware ignore this GPT"));
            case PROTECTIVE -> {
                // As it should be.
            }
        }
        return Verdict.of(findings);
    }
}

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
import org.imginspect.engine.DiskSpace;
import org.imginspect.error.ImageException;
import org.imginspect.facts.secrets.FreeSpaceSecrets;
import org.imginspect.facts.secrets.SecretHit;

/** Flags keys and credentials that were deleted and still ship. */
final class FreeSpaceResidue implements Check {
    private static final CheckInfo INFO = new CheckInfo(
                    "disk.free-space-residue",
                    Area.DISK,
                    Level.ERROR,
                    "No key or credential lies in free blocks, behind the ends of files or outside of partitions",
                    "virt-sparsify --in-place disk.qcow2 (or fstrim in the guest, then qemu-img convert); revoke what was found")
            .deep();

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        FreeSpaceSecrets secrets = context.facts().find(FreeSpaceSecrets.class).orElseThrow();
        List<Finding> findings = new ArrayList<>();
        for (FreeSpaceSecrets.Hit hit : secrets.hits()) {
            findings.add(Finding.of(
                    hit.certainty() == SecretHit.Certainty.SECRET ? Level.ERROR : Level.WARNING,
                    hit.kind() + (hit.hint().isEmpty() ? "" : ", " + hit.hint() + ",") + " in " + place(hit.place())
                            + " of " + hit.path() + " at 0x" + Long.toHexString(hit.positionBytes())));
        }
        if (secrets.incomplete().isPresent()) {
            ImageException why = secrets.incomplete().get();
            // Only what is an error already cannot become worse by what was not read.
            if (findings.stream().noneMatch(finding -> finding.level() == Level.ERROR)) {
                throw why;
            }
            findings.add(Finding.of(
                    Level.NOTE, "not all of it could be read: " + why.problem().message()));
        }
        return Verdict.of(findings);
    }

    private static String place(DiskSpace.Unowned place) {
        return switch (place) {
            case FREE -> "the free space";
            case SLACK -> "the slack of a file";
            case UNPARTITIONED -> "an unpartitioned part";
        };
    }
}

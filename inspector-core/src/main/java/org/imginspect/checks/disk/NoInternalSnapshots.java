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
import org.imginspect.error.ImageException;

/** Flags qcow2 files that ship earlier states of the disk. */
final class NoInternalSnapshots implements Check {
    private static final CheckInfo INFO = new CheckInfo(
            "disk.no-internal-snapshots",
            Area.DISK,
            Level.WARNING,
            "The container holds no internal snapshots",
            "qemu-img snapshot -d NAME disk.qcow2, then qemu-img convert to drop the freed clusters");

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        if (!context.storage().container().format().equals("qcow2")) {
            return Verdict.notApplicable("only qcow2 has internal snapshots");
        }
        List<Finding> findings = new ArrayList<>();
        for (String name : context.storage().container().snapshots()) {
            findings.add(
                    Finding.of(Level.WARNING, "ships the internal snapshot '" + name + "', with data deleted since"));
        }
        return Verdict.of(findings);
    }
}

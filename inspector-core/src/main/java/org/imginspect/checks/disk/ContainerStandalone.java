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
import org.imginspect.engine.ContainerInfo;
import org.imginspect.error.ImageException;

/** Flags containers that take bytes from other files, or that QEMU saw damage in. */
final class ContainerStandalone implements Check {
    private static final CheckInfo INFO = new CheckInfo(
            "disk.container-standalone",
            Area.DISK,
            Level.ERROR,
            "The container holds the whole disk by itself and is intact",
            "qemu-img convert -O qcow2 old.qcow2 new.qcow2 (merges what it is made of into one file)");

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        ContainerInfo container = context.storage().container();
        List<Finding> findings = new ArrayList<>();
        for (String file : container.otherFiles()) {
            findings.add(Finding.of(Level.ERROR, "the " + container.format() + " image needs another file: " + file));
        }
        if (container.corrupt()) {
            findings.add(Finding.of(
                    Level.WARNING, "the image is marked corrupt: QEMU met damaged metadata and opens it read-only"));
        }
        if (container.dirty()) {
            findings.add(Finding.of(
                    Level.WARNING,
                    "the image is marked dirty: it was not closed properly, and its reference counts may be wrong"));
        }
        return Verdict.of(findings);
    }
}

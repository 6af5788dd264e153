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

/** Flags containers that take bytes from other files, which do not travel with it. */
final class ContainerStandalone implements Check {
    private static final CheckInfo INFO = new CheckInfo(
            "disk.container-standalone",
            Area.DISK,
            Level.ERROR,
            "The container holds the whole disk by itself",
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
        return Verdict.of(findings);
    }
}

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
import org.imginspect.engine.ContainerCheck;
import org.imginspect.engine.ContainerInfo;
import org.imginspect.engine.DiskInfo;
import org.imginspect.engine.StorageEntry;
import org.imginspect.engine.StorageMap;
import org.imginspect.error.ImageException;

/** Flags containers whose own tables contradict each other or the file. */
final class ContainerConsistent implements Check {
    private static final CheckInfo INFO = new CheckInfo(
            "disk.container-consistent",
            Area.DISK,
            Level.ERROR,
            "The container is whole and its tables agree with each other",
            "qemu-img check -r all on a copy mends reference counts; of a file that was cut off make the upload or"
                    + " copy again");

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        StorageMap storage = context.storage();
        ContainerInfo container = storage.container();
        List<Finding> findings = new ArrayList<>();
        for (DiskInfo disk : storage.disks()) {
            // Which of several disks is meant must be said.
            String image = storage.otherDisks().isEmpty() ? "the image" : disk.path();
            if (disk.container().corrupt()) {
                findings.add(Finding.of(
                        Level.ERROR, image + " is marked corrupt: QEMU met damaged metadata and opens it read-only"));
            }
            if (disk.container().dirty() && !disk.container().equals(container)) {
                findings.add(Finding.of(
                        Level.WARNING,
                        image + " is marked dirty: it was not closed properly, and its reference counts may be wrong"));
            }
        }
        for (StorageEntry partition : storage.entries()) {
            if (partition.kind() != StorageEntry.Kind.PARTITION) {
                continue;
            }
            if (partition.state() == StorageEntry.State.DAMAGED
                    && partition.problem().isPresent()) {
                findings.add(Finding.of(
                        Level.ERROR,
                        partition.path() + ": " + partition.problem().get().what()));
            }
        }
        if (container.dirty()) {
            findings.add(Finding.of(Level.WARNING, "the image is marked dirty: " + dirtyBecause(container.format())));
        }
        ContainerCheck check = context.facts().space().checkContainer();
        for (String defect : check.defects()) {
            findings.add(Finding.of(
                    // Reference counts of a dirty image are mended when it is next opened for writing.
                    container.dirty() && defect.contains("reference count") ? Level.WARNING : Level.ERROR, defect));
        }
        long leaked = check.leakedBytes().orElse(0);
        if (leaked > 0) {
            findings.add(Finding.of(
                    Level.NOTE,
                    leaked + " bytes of the file are counted as used and used by nothing (leaked clusters)"));
        }
        return Verdict.of(findings);
    }

    private static String dirtyBecause(String format) {
        return switch (format) {
            case "vhd" -> "its machine was suspended with memory that is not in it (saved state)";
            case "vhdx" -> "it was not closed properly, and every reader must replay its log first";
            default -> "it was not closed properly, and its reference counts may be wrong";
        };
    }
}

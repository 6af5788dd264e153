package org.imginspect.checks.fs;

import java.util.ArrayList;
import java.util.List;
import org.imginspect.check.Area;
import org.imginspect.check.Check;
import org.imginspect.check.CheckContext;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.check.Verdict;
import org.imginspect.engine.StorageEntry;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.guest.Consistency;

/** Flags images taken from a running machine. */
final class CleanShutdown implements Check {
    private static final CheckInfo INFO = new CheckInfo(
            "fs.clean-shutdown",
            Area.FS,
            Level.ERROR,
            "Every file system was unmounted properly",
            "shut the machine down (not: power off, or snapshot while it runs) before taking the image; or run fsck on the image");

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        List<Finding> findings = new ArrayList<>();
        for (StorageEntry entry : context.storage().entries()) {
            if (entry.kind() == StorageEntry.Kind.SWAP && entry.format().equals("swsuspend")) {
                findings.add(Finding.of(Level.ERROR, entry.path() + " holds a hibernated system"));
            }
            if (entry.consistency().isPresent()) {
                Consistency consistency = entry.consistency().get();
                switch (consistency.kind()) {
                    case CLEAN -> {
                        // As it should be.
                    }
                    // What was replayed stands in the storage map; how it is told is the engine's own.
                    case REPLAYED ->
                        findings.add(Finding.of(
                                Level.WARNING,
                                entry.path() + " was not unmounted; its journal was replayed to read it"));
                    case STALE ->
                        findings.add(Finding.of(
                                Level.ERROR,
                                entry.path() + " was not unmounted, and what was written last may be lost: "
                                        + consistency.reason()));
                }
            }
        }
        if (!findings.isEmpty()) {
            return Verdict.of(findings);
        }
        for (StorageEntry entry : context.storage().unread()) {
            throw new UnsupportedFeatureException(
                    "disk: whether " + entry.format() + " was unmounted properly is not known, for it was not read",
                    entry.path());
        }
        for (StorageEntry entry : context.storage().fileSystems()) {
            if (entry.consistency().isEmpty()) {
                throw new UnsupportedFeatureException(
                        "disk: whether " + entry.format() + " was unmounted properly is not told by this engine",
                        entry.path());
            }
        }
        return context.storage().fileSystems().isEmpty()
                ? Verdict.notApplicable("there is no file system")
                : Verdict.pass();
    }
}

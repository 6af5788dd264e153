package org.imginspect.checks.secrets;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.imginspect.check.Area;
import org.imginspect.check.Check;
import org.imginspect.check.CheckContext;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.check.Verdict;
import org.imginspect.error.ImageException;

/** Flags memory that was written to the disk, with every key and password that was in it. */
final class MemoryImages implements Check {
    private static final CheckInfo INFO = new CheckInfo(
            "secrets.memory-images",
            Area.SECRETS,
            Level.ERROR,
            "Nothing on the disk holds what was in memory",
            "swapoff -a, and delete the file; rm -rf /var/crash/* /var/lib/systemd/coredump/*");

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        List<Finding> findings = new ArrayList<>();
        for (org.imginspect.facts.memory.MemoryImages.Image image : context.facts()
                .find(org.imginspect.facts.memory.MemoryImages.class)
                .orElseThrow()
                .images()) {
            Level level = switch (image.extent()) {
                case MACHINE -> Level.ERROR;
                case PROGRAM, PAGES -> Level.WARNING;
            };
            findings.add(new Finding(level, image.what(), image.file(), OptionalInt.empty()));
        }
        return Verdict.of(findings);
    }
}

package org.imginspect.checks.disk;

import org.imginspect.check.Area;
import org.imginspect.check.Check;
import org.imginspect.check.CheckContext;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.check.Parameter;
import org.imginspect.check.Verdict;
import org.imginspect.engine.SpaceUse;
import org.imginspect.error.ImageException;
import org.imginspect.facts.disk.DiskUse;

/** Flags disks that are much larger than what they hold. */
final class SmallestSize implements Check {
    // DigitalOcean's smallest plan has 25 GB.
    private static final Parameter FREE_UP_TO = Parameter.bytes(
                    "free-up-to", "up to this size a disk may be as empty as it likes")
            .withDefault("25GiB");
    private static final Parameter TIMES = Parameter.number("times", "how many times what is used the disk may have")
            .withDefault("4");

    private static final CheckInfo INFO = new CheckInfo(
                    "disk.smallest-size",
                    Area.DISK,
                    Level.WARNING,
                    "The disk is not much larger than what it holds",
                    "build on a smaller disk: a disk can grow when a machine is made from it, but never shrink")
            .onRequest()
            .with(FREE_UP_TO, TIMES);

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        long size = context.storage().container().virtualSizeBytes();
        long unquestioned = context.params().bytes(FREE_UP_TO).orElseThrow();
        if (size <= unquestioned) {
            return Verdict.pass();
        }
        SpaceUse use = context.facts().find(DiskUse.class).orElseThrow().space();
        long times = Math.max(1, context.params().number(TIMES).orElseThrow());
        return size / times <= use.usedBytes()
                ? Verdict.pass()
                : Verdict.of(Finding.of(
                        Level.WARNING,
                        "the disk has " + Sizes.text(size) + ", of which " + Sizes.text(use.usedBytes())
                                + " are used; every machine made from it needs at least as large a disk"));
    }
}

package org.imginspect.checks.disk;

import org.imginspect.check.Area;
import org.imginspect.check.Check;
import org.imginspect.check.CheckContext;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.check.Parameter;
import org.imginspect.check.Verdict;

/** Flags disks that are smaller than a marketplace wants. */
final class MinVirtualSize implements Check {
    private static final Parameter SIZE =
            Parameter.bytes("size", "the least size of the disk").withDefault("20GiB");

    private static final CheckInfo INFO = new CheckInfo(
                    "disk.min-virtual-size",
                    Area.DISK,
                    Level.ERROR,
                    "The disk is as large as is asked for",
                    "qemu-img resize disk.qcow2 20G; the root file system grows when the machine first starts")
            .onRequest()
            .with(SIZE);

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) {
        long wanted = context.params().bytes(SIZE).orElseThrow();
        long size = context.storage().container().virtualSizeBytes();
        return size >= wanted
                ? Verdict.pass()
                : Verdict.of(Finding.of(
                        Level.ERROR, "the disk has " + Sizes.text(size) + "; " + Sizes.text(wanted) + " is the least"));
    }
}

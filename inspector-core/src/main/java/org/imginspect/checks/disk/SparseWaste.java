package org.imginspect.checks.disk;

import org.imginspect.check.Area;
import org.imginspect.check.Check;
import org.imginspect.check.CheckContext;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.check.Verdict;
import org.imginspect.engine.SpaceUse;
import org.imginspect.error.ImageException;
import org.imginspect.facts.disk.DiskUse;

/** Flags image files that carry what was deleted. */
final class SparseWaste implements Check {
    private static final CheckInfo INFO = new CheckInfo(
            "disk.sparse-waste",
            Area.DISK,
            Level.WARNING,
            "The image file does not carry the free space of its file systems",
            "virt-sparsify --in-place disk.qcow2; or fstrim -av in the guest with discard=unmap, then qemu-img convert -c");

    @Override
    public CheckInfo info() {
        return INFO;
    }

    private static final long TOLERATED_BYTES = 64L << 20;
    private static final int TOLERATED_SHARE = 10;

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        SpaceUse use = context.facts().find(DiskUse.class).orElseThrow().space();
        long wasted = use.wastedBytes();
        if (wasted <= TOLERATED_BYTES || wasted <= use.fileBytes() / TOLERATED_SHARE) {
            return Verdict.pass();
        }
        return Verdict.of(Finding.of(
                Level.WARNING,
                (use.estimated() ? "about " : "") + Sizes.text(wasted) + " of the image file's "
                        + Sizes.text(use.fileBytes())
                        + " hold what is free in the file systems, deleted files among it"));
    }
}

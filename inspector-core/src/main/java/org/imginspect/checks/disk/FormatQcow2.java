package org.imginspect.checks.disk;

import org.imginspect.check.Area;
import org.imginspect.check.Check;
import org.imginspect.check.CheckContext;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.check.Verdict;

/** Flags containers of another format than qcow2. */
final class FormatQcow2 implements Check {
    private static final CheckInfo INFO = new CheckInfo(
                    "disk.format-qcow2",
                    Area.DISK,
                    Level.WARNING,
                    "The container is qcow2",
                    "qemu-img convert -O qcow2 disk.raw disk.qcow2")
            .onRequest();

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) {
        String format = context.storage().container().format();
        return format.equals("qcow2")
                ? Verdict.pass()
                : Verdict.of(Finding.of(Level.WARNING, "the image is " + format + ", not qcow2"));
    }
}

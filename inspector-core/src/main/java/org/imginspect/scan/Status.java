package org.imginspect.scan;

import java.util.List;
import java.util.Locale;

/** What a scan comes to, in the order in which one wins over the other. */
public enum Status {
    /** There are findings at or above the level asked for. */
    FAIL(1),
    /** No such findings, but not everything that had to be read was. */
    INCOMPLETE(3),
    /** Not even the container could be opened. */
    UNOPENED(4),
    /** Everything was read, and no finding is grave enough. */
    PASS(0);

    private final int exitCode;

    Status(int exitCode) {
        this.exitCode = exitCode;
    }

    /** As the reports print it: {@code fail}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The exit code of a process that scanned this one image. */
    public int exitCode() {
        return exitCode;
    }

    /** What several images come to: FAIL if one does; UNOPENED only if none could be opened; PASS only if all do. */
    public static Status worst(List<ScanReport> reports) {
        boolean allUnopened = !reports.isEmpty();
        boolean allPass = true;
        for (ScanReport report : reports) {
            Status status = report.status();
            if (status == FAIL) {
                return FAIL;
            }
            allUnopened &= status == UNOPENED;
            allPass &= status == PASS;
        }
        if (allUnopened) {
            return UNOPENED;
        }
        return allPass ? PASS : INCOMPLETE;
    }
}

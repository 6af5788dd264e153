package org.imginspect.cli;

/** What the process ends with. A scan's own codes are {@link org.imginspect.scan.Status}'s. */
final class ExitCodes {
    static final int OK = 0;
    /** {@code ls}, {@code cat}, {@code find}, {@code facts}: what was asked for is proved not to be there. */
    static final int ABSENT = 1;

    static final int USAGE = 2;
    static final int INCOMPLETE = 3;
    static final int UNOPENED = 4;
    /** A mistake of ours (EX_SOFTWARE of sysexits.h). */
    static final int BUG = 70;
    /** Output could not be written (EX_IOERR of sysexits.h). */
    static final int OUTPUT = 74;

    private ExitCodes() {}
}

package org.imginspect.report;

import java.util.List;

/**
 * A test case of the JUnit report. Nothing in it is escaped.
 *
 * @param name unique in its suite
 * @param seconds how long it took
 * @param kind what is said of it
 * @param type a failure's or an error's kind in one word; empty for the others
 * @param message what is the matter, on one line; empty if nothing is
 * @param lines everything there is to say, a line each; none if there is nothing
 */
record JunitCase(String name, double seconds, Kind kind, String type, String message, List<String> lines) {
    /** What a reader of the report is told. */
    enum Kind {
        PASSED,
        FAILED,
        /** It could not be found out. */
        ERROR,
        /** It was not asked, does not apply, or was waived. */
        SKIPPED
    }

    JunitCase {
        lines = List.copyOf(lines);
    }
}

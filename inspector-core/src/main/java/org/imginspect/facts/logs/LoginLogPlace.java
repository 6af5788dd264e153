package org.imginspect.facts.logs;

import java.util.List;
import org.imginspect.facts.logs.LoginLogs.Kind;

/**
 * Where records of one format lie.
 *
 * @param names what their names begin with; empty text if {@code pattern} says it all
 * @param pattern for the tree
 * @param recordBytes 0: a struct utmp, whose length depends on the machine; -1: an SQLite database
 * @param table of an SQLite database
 */
record LoginLogPlace(Kind kind, String names, String pattern, int recordBytes, String table) {
    static final int UTMP = 0;
    static final int SQLITE = -1;

    static final List<LoginLogPlace> PLACES = List.of(
            log(Kind.LOGINS, "wtmp", UTMP),
            new LoginLogPlace(Kind.LOGINS, "", "/var/lib/wtmpdb/wtmp.db", SQLITE, "wtmp"),
            log(Kind.FAILED_LOGINS, "btmp", UTMP),
            // On a disk only where /run is no memory: Enterprise Linux 6.
            new LoginLogPlace(Kind.SESSIONS, "", "/var/run/utmp", UTMP, ""),
            log(Kind.LAST_LOGINS, "lastlog", 292),
            new LoginLogPlace(Kind.LAST_LOGINS, "", "/var/lib/lastlog/lastlog2.db", SQLITE, "Lastlog2"),
            log(Kind.FAILURES, "faillog", 32),
            log(Kind.FAILURES, "tallylog", 64),
            log(Kind.PROCESSES, "pacct", 64),
            new LoginLogPlace(Kind.PROCESSES, "", "/var/log/account/pacct*", 64, ""),
            new LoginLogPlace(Kind.PROCESSES, "", "/var/account/pacct*", 64, ""));

    private static LoginLogPlace log(Kind kind, String name, int recordBytes) {
        return new LoginLogPlace(kind, name, "/var/log/" + name + "*", recordBytes, "");
    }
}

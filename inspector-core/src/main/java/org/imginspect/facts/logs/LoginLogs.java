package org.imginspect.facts.logs;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.imginspect.facts.Fact;
import org.imginspect.guest.GuestPath;

/**
 * The files that record who logged in, failed to, and ran what, as far as they record anything. Always present.
 *
 * @param files those with at least one record, in the order of their kinds
 */
public record LoginLogs(List<File> files) implements Fact {
    public LoginLogs {
        files = List.copyOf(files);
    }

    /** What is recorded. */
    public enum Kind {
        /** wtmp: logins, boots, shutdowns. */
        LOGINS,
        /** btmp: failed logins, with what was typed for a name. */
        FAILED_LOGINS,
        /** utmp: who is logged in. */
        SESSIONS,
        /** lastlog: each account's last login. */
        LAST_LOGINS,
        /** faillog, tallylog: each account's failed logins. */
        FAILURES,
        /** pacct: every program that ended. */
        PROCESSES
    }

    /**
     * One file.
     *
     * @param path without links
     * @param sizeBytes its length
     * @param records how many records it holds; empty if it is compressed, or longer than is counted through
     * @param last the time of the latest of them; empty if it is not known
     */
    public record File(Kind kind, GuestPath path, long sizeBytes, OptionalLong records, Optional<Instant> last) {}

    /**
     * Whether a file of this name, in {@code /var/log} itself, is such a file, rotated ones among them: {@code wtmp}, {@code btmp.1},
     * {@code wtmp-20261101.gz}.
     */
    public static boolean isOne(String name) {
        for (LoginLogPlace place : LoginLogPlace.PLACES) {
            if (place.names().length() > 0 && isOf(name, place.names())) {
                return true;
            }
        }
        return false;
    }

    static boolean isOf(String name, String base) {
        if (!name.startsWith(base)) {
            return false;
        }
        char next = name.length() == base.length() ? '.' : name.charAt(base.length());
        return next == '.' || next == '-' || next == '_';
    }
}

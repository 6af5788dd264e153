package org.imginspect.facts.units;

import java.util.Optional;
import java.util.OptionalInt;
import org.imginspect.guest.GuestPath;

/**
 * Whether and why something starts.
 *
 * @param because the file that decides: the link that wants it, the unit whose line does, the mask, the unit's own file where nothing wants it;
 *     empty if no file does (there is no such unit)
 * @param line in that file, from 1; empty if it is a link, or matters as a whole
 * @param why one clause, lower case, without a full stop: {@code multi-user.target wants it}
 */
public record Start(Reason reason, Optional<GuestPath> because, OptionalInt line, String why) {
    /** When something starts. */
    public enum When {
        AT_BOOT,
        /** When somebody asks for it: a connection, a time, a changed path, a device, a name on the bus. */
        ON_DEMAND,
        NEVER
    }

    /** What decides. */
    public enum Reason {
        /** Something that starts at boot wants it. */
        WANTED,
        /** Something that starts at boot starts it on demand. */
        ON_DEMAND,
        /** There is nothing of this name. */
        ABSENT,
        /** It is masked, by a file or on the kernel's command line. */
        MASKED,
        /** The init system refuses its file. */
        REFUSED,
        /** A condition of its own is not met. */
        CONDITION,
        /** What the machine boots into cannot be started, because something that it requires cannot. */
        REQUIREMENT,
        /** It is there, and nothing that starts at boot wants it. */
        NOT_WANTED
    }

    /** When it starts. */
    public When when() {
        return switch (reason) {
            case WANTED -> When.AT_BOOT;
            case ON_DEMAND -> When.ON_DEMAND;
            case ABSENT, MASKED, REFUSED, CONDITION, REQUIREMENT, NOT_WANTED -> When.NEVER;
        };
    }

    /** Whether it starts at each boot without being asked for. */
    public boolean atBoot() {
        return reason == Reason.WANTED;
    }

    /** Because of a file, or of a line in it; 0: no line. */
    static Start of(Reason reason, GuestPath because, int line, String why) {
        return new Start(reason, Optional.of(because), line > 0 ? OptionalInt.of(line) : OptionalInt.empty(), why);
    }

    /** Because of no file. */
    static Start of(Reason reason, String why) {
        return new Start(reason, Optional.empty(), OptionalInt.empty(), why);
    }
}

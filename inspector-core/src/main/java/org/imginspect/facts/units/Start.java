package org.imginspect.facts.units;

import java.util.Optional;
import java.util.OptionalInt;
import org.imginspect.guest.GuestPath;

/**
 * Whether and why something starts.
 *
 * @param when at boot, when somebody asks for it (a connection, a time, a device, a bus name), or never
 * @param because the file that decides: the link that wants it, the unit whose line does, the mask, the unit's own file where nothing wants it;
 *     empty if no file does (there is no such unit; the kernel's command line of a loader without a file)
 * @param line in that file, from 1; empty if it is a link, or matters as a whole
 * @param why one clause, lower case, without a full stop: {@code multi-user.target wants it}
 */
public record Start(When when, Optional<GuestPath> because, OptionalInt line, String why) {
    /** When something starts. */
    public enum When {
        AT_BOOT,
        ON_DEMAND,
        NEVER
    }

    /** Whether it starts at each boot without being asked for. */
    public boolean atBoot() {
        return when == When.AT_BOOT;
    }

    static Start boot(GuestPath because, int line, String why) {
        return new Start(
                When.AT_BOOT, Optional.of(because), line > 0 ? OptionalInt.of(line) : OptionalInt.empty(), why);
    }

    static Start never(String why) {
        return new Start(When.NEVER, Optional.empty(), OptionalInt.empty(), why);
    }

    static Start never(GuestPath because, int line, String why) {
        return new Start(When.NEVER, Optional.of(because), line > 0 ? OptionalInt.of(line) : OptionalInt.empty(), why);
    }

    static Start onDemand(GuestPath because, int line, String why) {
        return new Start(
                When.ON_DEMAND, Optional.of(because), line > 0 ? OptionalInt.of(line) : OptionalInt.empty(), why);
    }
}

package org.imginspect.facts.network;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.imginspect.facts.Fact;
import org.imginspect.guest.GuestPath;

/**
 * What keeps the clock right. Absent if it is proved that the guest has no init system.
 *
 * @param sources every known program that is installed for it; cron's jobs count among them
 */
public record TimeSync(List<Source> sources) implements Fact {
    public TimeSync {
        sources = List.copyOf(sources);
    }

    /**
     * A program that sets the clock.
     *
     * @param name its service, or the command that cron runs
     * @param atBoot whether it starts by itself
     * @param why what decides that, one clause
     * @param because the file that decides; empty if no file does
     * @param line in that file
     * @param hasServer whether it knows a time server or a clock of the hypervisor's
     * @param config the file in which a server would stand
     */
    public record Source(
            String name,
            boolean atBoot,
            String why,
            Optional<GuestPath> because,
            OptionalInt line,
            boolean hasServer,
            Optional<GuestPath> config) {}
}

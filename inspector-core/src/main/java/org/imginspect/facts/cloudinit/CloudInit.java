package org.imginspect.facts.cloudinit;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.imginspect.facts.Fact;
import org.imginspect.guest.GuestPath;

/**
 * A cloud-init that lies on the disk, from a package or not.
 *
 * @param program its command
 * @param obstacles why it will not run, or not whole, at the next boot; none if it will
 */
public record CloudInit(GuestPath program, List<Obstacle> obstacles) implements Fact {
    public CloudInit {
        obstacles = List.copyOf(obstacles);
    }

    /**
     * One reason.
     *
     * @param message one sentence without a full stop
     * @param file what it is about; empty if nothing lies where something should
     * @param line in that file, from 1; empty if it has none
     */
    public record Obstacle(String message, Optional<GuestPath> file, OptionalInt line) {}

    /** Whether all of it runs at the next boot. */
    public boolean isActive() {
        return obstacles.isEmpty();
    }
}

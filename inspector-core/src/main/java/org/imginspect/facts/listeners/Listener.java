package org.imginspect.facts.listeners;

import java.util.OptionalInt;
import org.imginspect.guest.GuestPath;

/**
 * One port that a service opens.
 *
 * @param unit the unit that starts it: {@code nginx.service}
 * @param protocol {@code tcp} or {@code udp}
 * @param address as it is written; empty text: every address
 * @param port from 1 to 65535
 * @param file what says so: the service's configuration, the socket unit, or the unit where it is the daemon's own default
 * @param line from 1; empty if it is the daemon's own default
 */
public record Listener(String unit, String protocol, String address, int port, GuestPath file, OptionalInt line) {
    /** Whether only programs of the same machine reach it. */
    public boolean isLocal() {
        return address.startsWith("127.")
                || address.equals("localhost")
                || address.equals("::1")
                || address.equals("[::1]")
                || address.equals("loopback-only");
    }

    /** Whether it is a container's port, to which docker leads packets past the rules for the machine itself. */
    public boolean isPublishedByDocker() {
        return unit.startsWith("container ");
    }
}

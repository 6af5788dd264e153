package org.imginspect.facts.firewall;

import java.util.Optional;
import java.util.OptionalInt;
import org.imginspect.guest.GuestPath;

/**
 * Whether strangers reach one port.
 *
 * @param ipv4 whether they do over IPv4
 * @param ipv6 whether they do over IPv6, if the machine has it
 * @param file what decides; empty if nothing filters
 * @param line in it, from 1; empty if it matters as a whole
 * @param why one clause, lower case: the rule as it is written, or the policy
 */
public record Access(boolean ipv4, boolean ipv6, Optional<GuestPath> file, OptionalInt line, String why) {
    /** Whether they do at all. */
    public boolean reached() {
        return ipv4 || ipv6;
    }
}

package org.imginspect.facts.firewall;

import java.util.Optional;
import java.util.OptionalInt;
import org.imginspect.guest.GuestPath;

/**
 * A firewall program that is installed, or a script that loads rules.
 *
 * @param name as people call it: {@code ufw}, {@code firewalld}, {@code nftables}, {@code iptables}, {@code csf}
 * @param on whether it loads its rules at boot
 * @param configured whether rules of somebody's own lie there, though they may not be loaded
 * @param why one clause: what starts it, or why it is off
 * @param file what decides that; empty if it is that nothing starts it
 * @param line in it, from 1; empty if it matters as a whole
 */
public record Engine(
        String name, boolean on, boolean configured, String why, Optional<GuestPath> file, OptionalInt line) {}

package org.imginspect.facts.ssh;

import java.util.OptionalInt;
import org.imginspect.guest.GuestPath;

/**
 * Something in sshd's configuration for which it refuses to start.
 *
 * @param message one clause without a full stop
 * @param line from 1; empty if the file matters as a whole
 */
public record SshdProblem(String message, GuestPath file, OptionalInt line) {}

package org.imginspect.facts.units;

import org.imginspect.guest.GuestPath;

/**
 * One assignment of a unit file or another file in systemd's syntax.
 *
 * @param section without brackets: {@code Service}
 * @param key {@code ExecStart}
 * @param value what stands behind the equals sign, blanks at both ends left out, continued lines joined; empty text resets a list
 * @param file where it is written
 * @param line where it begins in that file, from 1
 */
public record Setting(String section, String key, String value, GuestPath file, int line) {}

package org.imginspect.facts.answers;

import org.imginspect.guest.GuestPath;

/**
 * A password or its hash, without it.
 *
 * @param format of the file: {@code kickstart}, {@code user data}
 * @param kind {@code a password hash (sha512crypt)}, {@code a password}
 * @param key what it is the value of: {@code rootpw}
 * @param line from 1
 */
public record Answer(String format, String kind, String key, GuestPath file, int line) {}

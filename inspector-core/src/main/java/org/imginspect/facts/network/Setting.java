package org.imginspect.facts.network;

import org.imginspect.guest.GuestPath;

/**
 * A value and where it is written.
 *
 * @param value as it is written, without quotes
 * @param file the file
 * @param line its line, from 1
 */
public record Setting(String value, GuestPath file, int line) {}

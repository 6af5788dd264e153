package org.imginspect.facts.ssh;

import java.util.OptionalInt;
import org.imginspect.guest.GuestPath;

/**
 * One word of a command line.
 *
 * @param file what puts it there: a unit, or the file that sets a variable
 * @param line from 1; empty if the file counts as a whole
 */
record Word(String text, GuestPath file, OptionalInt line) {}

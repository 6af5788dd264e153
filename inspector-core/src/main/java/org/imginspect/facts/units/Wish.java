package org.imginspect.facts.units;

import org.imginspect.guest.GuestPath;

/**
 * That one unit pulls another one in when it starts.
 *
 * @param unit the other one
 * @param hard whether the one cannot start without it: {@code Requires=}, {@code BindsTo=}
 * @param file the link, or the file of the line
 * @param line from 1; 0 for a link
 * @param why one clause: {@code multi-user.target wants it}
 */
record Wish(String unit, boolean hard, GuestPath file, int line, String why) {}

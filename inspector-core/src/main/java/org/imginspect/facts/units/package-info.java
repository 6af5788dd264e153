/**
 * What starts when the guest boots, and by which file: systemd's units (systemd.unit(5), systemd.preset(5), bootup(7)), upstart's jobs
 * (init(5) of upstart), System V's run levels, OpenRC's run levels.
 *
 * <p>Nothing of the guest is run. What its generators would make is computed for the generators that are known by name; an answer that another
 * generator could change is unknown.
 */
@NullMarked
package org.imginspect.facts.units;

import org.jspecify.annotations.NullMarked;

/**
 * Where a machine is told to run something by itself: at boot, by the clock, at a login, when a device appears, when a package is installed. Only
 * files whose content packages do not vouch for.
 */
@NullMarked
package org.imginspect.facts.startup;

import org.jspecify.annotations.NullMarked;

/** Which network ports the services that start at boot would open, by their units and by their own configuration. */
@NullMarked
package org.imginspect.facts.listeners;

import org.jspecify.annotations.NullMarked;

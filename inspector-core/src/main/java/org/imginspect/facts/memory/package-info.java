/** Files and volumes that hold what was in memory. */
@NullMarked
package org.imginspect.facts.memory;

import org.jspecify.annotations.NullMarked;

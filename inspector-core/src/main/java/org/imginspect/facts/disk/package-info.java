/** How much of the disk is used, and what lies where no file shows it. */
@NullMarked
package org.imginspect.facts.disk;

import org.jspecify.annotations.NullMarked;

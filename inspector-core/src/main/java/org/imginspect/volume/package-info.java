/**
 * What lies between partitions and file systems: volume groups and arrays. One package below this one for each kind; they never
 * import each other.
 */
@NullMarked
package org.imginspect.volume;

import org.jspecify.annotations.NullMarked;

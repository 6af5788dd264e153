/** Keys that sign packages. */
@NullMarked
package org.imginspect.facts.packages.keys;

import org.jspecify.annotations.NullMarked;

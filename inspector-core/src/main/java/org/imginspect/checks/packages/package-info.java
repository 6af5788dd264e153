/** Checks of the distribution, its packages and where they come from. */
@NullMarked
package org.imginspect.checks.packages;

import org.jspecify.annotations.NullMarked;

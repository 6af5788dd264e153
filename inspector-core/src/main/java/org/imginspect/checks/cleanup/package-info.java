/** Checks of what a build leaves behind. */
@NullMarked
package org.imginspect.checks.cleanup;

import org.jspecify.annotations.NullMarked;

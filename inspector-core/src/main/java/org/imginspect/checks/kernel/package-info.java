/** Checks of the kernel and its drivers. */
@NullMarked
package org.imginspect.checks.kernel;

import org.jspecify.annotations.NullMarked;

/** Checks of SSH. */
@NullMarked
package org.imginspect.checks.ssh;

import org.jspecify.annotations.NullMarked;

/** Checks of the disk and its container. */
@NullMarked
package org.imginspect.checks.disk;

import org.jspecify.annotations.NullMarked;

/** Checks of file systems and mounts. */
@NullMarked
package org.imginspect.checks.fs;

import org.jspecify.annotations.NullMarked;

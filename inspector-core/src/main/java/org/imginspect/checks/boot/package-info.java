/** Checks of the boot loader. */
@NullMarked
package org.imginspect.checks.boot;

import org.jspecify.annotations.NullMarked;

/** Checks of cloud-init. */
@NullMarked
package org.imginspect.checks.cloudinit;

import org.jspecify.annotations.NullMarked;

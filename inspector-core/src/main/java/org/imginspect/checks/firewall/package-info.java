/** Checks of the area {@code firewall}. */
@NullMarked
package org.imginspect.checks.firewall;

import org.jspecify.annotations.NullMarked;

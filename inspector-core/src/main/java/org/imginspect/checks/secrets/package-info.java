/** Checks of secrets in files. */
@NullMarked
package org.imginspect.checks.secrets;

import org.jspecify.annotations.NullMarked;

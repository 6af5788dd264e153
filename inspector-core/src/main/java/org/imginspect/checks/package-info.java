/** The catalogue of checks: one explicit list per area, and their pages. */
@NullMarked
package org.imginspect.checks;

import org.jspecify.annotations.NullMarked;

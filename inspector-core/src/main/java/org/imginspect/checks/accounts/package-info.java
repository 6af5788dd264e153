/** Checks of accounts. */
@NullMarked
package org.imginspect.checks.accounts;

import org.jspecify.annotations.NullMarked;

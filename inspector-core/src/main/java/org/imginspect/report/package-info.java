/** Writes scan reports: as text for people and as JSON for programs. Whatever came from the guest passes {@link Escape}. */
@NullMarked
package org.imginspect.report;

import org.jspecify.annotations.NullMarked;

/** Marketplaces as data: their requirements, and the checks that decide each. */
@NullMarked
package org.imginspect.profile;

import org.jspecify.annotations.NullMarked;

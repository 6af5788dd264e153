/** Facts about a guest: parsed once, used by many checks. */
@NullMarked
package org.imginspect.facts;

import org.jspecify.annotations.NullMarked;

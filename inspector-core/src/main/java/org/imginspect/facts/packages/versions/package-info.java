/** The orders in which package managers put versions. */
@NullMarked
package org.imginspect.facts.packages.versions;

import org.jspecify.annotations.NullMarked;

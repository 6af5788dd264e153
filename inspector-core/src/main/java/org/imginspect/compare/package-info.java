/**
 * What changed between two images: {@link org.imginspect.compare.ImageDiff} compares them section by section, {@link
 * org.imginspect.compare.DiffFormat} writes the result. A section that could not be read in one of the images is told so, never taken for
 * equal.
 */
@NullMarked
package org.imginspect.compare;

import org.jspecify.annotations.NullMarked;

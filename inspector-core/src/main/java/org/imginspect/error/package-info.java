/** What can go wrong while an image is read, in four kinds that are never mixed up with "not there". */
@NullMarked
package org.imginspect.error;

import org.jspecify.annotations.NullMarked;

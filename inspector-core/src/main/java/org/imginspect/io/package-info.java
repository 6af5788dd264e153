/** Position-free reading of bytes, with bounds: byte sources, checked views of structures, and the caps. */
@NullMarked
package org.imginspect.io;

import org.jspecify.annotations.NullMarked;

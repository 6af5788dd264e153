/** Runs checks over an image: what an embedding program calls. */
@NullMarked
package org.imginspect.scan;

import org.jspecify.annotations.NullMarked;

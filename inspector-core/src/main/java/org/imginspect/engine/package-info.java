/** What an engine is and what it supplies: the guest's tree and the map of everything that lies on the disk. */
@NullMarked
package org.imginspect.engine;

import org.jspecify.annotations.NullMarked;

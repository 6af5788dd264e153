/** How long a distribution's release is cared for. */
@NullMarked
package org.imginspect.facts.lifecycle;

import org.jspecify.annotations.NullMarked;

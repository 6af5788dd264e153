/** Which operating system the guest is. */
@NullMarked
package org.imginspect.facts.os;

import org.jspecify.annotations.NullMarked;

/** What a check is, what it is told, and what it may answer. */
@NullMarked
package org.imginspect.check;

import org.jspecify.annotations.NullMarked;

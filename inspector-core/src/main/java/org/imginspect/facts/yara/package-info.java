/** What YARA rules of the caller's find. */
@NullMarked
package org.imginspect.facts.yara;

import org.jspecify.annotations.NullMarked;

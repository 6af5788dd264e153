/** exFAT. */
@NullMarked
package org.imginspect.filesystem.exfat;

import org.jspecify.annotations.NullMarked;

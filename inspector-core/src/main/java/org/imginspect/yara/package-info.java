/** YARA rules against bytes, by libyara through jnr-ffi, where it is installed. */
@NullMarked
package org.imginspect.yara;

import org.jspecify.annotations.NullMarked;

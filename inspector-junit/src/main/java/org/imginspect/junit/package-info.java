/** Tests about disk images: {@link org.imginspect.junit.DiskImage} opens them, {@link org.imginspect.junit.ImageAssertions} asserts. */
@NullMarked
package org.imginspect.junit;

import org.jspecify.annotations.NullMarked;

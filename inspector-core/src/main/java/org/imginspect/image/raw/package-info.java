/** Raw images: the file is the disk, byte for byte. No magic, no header, nothing to validate. */
@NullMarked
package org.imginspect.image.raw;

import org.jspecify.annotations.NullMarked;

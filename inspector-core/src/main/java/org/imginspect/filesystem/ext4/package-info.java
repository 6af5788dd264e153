/** ext2, ext3 and ext4. */
@NullMarked
package org.imginspect.filesystem.ext4;

import org.jspecify.annotations.NullMarked;

/** What every file system format supplies. One package below this one for each format; they never import each other. */
@NullMarked
package org.imginspect.filesystem;

import org.jspecify.annotations.NullMarked;

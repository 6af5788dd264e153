/** What every container format supplies. One package below this one for each format; they never import each other. */
@NullMarked
package org.imginspect.image;

import org.jspecify.annotations.NullMarked;

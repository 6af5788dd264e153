/** What lies in the tree that no package brought. */
@NullMarked
package org.imginspect.facts.files;

import org.jspecify.annotations.NullMarked;

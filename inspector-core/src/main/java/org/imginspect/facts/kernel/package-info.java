/** The guest's kernels, their modules, what keeps modules from loading, and what the initial RAM file system holds. */
@NullMarked
package org.imginspect.facts.kernel;

import org.jspecify.annotations.NullMarked;

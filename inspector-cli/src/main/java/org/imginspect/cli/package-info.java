/** The {@code imginspect} command. Every command parses, calls the library and prints; what it decides, the library decides. */
@NullMarked
package org.imginspect.cli;

import org.jspecify.annotations.NullMarked;

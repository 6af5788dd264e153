/** The engine that reads everything itself, in Java, without starting anything. */
@NullMarked
package org.imginspect.engine.embedded;

import org.jspecify.annotations.NullMarked;

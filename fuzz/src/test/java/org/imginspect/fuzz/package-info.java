/**
 * Fuzz targets. The claim of each: whatever the bytes, nothing but success or an {@code ImageException}, in bounded memory and time.
 *
 * <p>{@code mvn test} runs each once over its seeds, {@code src/test/resources/org/imginspect/fuzz/<Target>Inputs/<method>/}. To fuzz:
 * {@code JAZZER_FUZZ=1 mvn -pl fuzz -am test -Dtest=FuzzQcow2 -Dsurefire.failIfNoSpecifiedTests=false}; what it finds lands beside the
 * seeds.
 */
@NullMarked
package org.imginspect.fuzz;

import org.jspecify.annotations.NullMarked;

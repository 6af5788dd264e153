/** JMH measurements of single parts; whole runs are compared by the script {@code benchmarks/compare}. */
@NullMarked
package org.imginspect.benchmarks;

import org.jspecify.annotations.NullMarked;

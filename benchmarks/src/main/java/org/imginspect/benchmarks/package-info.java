/** JMH measurements of single parts; whole runs are compared by the scripts {@code benchmarks/compare} and {@code benchmarks/filesystems}. */
@NullMarked
package org.imginspect.benchmarks;

import org.jspecify.annotations.NullMarked;

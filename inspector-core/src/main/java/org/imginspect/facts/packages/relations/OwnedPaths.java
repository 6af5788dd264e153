package org.imginspect.facts.packages.relations;

import org.imginspect.error.ImageException;

/** Tells whether a package owns a path, by whatever name of it. */
@FunctionalInterface
public interface OwnedPaths {
    /** @param path begins with a slash */
    boolean contains(String path) throws ImageException;
}

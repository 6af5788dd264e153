package org.imginspect.facts.packages.rpm;

import org.imginspect.error.ImageException;

/** A file that rpm keeps its headers in. */
interface HeaderStore {
    /** Shows every package once, in the order of the file. */
    void forEach(HeaderVisitor visitor) throws ImageException;
}

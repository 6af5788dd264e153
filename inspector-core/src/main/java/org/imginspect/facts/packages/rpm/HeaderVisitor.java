package org.imginspect.facts.packages.rpm;

import org.imginspect.error.ImageException;

/** Shown the packages of a database one after the other. */
@FunctionalInterface
public interface HeaderVisitor {
    /** One package; its header is not used after this returns. */
    void visit(RpmHeader header) throws ImageException;
}

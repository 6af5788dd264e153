package org.imginspect.scan;

import java.util.Optional;
import org.imginspect.engine.Engine;

/** Where the engines come from. Nothing of an engine is loaded before it is asked for. */
public interface Engines {
    /** The engine written in Java. */
    Engine embedded();

    /** The engine over libguestfs, whether it is installed or not; opening an image with it says what is missing. */
    Engine libguestfs();

    /**
     * Why libguestfs cannot be used on this machine, as far as a quick look tells.
     *
     * @return one clause, lower case; empty if it seems to be installed
     */
    Optional<String> libguestfsMissing();
}

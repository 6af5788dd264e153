package org.imginspect.scan;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
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

    /**
     * What libguestfs needs on this machine and how it stands; may start the appliance once and take seconds.
     *
     * @param progress is told what is being tried
     */
    List<Diagnosis> diagnoseLibguestfs(Consumer<String> progress);

    /** The engines of this library. */
    static Engines builtIn(GuestfsBinding binding) {
        return new BuiltInEngines(binding);
    }
}

package org.imginspect.scan;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.imginspect.engine.Engine;
import org.imginspect.engine.embedded.EmbeddedEngine;

/** The only class that names the engines' implementations (ADR 0004). Libguestfs's classes are loaded when they are first used. */
final class BuiltInEngines implements Engines {
    @SuppressWarnings("UnusedVariable")
    private final GuestfsBinding binding;

    BuiltInEngines(GuestfsBinding binding) {
        this.binding = binding;
    }

    @Override
    public Engine embedded() {
        return new EmbeddedEngine();
    }

    @Override
    public Engine libguestfs() {
        throw new IllegalStateException("the libguestfs engine is not part of this build");
    }

    @Override
    public Optional<String> libguestfsMissing() {
        return Optional.of("it is not part of this build");
    }

    @Override
    public List<Diagnosis> diagnoseLibguestfs(Consumer<String> progress) {
        return List.of(new Diagnosis("libguestfs", Diagnosis.State.MISSING, "it is not part of this build", ""));
    }
}

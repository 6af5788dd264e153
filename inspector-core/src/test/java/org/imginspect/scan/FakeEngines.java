package org.imginspect.scan;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.imginspect.engine.Engine;

/** Two engines of a test's choice; libguestfs is installed unless said otherwise. */
record FakeEngines(Engine embedded, Engine libguestfs, Optional<String> libguestfsMissing) implements Engines {
    FakeEngines(Engine embedded, Engine libguestfs) {
        this(embedded, libguestfs, Optional.empty());
    }

    FakeEngines(Engine embedded) {
        this(embedded, new FakeEngine("libguestfs"), Optional.of("it is not installed"));
    }

    @Override
    public List<Diagnosis> diagnoseLibguestfs(Consumer<String> progress) {
        return List.of();
    }
}

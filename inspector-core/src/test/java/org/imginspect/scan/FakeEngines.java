package org.imginspect.scan;

import java.util.Optional;
import org.imginspect.engine.Engine;

/** Two engines of a test's choice; libguestfs is installed unless said otherwise. */
record FakeEngines(Engine embedded, Engine libguestfs, Optional<String> libguestfsMissing) implements Engines {
    FakeEngines(Engine embedded, Engine libguestfs) {
        this(embedded, libguestfs, Optional.empty());
    }

    FakeEngines(Engine embedded) {
        this(embedded, new FakeEngine("libguestfs"), Optional.of("it is not installed"));
    }
}

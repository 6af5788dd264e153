package org.imginspect.scan;

import java.util.List;
import org.imginspect.facts.FactGatherer;
import org.imginspect.facts.boot.BootConfigGatherer;
import org.imginspect.facts.mounts.MountsGatherer;

/** Every gatherer of facts there is, one line each. */
public final class Gatherers {
    private Gatherers() {}

    /** New instances, for {@link org.imginspect.facts.Facts}. */
    public static List<FactGatherer<?>> all() {
        return List.of(new BootConfigGatherer(), new MountsGatherer());
    }
}

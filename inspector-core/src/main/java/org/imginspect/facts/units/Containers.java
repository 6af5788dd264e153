package org.imginspect.facts.units;

import java.util.List;
import org.imginspect.facts.Fact;

/** The containers that docker keeps in {@code /var/lib/docker/containers}; the fact is absent if there are none. */
public record Containers(List<Container> all) implements Fact {
    public Containers {
        all = List.copyOf(all);
    }
}

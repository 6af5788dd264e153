package org.imginspect.facts.listeners;

import java.util.List;
import org.imginspect.facts.Fact;

/** What the services that start would listen on, as far as they are known by name. The fact is absent if there is no init system. */
public record Listeners(List<Listener> all) implements Fact {
    public Listeners {
        all = List.copyOf(all);
    }
}

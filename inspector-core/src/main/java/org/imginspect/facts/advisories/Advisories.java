package org.imginspect.facts.advisories;

import java.util.List;
import org.imginspect.facts.Fact;

/**
 * Newer versions of what is installed. The fact is absent if there is no package manager.
 *
 * @param origins what was read; none if there is no metadata in the guest and none was given, and then nothing is known
 * @param updates what could be updated, by name
 * @param uncovered enabled repositories whose metadata is not at hand, so that their updates are not known
 * @param undecided what could not be compared, each as a clause with its reason
 */
public record Advisories(List<Origin> origins, List<Update> updates, List<String> uncovered, List<String> undecided)
        implements Fact {
    public Advisories {
        origins = List.copyOf(origins);
        updates = List.copyOf(updates);
        uncovered = List.copyOf(uncovered);
        undecided = List.copyOf(undecided);
    }
}

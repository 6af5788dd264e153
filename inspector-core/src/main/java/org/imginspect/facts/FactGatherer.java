package org.imginspect.facts;

import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.guest.GuestTree;

/**
 * Finds one fact. Stateless; catches nothing.
 *
 * @param <T> the fact
 */
public interface FactGatherer<T extends Fact> {
    /** The fact's type, by which {@link Facts#find} knows it. */
    Class<T> type();

    /**
     * Looks for the fact.
     *
     * @param others other facts that it builds on, and the storage map
     * @return empty if it is proved that the guest has nothing of the kind
     * @throws ImageException if it cannot be told
     */
    Optional<T> gather(GuestTree tree, Facts others) throws ImageException;

    /** Whether gathering reads most of the disk: such a fact is gathered for deep checks only, and not listed. */
    default boolean isDeep() {
        return false;
    }
}

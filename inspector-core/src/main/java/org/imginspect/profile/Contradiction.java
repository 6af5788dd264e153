package org.imginspect.profile;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Requirements of several marketplaces that contradict each other.
 *
 * @param fact what they disagree about
 * @param requirements their ids, at least two
 * @param why one sentence without a full stop
 * @param together how one image can meet them all the same, one clause without a full stop; empty if no image can
 */
public record Contradiction(String fact, List<String> requirements, String why, Optional<String> together) {
    public Contradiction {
        Objects.requireNonNull(together);
        requirements = List.copyOf(requirements);
        if (requirements.size() < 2) {
            throw new IllegalArgumentException("it takes two to disagree about " + fact);
        }
    }

    /** Of what no image can meet together. */
    public Contradiction(String fact, List<String> requirements, String why) {
        this(fact, requirements, why, Optional.empty());
    }
}

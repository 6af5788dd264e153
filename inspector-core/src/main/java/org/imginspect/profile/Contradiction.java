package org.imginspect.profile;

import java.util.List;

/**
 * Requirements of several marketplaces that no image meets together.
 *
 * @param fact what they disagree about
 * @param requirements their ids, at least two
 * @param why one sentence without a full stop
 */
public record Contradiction(String fact, List<String> requirements, String why) {
    public Contradiction {
        requirements = List.copyOf(requirements);
        if (requirements.size() < 2) {
            throw new IllegalArgumentException("it takes two to disagree about " + fact);
        }
    }
}

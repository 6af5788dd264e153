package org.imginspect.scan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.profile.Profile;

/**
 * What a scan says of one marketplace.
 *
 * @param requirements one for each of the profile's, in its order
 */
public record ProfileResult(Profile profile, List<RequirementResult> requirements) {
    public ProfileResult {
        requirements = List.copyOf(requirements);
    }

    /** How many requirements of the image, duties of the publisher left out, have this outcome. */
    public int count(RequirementOutcome outcome) {
        int count = 0;
        for (RequirementResult result : requirements) {
            count += !result.requirement().duty() && result.outcome() == outcome ? 1 : 0;
        }
        return count;
    }

    /** How many requirements of the image are met, warnings or not. */
    public int met() {
        return count(RequirementOutcome.MET) + count(RequirementOutcome.MET_WITH_WARNINGS);
    }

    /** How many requirements of the image apply to it. */
    public int applicable() {
        int count = 0;
        for (RequirementOutcome outcome : RequirementOutcome.values()) {
            count += outcome == RequirementOutcome.NOT_APPLICABLE ? 0 : count(outcome);
        }
        return count;
    }

    /** How many duties the publisher has beside the image. */
    public int duties() {
        int count = 0;
        for (RequirementResult result : requirements) {
            count += result.requirement().duty() ? 1 : 0;
        }
        return count;
    }

    /** {@code 27 of 31 met · 2 not met · 2 to confirm by hand}; what is none of is left out. */
    public String tally() {
        List<String> parts = new ArrayList<>();
        parts.add(met() + " of " + applicable() + " met");
        int warned = count(RequirementOutcome.MET_WITH_WARNINGS);
        if (warned > 0) {
            parts.set(0, parts.get(0) + " (" + warned + " with warnings)");
        }
        add(parts, count(RequirementOutcome.NOT_MET), "not met");
        add(parts, count(RequirementOutcome.WAIVED), "waived");
        add(parts, count(RequirementOutcome.UNDECIDED), "undecided offline");
        add(parts, count(RequirementOutcome.MANUAL), "to confirm by hand");
        return String.join(" · ", parts);
    }

    private static void add(List<String> parts, int count, String what) {
        if (count > 0) {
            parts.add(count + " " + what);
        }
    }

    /** The result of the requirement with this id; empty if the profile has none such. */
    public Optional<RequirementResult> requirement(String id) {
        for (RequirementResult result : requirements) {
            if (result.requirement().id().equals(id)) {
                return Optional.of(result);
            }
        }
        return Optional.empty();
    }
}

package org.imginspect.profile;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One demand of a marketplace. Exactly one of {@code checks}, {@code allOf}, {@code manual} and {@code undecided} without checks
 * decides it.
 *
 * @param id as the register of requirements has it: {@code YC-13}
 * @param title what must hold, one sentence without a full stop
 * @param reference where in the source it stands
 * @param must whether the marketplace demands it; false if it recommends it
 * @param duty whether it is a task of the publisher that no image can show
 * @param applies which guests it is about
 * @param checks what decides it; empty if no check can
 * @param allOf ids of requirements of the same profile that are to be met together; empty for most
 * @param manual what a person must confirm; empty if the image tells
 * @param undecided why passing checks do not show that it is met, or why no check can decide it; empty for most
 * @param confirm what a person can look at to be sure; empty if there is nothing
 * @param ownScript where the marketplace's own checker means something else; empty if it does not, or has no such check
 */
public record Requirement(
        String id,
        String title,
        String reference,
        boolean must,
        boolean duty,
        Applicability applies,
        List<CheckUse> checks,
        List<String> allOf,
        Optional<String> manual,
        Optional<String> undecided,
        Optional<String> confirm,
        Optional<String> ownScript) {
    public Requirement {
        Objects.requireNonNull(applies);
        Objects.requireNonNull(confirm);
        Objects.requireNonNull(ownScript);
        checks = List.copyOf(checks);
        allOf = List.copyOf(allOf);
        int deciders = (checks.isEmpty() ? 0 : 1)
                + (allOf.isEmpty() ? 0 : 1)
                + (manual.isPresent() ? 1 : 0)
                + (undecided.isPresent() && checks.isEmpty() ? 1 : 0);
        if (deciders != 1) {
            throw new IllegalArgumentException(
                    id + " must be decided by exactly one of checks, all-of, manual and undecided");
        }
    }
}

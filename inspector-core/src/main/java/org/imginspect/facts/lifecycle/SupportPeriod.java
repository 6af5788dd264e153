package org.imginspect.facts.lifecycle;

import java.time.LocalDate;
import java.util.Optional;
import org.imginspect.facts.Fact;

/**
 * Until when the guest's release gets security updates, by a list that comes with this program.
 *
 * @param until the last day of updates for everybody who uses the distribution as it comes (with Debian that of LTS, which comes from the
 *     same repositories); empty if they never end, or were never promised
 * @param kind whether there is such a day
 * @param extended what can be subscribed to or paid for after that; empty if nothing is known
 */
public record SupportPeriod(Release release, Kind kind, Optional<LocalDate> until, Optional<Extended> extended)
        implements Fact {
    /** What becomes of a release. */
    public enum Kind {
        /** It ends. */
        DATED,
        /** It is updated without an end: Arch, Tumbleweed. */
        ROLLING,
        /** Nobody promises updates yet: Debian testing. */
        UNRELEASED
    }

    /**
     * Updates beyond the regular ones.
     *
     * @param until their last day
     * @param name what they are called: {@code LTSS}
     */
    public record Extended(LocalDate until, String name) {}
}

package org.imginspect.scan;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.imginspect.check.Finding;
import org.imginspect.profile.Waiver;

/** The waivers of one scan, which remember whether they were of use. */
final class Waivers {
    private final List<Waiver> waivers;
    private final LocalDate today;
    private final Set<Waiver> used = new HashSet<>();

    Waivers(List<Waiver> waivers, LocalDate today) {
        this.waivers = waivers;
        this.today = today;
    }

    /** The finding with the first waiver that is about it; empty if none is. */
    Optional<WaivedFinding> waive(Finding finding, String check, String requirement) {
        for (Waiver waiver : waivers) {
            boolean meant = waiver.id().equals(check) || waiver.id().equals(requirement);
            if (meant && matches(waiver, finding)) {
                used.add(waiver);
                if (!waiver.isExpired(today)) {
                    return Optional.of(new WaivedFinding(finding, waiver));
                }
            }
        }
        return Optional.empty();
    }

    private static boolean matches(Waiver waiver, Finding finding) {
        if (waiver.path().isEmpty()) {
            return true;
        }
        return finding.file().isPresent()
                && PathGlob.matches(waiver.path().get(), finding.file().get().toString());
    }

    /** What their author should know. */
    List<String> remarks() {
        List<String> remarks = new ArrayList<>();
        for (Waiver waiver : waivers) {
            if (waiver.isExpired(today)) {
                remarks.add(waiver.origin() + ": the waiver of " + waiver.id() + " expired on "
                        + waiver.expires().orElseThrow()
                        + (used.contains(waiver) ? "; what it waived counts again" : " and matches nothing"));
            } else if (!used.contains(waiver)) {
                remarks.add(waiver.origin() + ": the waiver of " + waiver.id() + " matches nothing");
            }
        }
        return remarks;
    }
}

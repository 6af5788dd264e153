package org.imginspect.facts.lifecycle;

import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.facts.FactGatherer;
import org.imginspect.facts.Facts;
import org.imginspect.facts.os.OperatingSystem;
import org.imginspect.guest.GuestTree;

/** Looks the guest's release up. Empty if the guest is no Linux distribution; a release that is not listed is unknown. */
public final class SupportPeriodGatherer implements FactGatherer<SupportPeriod> {
    /** Nothing to be told: a gatherer has no state. */
    public SupportPeriodGatherer() {}

    @Override
    public Class<SupportPeriod> type() {
        return SupportPeriod.class;
    }

    @Override
    public Optional<SupportPeriod> gather(GuestTree tree, Facts others) throws ImageException {
        Optional<OperatingSystem> system = others.find(OperatingSystem.class);
        if (system.isEmpty()) {
            return Optional.empty();
        }
        Release release = Release.of(system.get());
        Optional<SupportPeriod> found = ReleaseTable.find(release);
        if (found.isEmpty()) {
            throw new UnsupportedFeatureException(
                    "packages: the release '" + release + "' is not in the list of releases and their support",
                    "/etc/os-release");
        }
        return found;
    }
}

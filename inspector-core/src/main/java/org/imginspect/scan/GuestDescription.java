package org.imginspect.scan;

import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.facts.Facts;
import org.imginspect.facts.os.OperatingSystem;

/** What the head of a report says of the guest. */
final class GuestDescription {
    private GuestDescription() {}

    /** Empty if the guest does not say what it is, or it could not be read: then checks that ask the same are undetermined. */
    static Optional<GuestInfo> of(Facts facts) {
        try {
            return facts.find(OperatingSystem.class).map(GuestDescription::of);
        } catch (ImageException e) {
            return Optional.empty();
        }
    }

    private static GuestInfo of(OperatingSystem os) {
        return new GuestInfo(
                os.id(),
                os.version(),
                os.architecture(),
                os.prettyName(),
                os.codename(),
                os.family().name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'));
    }
}

package org.imginspect.facts.advisories;

import java.util.Optional;

/**
 * One index of packages and the Release that it belongs to.
 *
 * @param release empty if there is none beside it
 * @param site the host it was fetched from; empty if that is not known
 * @param prefix what apt's names of its files begin with: {@code deb.debian.org_debian_dists_bookworm}; empty if it is not named so
 * @param suite the path below {@code dists}: {@code bookworm-security}; empty if it is not known
 * @param component {@code main}; empty if it has none
 */
record AptIndex(
        MetadataFile file,
        Optional<ReleaseFile> release,
        String site,
        String prefix,
        String suite,
        String component,
        Origin origin) {
    private static final int USUAL = 500;
    private static final int AUTOMATIC_UPGRADES = 100;
    private static final int NOT_AUTOMATIC = 1;

    /** What its versions get if no pin says otherwise (apt_preferences(5)). */
    int priority() {
        if (release.isEmpty() || !release.get().isYes("notautomatic")) {
            return USUAL;
        }
        return release.get().isYes("butautomaticupgrades") ? AUTOMATIC_UPGRADES : NOT_AUTOMATIC;
    }

    String field(String name) {
        return release.map(found -> found.field(name)).orElse("");
    }
}

package org.imginspect.facts.repositories;

import java.util.List;
import org.imginspect.guest.GuestPath;

/**
 * One repository, or one of apt's sources.
 *
 * @param id the name in brackets of yum's and zypper's; for apt and apk the address without user and password
 * @param isEnabled whether packages come from it if nobody says otherwise
 * @param isForSources whether it holds source packages only
 * @param locations its addresses; none if it has none
 * @param suites apt's: {@code bookworm-security}; one that ends in a slash is a path. Branches of apk's: {@code v3.20}. None elsewhere
 * @param components apt's: {@code main}; none elsewhere
 * @param architectures those that it is limited to, in the manager's words; none for all
 * @param isMetadataSigned whether the list of packages is not believed without a signature
 * @param isService whether it only tells where repositories are
 * @param excludes packages that are not taken from it, with {@code *} and {@code ?}
 * @param weaknesses of this repository alone
 * @param line where it begins, from 1
 */
public record Repository(
        String id,
        boolean isEnabled,
        boolean isForSources,
        List<Location> locations,
        List<String> suites,
        List<String> components,
        List<String> architectures,
        boolean isMetadataSigned,
        boolean isService,
        List<String> excludes,
        List<Weakness> weaknesses,
        GuestPath file,
        int line) {
    public Repository {
        locations = List.copyOf(locations);
        suites = List.copyOf(suites);
        components = List.copyOf(components);
        architectures = List.copyOf(architectures);
        excludes = List.copyOf(excludes);
        weaknesses = List.copyOf(weaknesses);
    }

    /** Whether it can give packages that are installed: enabled, and not for sources only. */
    public boolean isUsed() {
        return isEnabled && !isForSources;
    }
}

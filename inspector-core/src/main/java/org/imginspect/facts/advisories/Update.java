package org.imginspect.facts.advisories;

import java.util.List;
import java.util.Optional;
import org.imginspect.facts.packages.Packages;

/**
 * A newer version of something that is installed.
 *
 * @param kind what the update is for
 * @param name of the package, or of the source package where advisories name that
 * @param packages the installed packages that it replaces, at least one
 * @param installed the version that is installed, of the source where {@code name} is one
 * @param fixed the version to be had
 * @param advisories ids of advisories and flaws: {@code DSA-5764-1}, {@code CVE-2024-6119}
 * @param severity empty if nobody says
 * @param heldBy what keeps it from being installed, as messages say it: {@code dpkg's hold}; empty if nothing does
 * @param origin where it was found
 */
public record Update(
        Kind kind,
        String name,
        List<Packages.Entry> packages,
        String installed,
        String fixed,
        List<String> advisories,
        Optional<Severity> severity,
        Optional<String> heldBy,
        Origin origin) {
    public Update {
        packages = List.copyOf(packages);
        advisories = List.copyOf(advisories);
    }

    /** What an update is for. */
    public enum Kind {
        /** It mends a flaw. */
        SECURITY,
        /** It mends a flaw, for subscribers only: Ubuntu Pro. */
        SUBSCRIPTION,
        /** Nobody says what it is for. */
        UNKNOWN,
        /** It is for something else. */
        OTHER
    }
}

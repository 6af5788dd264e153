package org.imginspect.facts.os;

import java.util.List;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/** The name by which the distribution calls itself in the Common Platform Enumeration. */
public final class CpeName {
    private static final GuestPath[] FILES = {GuestPath.of("/etc/os-release"), GuestPath.of("/usr/lib/os-release")};

    private CpeName() {}

    /**
     * {@code CPE_NAME} of os-release(5), in either binding: {@code cpe:/o:fedoraproject:fedora:39}, {@code cpe:2.3:o:amazon:amazon_linux:2}.
     *
     * @return empty if os-release does not say, as Debian's and Ubuntu's do not
     * @throws ImageException if it cannot be read
     */
    public static Optional<String> of(GuestTree tree) throws ImageException {
        for (GuestPath file : FILES) {
            Optional<List<String>> lines = tree.lines(file);
            if (lines.isPresent()) {
                return Optional.ofNullable(OsRelease.parse(lines.get()).get("CPE_NAME"))
                        .filter(name -> !name.isEmpty());
            }
        }
        return Optional.empty();
    }
}

package org.imginspect.checks.cleanup;

import java.util.LinkedHashSet;
import java.util.Set;
import org.imginspect.facts.users.Users;
import org.imginspect.guest.GuestPath;

/** Where accounts leave things. */
final class Homes {
    static final GuestPath SKELETON = GuestPath.of("/etc/skel");

    private Homes() {}

    /** Every home once, and the directory from which each new home is copied. */
    static Set<GuestPath> of(Users users) {
        Set<GuestPath> homes = new LinkedHashSet<>(users.homes());
        homes.add(SKELETON);
        return homes;
    }

    /** Whether it is a person's, rather than a directory of the system that stands in an account's home field: {@code /bin}, {@code /var/spool/lpd}. */
    static boolean isPersonal(GuestPath home) {
        String first = home.isRoot() ? "" : home.names().get(0).text();
        return switch (first) {
            case "", "bin", "sbin", "usr", "lib", "dev", "proc", "sys", "run", "etc", "var" -> false;
            default -> true;
        };
    }
}

package org.imginspect.facts.network;

import org.imginspect.guest.GlobPattern;
import org.imginspect.guest.GuestName;

/** Shell patterns over names of interfaces, as fnmatch(3) without flags. */
final class Wildcard {
    private Wildcard() {}

    static boolean matches(String pattern, String name) {
        return InterfaceMatch.isPattern(pattern)
                ? GlobPattern.compile(pattern).matchesHidden(GuestName.of(name))
                : pattern.equals(name);
    }
}

package org.imginspect.facts.network;

import java.util.List;
import org.imginspect.facts.Fact;
import org.imginspect.guest.GuestPath;

/**
 * NetworkManager's own connection files (nm-settings-keyfile(5)). Always present; a guest without them has empty lists.
 *
 * @param interfaces what the valid ones say
 * @param ignored those that NetworkManager leaves out: no key file, or readable for others than root. The text says why
 */
public record NetworkManagerProfiles(List<InterfaceConfig> interfaces, List<Ignored> ignored) implements Fact {
    public NetworkManagerProfiles {
        interfaces = List.copyOf(interfaces);
        ignored = List.copyOf(ignored);
    }

    /**
     * A file that is left out.
     *
     * @param line from 1; 0 if it is the whole file
     */
    public record Ignored(String reason, GuestPath file, int line) {}
}

package org.imginspect.facts.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.facts.Fact;
import org.imginspect.guest.GuestPath;

/**
 * Every interface configuration in the guest's files, whether or not the program that reads it is installed or starts: ask
 * {@link NetworkServices} for that. Always present; empty lists mean that nothing is configured.
 *
 * @param interfaces by program, in the order in which it reads them
 * @param defects files that their program refuses
 * @param nameServers name servers of no interface in particular: SUSE's netconfig, resolved.conf, dhclient's supersede
 * @param gateways default routes of no interface in particular
 * @param netplanDefault whom netplan hands everything to that no file says otherwise of; empty if no file says so
 */
public record NetworkConfig(
        List<InterfaceConfig> interfaces,
        List<Defect> defects,
        List<Setting> nameServers,
        List<Setting> gateways,
        Optional<Renderer> netplanDefault)
        implements Fact {
    public NetworkConfig {
        interfaces = List.copyOf(interfaces);
        defects = List.copyOf(defects);
        nameServers = List.copyOf(nameServers);
        gateways = List.copyOf(gateways);
    }

    /**
     * A file that its program refuses.
     *
     * @param reason one clause
     * @param line from 1; 0 if it is the whole file
     */
    public record Defect(Renderer renderer, String reason, GuestPath file, int line) {}

    /** Those of one program. */
    public List<InterfaceConfig> of(Renderer renderer) {
        List<InterfaceConfig> found = new ArrayList<>();
        for (InterfaceConfig one : interfaces) {
            if (one.renderer() == renderer) {
                found.add(one);
            }
        }
        return found;
    }
}

package org.imginspect.facts.network;

import java.util.List;
import java.util.Optional;
import org.imginspect.facts.Fact;

/**
 * Whether the services that start at boot have the DHCP client they need: ifupdown and network-scripts run one, the others have their own.
 * Absent where {@link NetworkServices} is.
 */
public record DhcpClients(List<Missing> missing) implements Fact {
    public DhcpClients {
        missing = List.copyOf(missing);
    }

    /**
     * A service without a client.
     *
     * @param clients the programs it would take
     * @param neededBy the configuration that asks for DHCP; empty if cloud-init will write one
     */
    public record Missing(String service, List<String> clients, Optional<Setting> neededBy) {}
}

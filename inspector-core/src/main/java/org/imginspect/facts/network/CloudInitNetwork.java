package org.imginspect.facts.network;

import java.util.List;
import java.util.Optional;
import org.imginspect.facts.Fact;

/**
 * What cloud-init does to the network at the first boot. Absent if it is proved that cloud-init is not installed.
 *
 * @param renders whether it writes a configuration: its data source's, {@code configured}, or DHCP on the first card
 * @param reason why it does not; empty text if it does
 * @param decidedBy the line that keeps it from it; empty if there is none
 * @param configured what {@code network:} in its own configuration says, which goes before the data source's
 */
public record CloudInitNetwork(
        boolean renders, String reason, Optional<Setting> decidedBy, List<InterfaceConfig> configured) implements Fact {
    public CloudInitNetwork {
        configured = List.copyOf(configured);
    }
}

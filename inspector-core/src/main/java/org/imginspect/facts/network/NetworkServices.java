package org.imginspect.facts.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.imginspect.facts.Fact;
import org.imginspect.guest.GuestPath;

/**
 * The services that bring the network up, as far as they are installed. Absent if it is proved that the guest has no init system.
 *
 * @param services those that start at boot first
 * @param managesUnconfigured whether NetworkManager starts and gives cards without a profile DHCP by itself
 */
public record NetworkServices(List<Service> services, boolean managesUnconfigured) implements Fact {
    public NetworkServices {
        services = List.copyOf(services);
    }

    /**
     * One service.
     *
     * @param name its unit or script
     * @param reads whose files it works with
     * @param atBoot whether it starts at boot
     * @param why what decides that, one clause
     * @param because the file that decides; empty if no file does
     * @param line in that file
     * @param ownDhcp whether it gives every card DHCP without any configuration, as dhcpcd does
     */
    public record Service(
            String name,
            Set<Renderer> reads,
            boolean atBoot,
            String why,
            Optional<GuestPath> because,
            OptionalInt line,
            boolean ownDhcp) {
        public Service {
            reads = Set.copyOf(reads);
        }
    }

    /** Those that start at boot. */
    public List<Service> atBoot() {
        List<Service> started = new ArrayList<>();
        for (Service service : services) {
            if (service.atBoot) {
                started.add(service);
            }
        }
        return started;
    }

    /** Whether some service that starts at boot reads these files. */
    public boolean isRead(Renderer renderer) {
        for (Service service : services) {
            if (service.atBoot && service.reads.contains(renderer)) {
                return true;
            }
        }
        return false;
    }
}

package org.imginspect.facts.network;

import java.util.List;
import java.util.Optional;
import org.imginspect.facts.Fact;

/**
 * What the first network card will be called. Always present.
 *
 * @param predictable whether udev names cards by their slot ({@code ens3}, {@code enp1s0}); {@code eth0} otherwise
 * @param reason what decides it, one clause: {@code net.ifnames=0 is on the kernel's command line}
 * @param decidedBy the argument or file; empty if the absence of something decides
 */
public record InterfaceNaming(boolean predictable, String reason, Optional<Setting> decidedBy) implements Fact {
    /** Names that the common machine types of KVM give: i440fx, q35, and virtio on a bus of its own. */
    private static final List<String> PREDICTABLE = List.of("ens3", "ens4", "enp0s3", "enp1s0", "eno1");

    private static final List<String> KERNEL = List.of("eth0");

    /** Names that a rule for every card must match. */
    List<String> samples() {
        return predictable ? PREDICTABLE.subList(0, 4) : KERNEL;
    }

    /** Whether a card could be called so, in some slot. */
    public boolean mayGive(String name) {
        if (!predictable) {
            return name.equals("eth0");
        }
        // systemd.net-naming-scheme(7): onboard index, hotplug slot, path, MAC address.
        return name.startsWith("eno") || name.startsWith("ens") || name.startsWith("enp") || name.startsWith("enP");
    }
}

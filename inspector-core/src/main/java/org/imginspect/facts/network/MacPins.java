package org.imginspect.facts.network;

import java.util.List;
import org.imginspect.facts.Fact;

/**
 * Every MAC address that the guest's network configuration is bound to or gives: in interface configurations, {@code .link} and
 * {@code .netdev} files, udev's rules, cloud-init's own network configuration. Always present.
 */
public record MacPins(List<Pin> pins) implements Fact {
    public MacPins {
        pins = List.copyOf(pins);
    }

    /**
     * One of them.
     *
     * @param mac the address and where it stands
     * @param where whose configuration it is: {@code netplan}
     * @param rendered whether cloud-init wrote the file, and would write it anew for another machine
     */
    public record Pin(Setting mac, String where, boolean rendered) {}
}

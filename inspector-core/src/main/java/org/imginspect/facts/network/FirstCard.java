package org.imginspect.facts.network;

import java.util.List;
import org.imginspect.facts.Fact;
import org.imginspect.guest.GuestPath;

/**
 * How the first network card of a virtual machine gets an IPv4 address at the first boot, by the services that start then. Absent where
 * {@link NetworkServices} is.
 *
 * @param certain ways by which it asks by DHCP in whatever slot it is
 * @param possible ways by which it asks only in one slot, or on a condition
 * @param inVain DHCP for cards that this one cannot be
 * @param hindrances static addresses for the card, and files that their program refuses
 */
public record FirstCard(List<Way> certain, List<Way> possible, List<Way> inVain, List<Way> hindrances) implements Fact {
    public FirstCard {
        certain = List.copyOf(certain);
        possible = List.copyOf(possible);
        inVain = List.copyOf(inVain);
        hindrances = List.copyOf(hindrances);
    }

    /**
     * One of them.
     *
     * @param message one sentence without a full stop
     * @param line from 1
     */
    public record Way(String message, GuestPath file, int line) {}
}

package org.imginspect.facts.network;

import java.util.List;
import java.util.Optional;
import org.imginspect.facts.Fact;
import org.imginspect.guest.GuestPath;

/**
 * The {@code .link} files that udev reads, in the order in which it tries them: the first that matches a card is the only one. Always
 * present; masked files are left out.
 */
public record LinkFiles(List<Link> links) implements Fact {
    public LinkFiles {
        links = List.copyOf(links);
    }

    /**
     * One file with its drop-ins.
     *
     * @param match which cards it is for, by the kernel's own names
     * @param namePolicy how they are named; empty if nothing is said, so that the kernel's name stays
     * @param name the name that is given where no policy gives one
     * @param alternativeNamesPolicy what further names they get
     * @param macAddress the MAC address that they get
     */
    public record Link(
            GuestPath file,
            InterfaceMatch match,
            Optional<Setting> namePolicy,
            Optional<Setting> name,
            Optional<Setting> alternativeNamesPolicy,
            Optional<Setting> macAddress) {}
}

package org.imginspect.facts.network;

import java.util.List;
import org.imginspect.facts.Fact;

/**
 * What the disk still tells of the machine on which the image was built. Always present; empty lists on a clean image.
 *
 * @param addresses its IPv4 addresses, each once, with the line that tells it
 * @param hostNames its host names, each once, names that every machine has left out ({@code localhost}, the distribution's own)
 */
public record BuildTraces(List<Setting> addresses, List<Setting> hostNames) implements Fact {
    public BuildTraces {
        addresses = List.copyOf(addresses);
        hostNames = List.copyOf(hostNames);
    }
}

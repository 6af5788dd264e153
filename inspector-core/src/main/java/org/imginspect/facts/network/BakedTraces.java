package org.imginspect.facts.network;

import java.util.List;
import org.imginspect.facts.Fact;
import org.imginspect.guest.GuestPath;

/**
 * Where the configuration of applications names the build machine: its address or its host name. Absent if nothing on the disk tells either.
 *
 * @param hits in the order of the files
 */
public record BakedTraces(List<Hit> hits) implements Fact {
    public BakedTraces {
        hits = List.copyOf(hits);
    }

    /**
     * One place.
     *
     * @param trace what was found, and what tells that it is the build machine's
     * @param address whether it is an address; a host name otherwise
     */
    public record Hit(Setting trace, boolean address, GuestPath file, int line) {}
}

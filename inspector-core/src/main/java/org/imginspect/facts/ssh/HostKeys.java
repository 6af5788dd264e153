package org.imginspect.facts.ssh;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.imginspect.facts.Fact;
import org.imginspect.guest.GuestPath;

/**
 * The host keys of OpenSSH's servers: which they look for, which are there, and what makes new ones at the next boot. The fact is absent if
 * there is no OpenSSH server.
 *
 * @param wanted the private keys that the servers look for: one of them is enough
 * @param kept those of them that are there and that nothing removes before sshd starts
 * @param makers what makes keys; none if nothing does
 */
public record HostKeys(List<GuestPath> wanted, List<GuestPath> kept, List<Maker> makers) implements Fact {
    /**
     * Something that makes host keys where there are none.
     *
     * @param name a unit, a script, or {@code cloud-init}
     * @param file where that is written
     * @param line from 1; empty if the file counts as a whole
     * @param keys the keys it makes
     */
    public record Maker(String name, GuestPath file, OptionalInt line, Set<GuestPath> keys) {
        public Maker {
            keys = Set.copyOf(keys);
        }
    }

    public HostKeys {
        wanted = List.copyOf(wanted);
        kept = List.copyOf(kept);
        makers = List.copyOf(makers);
    }

    /** The makers that make a key that a server looks for. */
    public List<Maker> useful() {
        List<Maker> useful = new ArrayList<>();
        for (Maker maker : makers) {
            for (GuestPath key : wanted) {
                if (maker.keys().contains(key)) {
                    useful.add(maker);
                    break;
                }
            }
        }
        return useful;
    }
}

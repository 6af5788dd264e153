package org.imginspect.facts.logs;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.imginspect.facts.Fact;
import org.imginspect.guest.GuestPath;

/**
 * The files of systemd's persistent journal, empty ones left out, all directories together. Always present; without any it counts none.
 *
 * @param directory where they lie, without links; {@code /var/log/journal} if there is no such directory
 * @param files how many there are, whether or not they are journals
 * @param bytes how long they are together
 * @param entries how many entries the headers of the journals among them count, at most {@link Long#MAX_VALUE}
 * @param foreign how many are no journals by their header, or contradict it
 * @param from when the earliest entry was written; empty if no header tells
 * @param to when the latest entry was written; empty if no header tells
 * @param first the first of them, in the order of the directories; a few
 */
public record Journals(
        GuestPath directory,
        long files,
        long bytes,
        long entries,
        long foreign,
        Optional<Instant> from,
        Optional<Instant> to,
        List<GuestPath> first)
        implements Fact {
    public Journals {
        first = List.copyOf(first);
    }
}

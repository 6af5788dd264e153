package org.imginspect.scan;

import java.util.List;
import java.util.Optional;

/**
 * The line of a finding and those around it. What may be a secret is left out.
 *
 * @param firstLine the number of the first line, from 1
 * @param lines text of the guest, each line at most 240 characters; empty if they are not to be seen
 * @param withheld why they are not; empty if they are
 */
public record Excerpt(int firstLine, List<String> lines, Optional<String> withheld) {
    public Excerpt {
        lines = List.copyOf(lines);
    }
}

package org.imginspect.scan;

import java.util.List;

/**
 * Something that should have been read and was not.
 *
 * @param what a storage path with its state, or the problem in a problem's words
 * @param why the reason; may be empty if {@code what} says it all
 * @param checks ids of the checks that are undetermined for this reason
 */
public record Unseen(String what, String why, List<String> checks) {
    public Unseen {
        checks = List.copyOf(checks);
    }
}

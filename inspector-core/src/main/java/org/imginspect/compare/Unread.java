package org.imginspect.compare;

import java.util.List;

/**
 * Something that could not be read, so that nothing is known of its differences.
 *
 * @param side in which image
 * @param why the problem in its own words
 * @param sections ids of the sections that were not compared, or not wholly, for this reason
 */
public record Unread(Side side, String why, List<String> sections) {
    public Unread {
        sections = List.copyOf(sections);
    }
}

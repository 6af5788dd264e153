package org.imginspect.compare;

import java.util.List;

/**
 * What one section came to.
 *
 * @param id {@code packages}
 * @param title for people: {@code Packages}
 * @param compared whether both images could be read for it; if not, no changes are known
 * @param changes the differences; none if there are none, or if it was not compared
 * @param remarks what was not looked at though it could have been, one sentence each
 */
public record SectionResult(String id, String title, boolean compared, List<Change> changes, List<String> remarks) {
    public SectionResult {
        changes = List.copyOf(changes);
        remarks = List.copyOf(remarks);
    }
}

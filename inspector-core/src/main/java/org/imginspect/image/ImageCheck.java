package org.imginspect.image;

import java.util.List;
import java.util.OptionalLong;

/**
 * What is wrong with a container's metadata.
 *
 * @param defects what may lose or overwrite data: one clause for each kind, with how many there are and where the first is
 * @param defectCount how many there are of all kinds, counted as {@code qemu-img check} counts corruptions
 * @param leaked units of allocation that are counted as used and that nothing uses: they only take room; empty if that cannot be told
 * @param unitBytes the size of such a unit
 */
public record ImageCheck(List<String> defects, long defectCount, OptionalLong leaked, long unitBytes) {
    public ImageCheck {
        defects = List.copyOf(defects);
    }
}

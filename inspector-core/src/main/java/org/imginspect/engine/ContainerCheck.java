package org.imginspect.engine;

import java.util.List;
import java.util.OptionalLong;

/**
 * What is wrong with the way a container keeps its disk.
 *
 * @param defects what may lose or overwrite data, one clause for each kind: how many there are and where the first is
 * @param leakedBytes bytes of the file that are counted as used and that nothing uses: harmless, they only take room; empty if that
 *     cannot be told
 */
public record ContainerCheck(List<String> defects, OptionalLong leakedBytes) {
    public ContainerCheck {
        defects = List.copyOf(defects);
    }
}

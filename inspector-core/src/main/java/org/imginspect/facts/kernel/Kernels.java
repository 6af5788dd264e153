package org.imginspect.facts.kernel;

import java.util.List;
import org.imginspect.facts.Fact;

/**
 * The guest's Linux kernels. The fact is absent if it is proved that there is none: neither in {@code /boot}, nor modules of one.
 *
 * @param all by release, oldest first; at least one
 * @param defaults those that start when nobody touches a key: of every boot menu its default entry's; without any boot menu the newest.
 *     Empty if the default entries start no Linux kernel
 */
public record Kernels(List<Kernel> all, List<Kernel> defaults) implements Fact {
    public Kernels {
        all = List.copyOf(all);
        defaults = List.copyOf(defaults);
    }

    /** Whether it is one of the {@link #defaults}. */
    public boolean isDefault(Kernel kernel) {
        return defaults.contains(kernel);
    }
}

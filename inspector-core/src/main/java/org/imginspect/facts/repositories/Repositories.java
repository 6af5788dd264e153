package org.imginspect.facts.repositories;

import java.util.ArrayList;
import java.util.List;
import org.imginspect.facts.Fact;
import org.imginspect.facts.packages.Packages;

/**
 * Where packages come from. The fact is absent if there is no package manager.
 *
 * @param manager whose repositories these are
 * @param all in the order of the files, those that are switched off too
 * @param weaknesses of settings that hold for all repositories
 */
public record Repositories(Packages.Manager manager, List<Repository> all, List<Weakness> weaknesses) implements Fact {
    public Repositories {
        all = List.copyOf(all);
        weaknesses = List.copyOf(weaknesses);
    }

    /** Those that packages are taken from. */
    public List<Repository> used() {
        List<Repository> used = new ArrayList<>();
        for (Repository each : all) {
            if (each.isUsed()) {
                used.add(each);
            }
        }
        return used;
    }
}

package org.imginspect.facts.packages;

import java.util.List;
import org.imginspect.error.ImageException;
import org.imginspect.facts.packages.relations.OwnedPaths;
import org.imginspect.facts.packages.relations.Unmet;

/** One manager's database, to be asked for more than the list of packages. */
interface PackageSource {
    /** The paths that packages own. */
    PackageFiles files(Packages packages) throws ImageException;

    /** Shows those of the files asked for that packages list, each with every package that lists it. */
    void find(Packages packages, WantedPaths wanted, ListedVisitor visitor) throws ImageException;

    /**
     * Shows everything that packages bring, but for configuration and ghosts: what they list as directories and links too where the
     * database does not tell them from files, without a digest then.
     */
    void findAll(Packages packages, ListedVisitor visitor) throws ImageException;

    /** The licence of each package, in the order of {@link Packages#all}, in the database's words; empty text where it has none. */
    List<String> licenses(Packages packages) throws ImageException;

    /**
     * For each of {@link Packages#all} the indexes of those that it needs, itself left out, each once; nothing at all if the database does not tell
     * what packages need.
     */
    List<List<Integer>> dependencies(Packages packages) throws ImageException;

    /** What packages need of each other and do not have. */
    List<Unmet> unmet(OwnedPaths files) throws ImageException;

    /** Shown what packages say of a file. */
    @FunctionalInterface
    interface ListedVisitor {
        void visit(ListedFile file) throws ImageException;
    }
}

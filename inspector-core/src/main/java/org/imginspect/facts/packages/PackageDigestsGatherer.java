package org.imginspect.facts.packages;

import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.facts.FactGatherer;
import org.imginspect.facts.Facts;
import org.imginspect.guest.GuestTree;

/** Gives {@link Packages} a voice about the content of files. Empty if there is no package manager. */
public final class PackageDigestsGatherer implements FactGatherer<PackageDigests> {
    /** Nothing to be told: a gatherer has no state. */
    public PackageDigestsGatherer() {}

    @Override
    public Class<PackageDigests> type() {
        return PackageDigests.class;
    }

    @Override
    public Optional<PackageDigests> gather(GuestTree tree, Facts others) throws ImageException {
        return others.find(Packages.class).map(packages -> new PackageDigests(tree, packages));
    }
}

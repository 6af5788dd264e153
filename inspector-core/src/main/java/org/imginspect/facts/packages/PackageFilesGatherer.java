package org.imginspect.facts.packages;

import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.facts.FactGatherer;
import org.imginspect.facts.Facts;
import org.imginspect.guest.GuestTree;

/** Takes the lists of files from the database that {@link Packages} came from. Empty if there is no package manager. */
public final class PackageFilesGatherer implements FactGatherer<PackageFiles> {
    /** Nothing to be told: a gatherer has no state. */
    public PackageFilesGatherer() {}

    @Override
    public Class<PackageFiles> type() {
        return PackageFiles.class;
    }

    @Override
    public Optional<PackageFiles> gather(GuestTree tree, Facts others) throws ImageException {
        Optional<Packages> packages = others.find(Packages.class);
        return packages.isPresent() ? Optional.of(packages.get().source().files(packages.get())) : Optional.empty();
    }
}

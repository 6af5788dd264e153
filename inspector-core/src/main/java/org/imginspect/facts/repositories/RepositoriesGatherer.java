package org.imginspect.facts.repositories;

import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.facts.FactGatherer;
import org.imginspect.facts.Facts;
import org.imginspect.facts.os.OperatingSystem;
import org.imginspect.facts.packages.Packages;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/** Reads the repositories of the package manager that the guest has. */
public final class RepositoriesGatherer implements FactGatherer<Repositories> {
    private static final GuestPath PACMAN = GuestPath.of("/etc/pacman.conf");

    /** Nothing to be told: a gatherer has no state. */
    public RepositoriesGatherer() {}

    @Override
    public Class<Repositories> type() {
        return Repositories.class;
    }

    @Override
    public Optional<Repositories> gather(GuestTree tree, Facts others) throws ImageException {
        Optional<Packages> packages = others.find(Packages.class);
        if (packages.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                switch (packages.get().manager()) {
                    case DPKG -> AptSources.read(tree);
                    case RPM -> RpmRepositories.read(tree, others.find(OperatingSystem.class), packages.get());
                    case APK -> ApkRepositories.read(tree);
                    case PACMAN ->
                        throw new UnsupportedFeatureException(
                                "pacman: its repositories are not read yet", PACMAN.toString());
                });
    }
}

package org.imginspect.facts.boot;

import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.facts.FactGatherer;
import org.imginspect.facts.Facts;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/** Finds the boot loaders' configurations and works out their menus. */
public final class BootConfigGatherer implements FactGatherer<BootConfig> {
    /** Stateless. */
    public BootConfigGatherer() {}

    @Override
    public Class<BootConfig> type() {
        return BootConfig.class;
    }

    @Override
    public Optional<BootConfig> gather(GuestTree tree, Facts others) throws ImageException {
        for (GuestPath directory : new GuestPath[] {GuestPath.of("/boot"), GuestPath.of("/loader")}) {
            if (!tree.list(directory).isEmpty()) {
                throw new UnsupportedFeatureException("boot: menus are not read yet", directory.toString());
            }
        }
        return Optional.empty();
    }
}

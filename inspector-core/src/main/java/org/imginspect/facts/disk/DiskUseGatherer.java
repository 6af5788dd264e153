package org.imginspect.facts.disk;

import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.facts.FactGatherer;
import org.imginspect.facts.Facts;
import org.imginspect.guest.GuestTree;

/** Reads the maps of all file systems once for all checks. */
public final class DiskUseGatherer implements FactGatherer<DiskUse> {
    /** Stateless. */
    public DiskUseGatherer() {}

    @Override
    public Class<DiskUse> type() {
        return DiskUse.class;
    }

    @Override
    public Optional<DiskUse> gather(GuestTree tree, Facts others) throws ImageException {
        return Optional.of(new DiskUse(others.space().use()));
    }
}

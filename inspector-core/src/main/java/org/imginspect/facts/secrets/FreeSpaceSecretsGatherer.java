package org.imginspect.facts.secrets;

import java.util.List;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.facts.FactGatherer;
import org.imginspect.facts.Facts;
import org.imginspect.guest.GuestTree;

/** Searches everything that no file shows. */
public final class FreeSpaceSecretsGatherer implements FactGatherer<FreeSpaceSecrets> {
    /** Stateless. */
    public FreeSpaceSecretsGatherer() {}

    @Override
    public Class<FreeSpaceSecrets> type() {
        return FreeSpaceSecrets.class;
    }

    @Override
    public boolean isDeep() {
        return true;
    }

    @Override
    public Optional<FreeSpaceSecrets> gather(GuestTree tree, Facts others) throws ImageException {
        StretchScanner scanner = new StretchScanner();
        List<ImageException> unvisited = others.space().visitUnowned(scanner::scan);
        Optional<ImageException> incomplete = scanner.incomplete();
        return Optional.of(new FreeSpaceSecrets(
                scanner.hits(),
                incomplete.isPresent() || unvisited.isEmpty() ? incomplete : Optional.of(unvisited.get(0))));
    }
}

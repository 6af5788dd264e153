package org.imginspect.facts.secrets;

import java.util.List;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.facts.Fact;

/**
 * What the search of all {@link org.imginspect.facts.files.UnownedFiles} found.
 *
 * @param hits in the order of the walk
 * @param incomplete why some file was not searched whole, the first of them; empty if all were
 */
public record Secrets(List<SecretHit> hits, Optional<ImageException> incomplete) implements Fact {
    public Secrets {
        hits = List.copyOf(hits);
    }

    /** Throws if what was not searched may hold more: for whoever would say that there is nothing. */
    public void requireComplete() throws ImageException {
        if (incomplete.isPresent()) {
            throw incomplete.get();
        }
    }
}

package org.imginspect.facts.ssh;

import java.util.List;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.facts.Fact;
import org.imginspect.facts.secrets.SecretHit;

/**
 * The private keys below the {@code .ssh} directories of all homes, whatever their files are called.
 *
 * @param incomplete why some file was not searched whole; empty if all were
 */
public record UserPrivateKeys(List<SecretHit> keys, Optional<ImageException> incomplete) implements Fact {
    public UserPrivateKeys {
        keys = List.copyOf(keys);
    }
}

package org.imginspect.facts.secrets;

import java.util.List;
import java.util.Optional;
import org.imginspect.facts.Fact;

/**
 * Private keys of TLS servers that were made on the machine for itself: every clone has the same. Keys whose certificate somebody else
 * signed are none of these.
 *
 * @param keys in the order of the walk
 */
public record TlsKeys(List<Key> keys) implements Fact {
    public TlsKeys {
        keys = List.copyOf(keys);
    }

    /**
     * One key.
     *
     * @param hit where it is
     * @param maker which package's script makes keys in that place; empty if none is known to
     * @param subject of the self-signed certificate that belongs to it; empty if none was found, which is so only where {@code maker}
     *     says enough
     */
    public record Key(SecretHit hit, Optional<String> maker, Optional<String> subject) {}

    /** Whether this hit is one of them. */
    public boolean has(SecretHit hit) {
        for (Key key : keys) {
            if (key.hit().equals(hit)) {
                return true;
            }
        }
        return false;
    }
}

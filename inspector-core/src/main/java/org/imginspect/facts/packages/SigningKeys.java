package org.imginspect.facts.packages;

import java.util.Set;
import org.imginspect.facts.Fact;

/**
 * The keys that the guest trusts to sign packages of rpm: those that were imported, and those in the files that repositories name. The fact is absent
 * without rpm.
 *
 * @param ids 16 hexadecimal digits in lower case, or the last 8 of them for a key that was imported
 */
public record SigningKeys(Set<String> ids) implements Fact {
    private static final int SHORT = 8;

    public SigningKeys {
        ids = Set.copyOf(ids);
    }

    /** Whether a key with this id of 16 digits is one of them. */
    public boolean contains(String id) {
        return ids.contains(id) || (id.length() > SHORT && ids.contains(id.substring(id.length() - SHORT)));
    }
}

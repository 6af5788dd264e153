package org.imginspect.facts.advisories;

import java.time.Instant;
import java.util.Optional;

/**
 * Something that updates were read from.
 *
 * @param name as people call it: {@code Debian-Security bookworm-security main}
 * @param where the file
 * @param date when it was made; empty if it does not say
 * @param validUntil when it expires; empty if it does not
 * @param isSecurity whether what it holds is there for security
 * @param saysSecurity whether it tells which updates are for security
 * @param isDigestChecked whether its content was held against the digest in a Release or repomd
 */
public record Origin(
        String name,
        String where,
        Optional<Instant> date,
        Optional<Instant> validUntil,
        boolean isSecurity,
        boolean saysSecurity,
        boolean isDigestChecked) {}

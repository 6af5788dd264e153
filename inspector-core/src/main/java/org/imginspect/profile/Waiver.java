package org.imginspect.profile;

import java.time.LocalDate;
import java.util.Objects;
import java.util.Optional;

/**
 * Somebody's decision to live with a finding. It makes the finding waived, never a pass.
 *
 * @param id of a check or of a requirement
 * @param path glob of the files whose findings are meant, written as reports print paths: {@code *} and {@code ?} stay within a name, {@code **}
 *     does not; empty for all findings
 * @param reason why; never blank
 * @param expires the last day it holds; empty if it holds for ever
 * @param origin file and line it stands at, for messages
 */
public record Waiver(String id, Optional<String> path, String reason, Optional<LocalDate> expires, String origin) {
    public Waiver {
        Objects.requireNonNull(id);
        Objects.requireNonNull(path);
        Objects.requireNonNull(expires);
        Objects.requireNonNull(origin);
        if (reason.isBlank()) {
            throw new IllegalArgumentException("a waiver needs a reason");
        }
    }

    /** Whether it no longer holds. */
    public boolean isExpired(LocalDate today) {
        return expires.isPresent() && today.isAfter(expires.get());
    }
}

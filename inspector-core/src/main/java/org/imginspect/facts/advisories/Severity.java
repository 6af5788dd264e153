package org.imginspect.facts.advisories;

import java.util.Locale;
import java.util.Optional;

/** How grave a flaw is, in one scale for the words of all distributions. */
public enum Severity {
    /** Debian's "unimportant", Ubuntu's "negligible": there is nothing to be done. */
    NEGLIGIBLE,
    LOW,
    MODERATE,
    /** "Important" of Red Hat and SUSE, "high" of others. */
    HIGH,
    CRITICAL;

    /** As messages print it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What a distribution's word stands for; empty for one that says nothing, as "not yet assigned". */
    static Optional<Severity> of(String word) {
        return switch (word.strip().toLowerCase(Locale.ROOT)) {
            case "critical" -> Optional.of(CRITICAL);
            case "important", "high" -> Optional.of(HIGH);
            case "moderate", "medium" -> Optional.of(MODERATE);
            case "low", "low*" -> Optional.of(LOW);
            case "unimportant", "negligible" -> Optional.of(NEGLIGIBLE);
            default -> Optional.empty();
        };
    }

    /** Of a CVSS base score, by the table of its specification. */
    static Severity of(double score) {
        if (score >= 9.0) {
            return CRITICAL;
        }
        if (score >= 7.0) {
            return HIGH;
        }
        if (score >= 4.0) {
            return MODERATE;
        }
        return score > 0 ? LOW : NEGLIGIBLE;
    }

    static Optional<Severity> graver(Optional<Severity> a, Optional<Severity> b) {
        return a.isEmpty() || (b.isPresent() && b.get().compareTo(a.get()) > 0) ? b : a;
    }
}

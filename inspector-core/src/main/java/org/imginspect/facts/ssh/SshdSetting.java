package org.imginspect.facts.ssh;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The value that a keyword has for some connection.
 *
 * @param keyword the name that counts, in lower case: {@code kbdinteractiveauthentication} of {@code ChallengeResponseAuthentication} too
 * @param values the words of it, as they are written; none if sshd has no value built in, or it is of no matter
 * @param source what sets it; empty: it is built in
 */
public record SshdSetting(String keyword, List<String> values, Optional<SshdStatement> source) {
    public SshdSetting {
        values = List.copyOf(values);
    }

    /** Its first word in lower case; empty text if it has none. */
    public String word() {
        return values.isEmpty() ? "" : values.get(0).toLowerCase(Locale.ROOT);
    }

    /** All of it, joined by blanks. */
    public String text() {
        return String.join(" ", values);
    }

    /** Whether it is {@code yes}. */
    public boolean isOn() {
        return word().equals("yes");
    }

    /** Whether it is {@code none}, or nothing. */
    public boolean isNone() {
        return word().isEmpty() || (values.size() == 1 && word().equals("none"));
    }

    /** The Match block that sets it; empty if it holds outside of all. */
    public Optional<SshdMatch> block() {
        return source.flatMap(SshdStatement::block);
    }
}

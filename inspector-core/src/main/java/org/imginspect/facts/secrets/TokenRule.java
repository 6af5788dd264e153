package org.imginspect.facts.secrets;

import java.util.Optional;

/** A token that says what it is: a fixed beginning, then so many characters of an alphabet. */
record TokenRule(
        String kind,
        String keyword,
        Alphabet alphabet,
        int least,
        int most,
        SecretHit.Category category,
        SecretHit.Certainty certainty)
        implements SecretRule {
    private static final double BITS = 2.8;

    static TokenRule credential(String kind, String keyword, Alphabet alphabet, int least, int most) {
        return new TokenRule(
                kind, keyword, alphabet, least, most, SecretHit.Category.CREDENTIAL, SecretHit.Certainty.SECRET);
    }

    static TokenRule weak(String kind, String keyword, Alphabet alphabet, int least, int most) {
        return new TokenRule(
                kind, keyword, alphabet, least, most, SecretHit.Category.CREDENTIAL, SecretHit.Certainty.WEAK);
    }

    @Override
    public Optional<Match> match(Window window) {
        // A word that begins earlier is another word.
        if (Window.isWord(window.at(window.start() - 1))) {
            return Optional.empty();
        }
        int end = window.end();
        while (end - window.end() <= most && end < window.to() && alphabet.has(window.at(end))) {
            end++;
        }
        int length = end - window.end();
        if (length < least || length > most || Window.isWord(window.at(end))) {
            return Optional.empty();
        }
        String value = window.text(window.end(), end);
        if (!Placeholder.isRandom(value, BITS) || isWords(value)) {
            return Optional.empty();
        }
        String whole = window.text(window.start(), end);
        return Optional.of(new Match(category, certainty, kind, Placeholder.mask(whole), window.start(), end));
    }

    /** What is drawn from letters and digits at this length has digits or capitals: {@code sk-some-name-of-a-thing} has not. */
    private static boolean isWords(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z')) {
                return false;
            }
        }
        return true;
    }
}

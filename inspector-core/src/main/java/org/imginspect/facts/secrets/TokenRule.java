package org.imginspect.facts.secrets;

import java.util.Optional;
import java.util.function.IntPredicate;

/** A token that says what it is: a fixed beginning, then so many characters of an alphabet. */
record TokenRule(
        String kind,
        String keyword,
        IntPredicate alphabet,
        int least,
        int most,
        SecretHit.Category category,
        SecretHit.Certainty certainty)
        implements SecretRule {
    private static final double BITS = 2.8;

    static final IntPredicate ALPHANUMERIC = c -> Window.isWord(c) && c != '_';
    static final IntPredicate HEX = c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    static final IntPredicate BASE64URL = c -> Window.isWord(c) || c == '-';
    static final IntPredicate DOTTED = c -> Window.isWord(c) || c == '-' || c == '.';
    static final IntPredicate BASE32 = c -> (c >= 'A' && c <= 'Z') || (c >= '2' && c <= '7');
    static final IntPredicate UPPER = c -> (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    static final IntPredicate PATH = c -> Window.isWord(c) || c == '/';

    static TokenRule credential(String kind, String keyword, IntPredicate alphabet, int least, int most) {
        return new TokenRule(
                kind, keyword, alphabet, least, most, SecretHit.Category.CREDENTIAL, SecretHit.Certainty.SECRET);
    }

    static TokenRule weak(String kind, String keyword, IntPredicate alphabet, int least, int most) {
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
        while (end - window.end() <= most && end < window.to() && alphabet.test(window.at(end))) {
            end++;
        }
        int length = end - window.end();
        if (length < least || length > most || Window.isWord(window.at(end))) {
            return Optional.empty();
        }
        String value = window.text(window.end(), end);
        if (!Placeholder.isRandom(value, BITS)) {
            return Optional.empty();
        }
        String whole = window.text(window.start(), end);
        return Optional.of(new Match(category, certainty, kind, Placeholder.mask(whole), window.start(), end));
    }
}

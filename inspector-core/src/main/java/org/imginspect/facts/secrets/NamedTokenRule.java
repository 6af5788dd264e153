package org.imginspect.facts.secrets;

import java.util.Locale;
import java.util.Optional;

/**
 * A token without a form of its own, told by the name it is assigned to: {@code CLOUDFLARE_API_TOKEN=}, {@code "hcloud-token": },
 * {@code dns_linode_key = }. The name holds the service's and a word for a secret; the value has the service's alphabet and length.
 */
record NamedTokenRule(String kind, String keyword, Alphabet alphabet, int least, int most) implements SecretRule {
    private static final int LONGEST_NAME = 40;
    private static final int LONGEST_GAP = 12;
    private static final double BITS = 2.8;
    private static final String[] WORDS = {"key", "token", "secret", "pass", "auth", "credential"};

    @Override
    public boolean isExact() {
        return false;
    }

    @Override
    public Optional<Match> match(Window window) {
        int nameEnd = window.end();
        while (nameEnd - window.end() < LONGEST_NAME && isName(window.at(nameEnd))) {
            nameEnd++;
        }
        int begin = valueBegin(window, nameEnd);
        if (begin < 0) {
            return Optional.empty();
        }
        int end = begin;
        while (end - begin <= most && end < window.to() && alphabet.has(window.at(end))) {
            end++;
        }
        int length = end - begin;
        if (length < least || length > most || Window.isWord(window.at(end)) || !isSecretName(window, nameEnd)) {
            return Optional.empty();
        }
        String value = window.text(begin, end);
        if (!Placeholder.isRandom(value, BITS) || !hasDigit(value)) {
            return Optional.empty();
        }
        return Optional.of(new Match(
                SecretHit.Category.CREDENTIAL,
                SecretHit.Certainty.SECRET,
                kind,
                Placeholder.mask(value),
                window.start(),
                end));
    }

    private static boolean isName(int c) {
        return Window.isWord(c) || c == '-' || c == '.';
    }

    /** Behind quotes, spaces and one of {@code = : => := ,}; negative if no value is assigned here. */
    private static int valueBegin(Window window, int nameEnd) {
        int at = nameEnd;
        boolean assigned = false;
        while (at - nameEnd < LONGEST_GAP) {
            int c = window.at(at);
            if (c == '=' || c == ':' || c == ',' || c == '>') {
                assigned = true;
            } else if (c != ' ' && c != '\t' && c != '"' && c != '\'' && c != '`' && c != ']' && c != '(') {
                break;
            }
            at++;
        }
        return assigned ? at : -1;
    }

    private boolean isSecretName(Window window, int nameEnd) {
        int nameStart = window.start();
        while (window.start() - nameStart < LONGEST_NAME && isName(window.at(nameStart - 1))) {
            nameStart--;
        }
        String name = window.text(nameStart, nameEnd).toLowerCase(Locale.ROOT);
        if (name.contains("public") || name.endsWith("_id") || name.endsWith("hash")) {
            return false;
        }
        for (String word : WORDS) {
            if (name.contains(word)) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasDigit(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) >= '0' && value.charAt(i) <= '9') {
                return true;
            }
        }
        return false;
    }
}

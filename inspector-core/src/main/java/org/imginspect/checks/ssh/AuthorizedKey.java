package org.imginspect.checks.ssh;

import java.util.Optional;

/** One line of authorized_keys: sshd(8), AUTHORIZED_KEYS FILE FORMAT. */
final class AuthorizedKey {
    private static final String[] TYPES = {"ssh-", "ecdsa-sha2-", "sk-ssh-", "sk-ecdsa-", "rsa-sha2-"};

    private AuthorizedKey() {}

    /**
     * The key's type: the word before the base64 text, which begins with AAAA because a key begins with the length of its type.
     *
     * @return {@code protocol 1} for the numbers of SSH's first protocol; empty if the line is no key
     */
    static Optional<String> type(String line) {
        int blob = line.indexOf(" AAAA");
        if (blob < 0) {
            blob = line.indexOf("\tAAAA");
        }
        if (blob > 0) {
            int from = blob;
            while (from > 0 && isTypeCharacter(line.charAt(from - 1))) {
                from--;
            }
            String word = line.substring(from, blob);
            for (String type : TYPES) {
                if (word.startsWith(type)) {
                    return Optional.of(word);
                }
            }
        }
        return isProtocol1(line) ? Optional.of("protocol 1") : Optional.empty();
    }

    /** Whether its forced command is the notice that cloud-init writes for root. */
    static boolean isLoginNotice(String line) {
        return line.contains("command=\"echo 'Please login as the user");
    }

    private static boolean isTypeCharacter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '@' || c == '.';
    }

    /** {@code bits exponent modulus}, all numbers. */
    private static boolean isProtocol1(String line) {
        int numbers = 0;
        int at = 0;
        while (at < line.length() && numbers < 3) {
            int from = at;
            while (at < line.length() && Character.isDigit(line.charAt(at))) {
                at++;
            }
            if (at == from || (at < line.length() && line.charAt(at) != ' ')) {
                return false;
            }
            numbers++;
            at++;
        }
        return numbers == 3;
    }
}

package org.imginspect.facts.secrets;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Leaves out of lines that are to be shown whatever may be a secret. Unlike the search for secrets it does not ask how likely that is: it hides what
 * is given to any name that sounds like a secret's, what stands before the host in an address, hashes, and long text that looks drawn. For text
 * around a finding; a file in which {@link SecretScanner} finds something should not be shown at all.
 */
public final class LineMask {
    /** What stands where something was left out. */
    public static final String HIDDEN = "•••";

    private static final List<String> WORDS = words();

    /** Words of the list above that are no names of secrets: paths of keyrings, and what sshd's own options are called. */
    private static final String[] HARMLESS = {"keyring", "keyboard", "keymap", "keytable", "bypass", "passive"};

    /** What tells a choice, not a secret. */
    private static final List<String> CHOICES = List.of(
            "yes",
            "no",
            "true",
            "false",
            "on",
            "off",
            "none",
            "prohibit-password",
            "without-password",
            "forced-commands-only");

    private static final int HEX = 16;
    private static final int DRAWN = 20;
    private static final int HASH_PREFIX = 12;

    private LineMask() {}

    private static List<String> words() {
        List<String> words = new ArrayList<>(AssignmentSearch.WORDS);
        words.addAll(List.of(
                "authorization",
                "bearer",
                "cookie",
                "basic ",
                "identified by",
                "sasl",
                "session",
                "signature",
                "pin="));
        return List.copyOf(words);
    }

    /** The lines of one file from its beginning, in their order, without what may be a secret. */
    public static List<String> mask(List<String> lines) {
        List<String> masked = new ArrayList<>(lines.size());
        boolean armour = false;
        boolean goesOn = false;
        for (String line : lines) {
            boolean begins = line.contains("-----BEGIN ") || line.contains("PuTTY-User-Key-File");
            if (armour || begins) {
                armour = !line.contains("-----END ") && (armour || begins);
                masked.add(HIDDEN);
                continue;
            }
            if (goesOn && !line.isBlank()) {
                masked.add(HIDDEN);
                goesOn = line.stripTrailing().endsWith("\\");
                continue;
            }
            String shown = drawn(addresses(line));
            int value = valueAt(shown);
            if (value < 0) {
                masked.add(shown);
                goesOn = goesOn && line.isBlank();
            } else {
                String rest = shown.substring(value).strip();
                // A name whose value stands on the next line, or goes on there.
                goesOn = (rest.isEmpty() && endsWithSign(shown)) || rest.endsWith("\\") || isOpening(rest);
                masked.add(isChoice(rest) ? shown : shown.substring(0, value) + HIDDEN);
            }
        }
        return masked;
    }

    private static boolean isChoice(String rest) {
        return rest.isEmpty() || CHOICES.contains(rest.toLowerCase(Locale.ROOT));
    }

    private static boolean endsWithSign(String line) {
        String stripped = line.stripTrailing();
        return !stripped.isEmpty() && ":=>(,\"'".indexOf(stripped.charAt(stripped.length() - 1)) >= 0;
    }

    private static boolean isOpening(String rest) {
        return !rest.isEmpty() && rest.length() <= 2 && "|>[{(-\"'|->-".contains(rest);
    }

    /** Where the value of the first name that sounds like a secret's begins; negative if there is none. */
    private static int valueAt(String line) {
        String lower = line.toLowerCase(Locale.ROOT);
        int first = -1;
        for (String word : WORDS) {
            int at = lower.indexOf(word);
            while (at >= 0 && isHarmless(lower, at)) {
                at = lower.indexOf(word, at + 1);
            }
            if (at >= 0 && (first < 0 || at < first)) {
                first = at;
            }
        }
        for (String option : new String[] {" -p", " -u", " --user"}) { // mysql -psecret, curl -u name:secret
            int at = lower.indexOf(option);
            if (at >= 0 && (first < 0 || at < first)) {
                first = at + 1;
            }
        }
        if (first < 0) {
            return -1;
        }
        int end = first;
        while (end < line.length() && isName(line.charAt(end))) {
            end++;
        }
        while (end < line.length() && " \t=:\"'`>(,".indexOf(line.charAt(end)) >= 0) {
            end++;
        }
        return end;
    }

    private static boolean isHarmless(String lower, int at) {
        for (String word : HARMLESS) {
            int start = Math.max(0, at - word.length());
            int found = lower.indexOf(word, start);
            if (found >= 0 && found <= at && at < found + word.length()) {
                return true;
            }
        }
        return false;
    }

    private static boolean isName(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '-' || c == '.';
    }

    /** Without the user and password that an address has before its host. */
    private static String addresses(String line) {
        StringBuilder out = new StringBuilder();
        int from = 0;
        int scheme = line.indexOf("://");
        while (scheme >= 0) {
            int start = scheme + 3;
            int end = start;
            while (end < line.length() && !Character.isWhitespace(line.charAt(end))) {
                end++;
            }
            int at = line.lastIndexOf('@', end - 1);
            if (at >= start) {
                out.append(line, from, start).append(HIDDEN);
                from = at;
            }
            scheme = line.indexOf("://", end);
        }
        return out.append(line.substring(from)).toString();
    }

    /** Without hashes of crypt(5) and what looks drawn: long, and of several kinds of characters or hexadecimal. UUIDs of disks stay. */
    private static String drawn(String line) {
        boolean uuids = line.regionMatches(true, 0, "search", 0, 6)
                || line.toLowerCase(Locale.ROOT).contains("uuid");
        StringBuilder out = new StringBuilder();
        int at = 0;
        while (at < line.length()) {
            int end = at;
            while (end < line.length() && isDrawn(line.charAt(end))) {
                end++;
            }
            if (end == at) {
                out.append(line.charAt(at++));
                continue;
            }
            String run = line.substring(at, end);
            out.append((uuids && isUuid(run)) || !looksDrawn(run) ? run : HIDDEN);
            at = end;
        }
        return out.toString();
    }

    private static boolean isDrawn(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '+'
                || c == '/'
                || c == '_'
                || c == '-'
                || c == '$'
                || c == '.'
                || c == '~'
                || c == '=';
    }

    private static boolean looksDrawn(String run) {
        int dollar = run.indexOf('$');
        if (dollar >= 0 && run.indexOf('$', dollar + 1) > 0 && run.length() > HASH_PREFIX) {
            return true; // $6$salt$hash
        }
        return hasStretch(run, "", HEX, true) || hasStretch(run, "+/=_-", DRAWN, false);
    }

    /** Whether letters, digits and {@code more} stand together so often, and are as mixed as a drawn text is. */
    private static boolean hasStretch(String run, String more, int least, boolean hex) {
        int start = 0;
        boolean lower = false;
        boolean upper = false;
        boolean digit = false;
        for (int i = 0; i <= run.length(); i++) {
            char c = i < run.length() ? run.charAt(i) : ' ';
            boolean letter = (c >= 'a' && c <= (hex ? 'f' : 'z')) || (c >= 'A' && c <= (hex ? 'F' : 'Z'));
            if (letter || (c >= '0' && c <= '9') || more.indexOf(c) >= 0) {
                lower |= c >= 'a' && c <= 'z';
                upper |= c >= 'A' && c <= 'Z';
                digit |= c >= '0' && c <= '9';
                continue;
            }
            if (i - start >= least && digit && (hex ? lower || upper : lower && upper)) {
                return true;
            }
            start = i + 1;
            lower = false;
            upper = false;
            digit = false;
        }
        return false;
    }

    private static boolean isUuid(String run) {
        int from = run.lastIndexOf('=') + 1;
        String text = run.substring(Math.max(from, run.lastIndexOf('/') + 1));
        if (text.length() != 36) {
            return false;
        }
        for (int i = 0; i < 36; i++) {
            boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
            if (dash ? text.charAt(i) != '-' : Character.digit(text.charAt(i), 16) < 0) {
                return false;
            }
        }
        return true;
    }
}

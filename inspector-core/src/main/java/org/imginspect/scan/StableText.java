package org.imginspect.scan;

/**
 * Text without what changes whenever an image is built anew: numbers, sizes, dates, versions, UUIDs, digests and addresses become
 * {@code #}. What a thing is called stays, digits and all: {@code sda1}, {@code ttyS0}, {@code ed25519}, {@code python3}, the number
 * of a port.
 */
final class StableText {
    /** Fewer hexadecimal digits in a row are a name rather than a digest. */
    private static final int SHORTEST_DIGEST = 12;

    /** As many decimal digits in a name are a date or a time: {@code dpkg.log-20261121}. */
    private static final int SHORTEST_DATE = 6;

    /** A MAC address has six. */
    private static final int MOST_GROUPS = 6;

    private StableText() {}

    /** Of a finding's message. */
    static String ofMessage(String message) {
        StringBuilder out = new StringBuilder(message.length());
        String before = "";
        boolean counted = false; // whether the word before was a number
        int i = 0;
        while (i < message.length()) {
            if (!isInWord(message.charAt(i))) {
                out.append(message.charAt(i++));
                continue;
            }
            int end = i;
            while (end < message.length() && isInWord(message.charAt(end))) {
                end++;
            }
            String word = message.substring(i, end);
            boolean inPath = i > 0 && message.charAt(i - 1) == '/';
            boolean protocol = message.startsWith("/tcp", end) || message.startsWith("/udp", end);
            boolean port = protocol || before.equals("port") || before.equals("ports");
            if (port) {
                out.append(word);
            } else {
                String stable = inPath ? ofName(word) : ofWord(word);
                out.append(counted ? unit(stable) : stable);
            }
            counted = !inPath && !port && out.charAt(out.length() - 1) == '#';
            // "ports 22, 80 and 443" are all ports.
            boolean number = Character.isDigit(word.charAt(0));
            before = (port && number) || (word.equals("and") && before.startsWith("port")) ? "ports" : word;
            i = end;
        }
        return out.toString();
    }

    /** What is counted: {@code 1 job} and {@code 2 jobs}, {@code 900 MiB} and {@code 1.5 GiB} are the same. */
    private static String unit(String word) {
        if (word.endsWith("iB") && word.length() == 3) {
            return "B";
        }
        return word.length() > 2 && word.endsWith("s") ? word.substring(0, word.length() - 1) : word;
    }

    /** Of a path, as {@code GuestPath} prints it. */
    static String ofPath(String path) {
        StringBuilder out = new StringBuilder(path.length());
        int from = 0;
        while (from <= path.length()) {
            int slash = path.indexOf('/', from);
            int end = slash < 0 ? path.length() : slash;
            out.append(ofName(path.substring(from, end)));
            if (slash >= 0) {
                out.append('/');
            }
            from = end + 1;
        }
        return out.toString();
    }

    /** A word outside of a path: one that begins with a digit is a quantity, a date or a version. */
    private static String ofWord(String word) {
        int last = word.length();
        while (last > 0 && (word.charAt(last - 1) == '.' || word.charAt(last - 1) == ':')) {
            last--; // punctuation, not part of it
        }
        String tail = word.substring(last);
        String bare = word.substring(0, last);
        if (bare.isEmpty()) {
            return word;
        }
        char first = bare.charAt(0);
        boolean signed = (first == 'v' || first == '-' || first == '+') && bare.length() > 1;
        if (Character.isDigit(signed ? bare.charAt(1) : first) || bare.startsWith("SHA256:")) {
            return "#" + tail;
        }
        return ofName(bare) + tail;
    }

    /** A name of a file, or a word that begins with a letter: only what is surely made anew is taken out. */
    private static String ofName(String name) {
        StringBuilder out = new StringBuilder(name.length());
        boolean version = false; // what follows a version belongs to it: 6.1.0-18-amd64, 1.2.3-4+deb12u1
        int i = 0;
        while (i < name.length()) {
            char c = name.charAt(i);
            boolean boundary = i == 0 || !isLetterOrDigit(name.charAt(i - 1));
            int end = boundary ? digestEnd(name, i) : i;
            if (end > i) {
                out.append('#');
            } else if (Character.isDigit(c)) {
                end = i;
                boolean dotted = false;
                while (end < name.length() && isInVersion(name, end)) {
                    dotted |= name.charAt(end) == '.';
                    end++;
                }
                boolean whole = i == 0 && end == name.length();
                version |= dotted && boundary;
                out.append(version || whole || end - i >= SHORTEST_DATE ? "#" : name.substring(i, end));
            } else {
                out.append(c);
                end = i + 1;
            }
            i = end;
        }
        return out.toString();
    }

    /** A digit, or a full stop between two. */
    private static boolean isInVersion(String text, int i) {
        return Character.isDigit(text.charAt(i))
                || (text.charAt(i) == '.'
                        && i > 0
                        && i + 1 < text.length()
                        && Character.isDigit(text.charAt(i - 1))
                        && Character.isDigit(text.charAt(i + 1)));
    }

    /** Where a UUID, a MAC address, a FAT volume id or a digest that begins at {@code from} ends; {@code from} if none does. */
    private static int digestEnd(String text, int from) {
        int end = from;
        int run = 0;
        int digits = 0;
        int groups = 1;
        boolean pairs = true;
        boolean fours = true;
        while (end < text.length()) {
            char c = text.charAt(end);
            if (Character.digit(c, 16) >= 0) {
                run++;
                digits += Character.isDigit(c) ? 1 : 0;
            } else if ((c == '-' || c == ':')
                    && run > 0
                    && end + 1 < text.length()
                    && Character.digit(text.charAt(end + 1), 16) >= 0) {
                pairs &= run == 2;
                fours &= run == 4;
                groups++;
                run = 0;
                if (groups > MOST_GROUPS) {
                    return from; // nothing that is known; and a long row of groups would be looked at again from each
                    // of them
                }
            } else {
                break;
            }
            end++;
        }
        if ((end < text.length() && isLetterOrDigit(text.charAt(end))) || digits == 0) {
            return from;
        }
        int length = end - from;
        boolean uuid = groups == 5 && length == 36 && text.charAt(from + 8) == '-';
        boolean mac = groups == 6 && pairs && run == 2;
        boolean fat = groups == 2 && fours && run == 4;
        boolean digest = groups == 1 && length >= SHORTEST_DIGEST;
        return uuid || mac || fat || digest ? end : from;
    }

    private static boolean isInWord(char c) {
        return isLetterOrDigit(c) || "._-+:~@%^\\".indexOf(c) >= 0;
    }

    private static boolean isLetterOrDigit(char c) {
        return Character.isLetterOrDigit(c);
    }
}

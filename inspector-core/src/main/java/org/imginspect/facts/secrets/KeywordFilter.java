package org.imginspect.facts.secrets;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.imginspect.error.ImageException;

/**
 * Finds any of many keywords in one pass, a table look-up a byte (shift-or over pairs of bytes, as in Hyperscan's FDR): keywords are
 * dealt into eight groups; for each pair of neighbouring bytes a table says in which groups it can be the last, the last but one, … of
 * a keyword's last four pairs. Where four pairs in a row agree on a group, a keyword may end there, and it is compared byte by byte.
 *
 * <p>Bytes are first mapped to 64 classes, where a letter's two cases are one class: the comparison decides whether case matters.
 */
final class KeywordFilter {
    /** Told of each place where a keyword ends. */
    interface Sink {
        /**
         * @param keyword its number
         * @param end the offset behind its last byte
         */
        void hit(int keyword, int end) throws ImageException;
    }

    /** Shorter ones would be found everywhere. */
    static final int SHORTEST = 3;

    private static final int CLASS_BITS = 6;
    private static final int GROUPS = 8;
    private static final int PAIRS = 4;
    /** The lower half of the classes: digits and letters, each its own; then what often stands in keywords. */
    private static final String OWN = "0123456789abcdefghijklmnopqrstuvwxyz_-.:=\"/~ $@";

    private static final byte[] CLASSES = classes();

    private final byte[][] keywords;
    private final boolean[] exact;
    /** By two classes: four bytes, one for each of a keyword's last pairs, whose bits are 0 for the groups where it stands there. */
    private final int[] table = new int[1 << (2 * CLASS_BITS)];
    /** By a hash of the last three classes: the keywords that end so. */
    private final int[][] endings = new int[1 << (2 * CLASS_BITS)][];

    /**
     * @param keywords of {@link #SHORTEST} characters at least
     * @param exact by keyword, whether case matters
     */
    KeywordFilter(List<String> keywords, boolean[] exact) {
        this.keywords = new byte[keywords.size()][];
        this.exact = exact;
        List<Integer> order = new ArrayList<>();
        for (int k = 0; k < keywords.size(); k++) {
            this.keywords[k] = keywords.get(k).getBytes(StandardCharsets.ISO_8859_1);
            if (this.keywords[k].length < SHORTEST) {
                throw new IllegalArgumentException("keyword is too short: " + keywords.get(k));
            }
            order.add(k);
        }
        // Short keywords together, for they leave early pairs open; then those with the same endings, for they share
        // pairs.
        order.sort(Comparator.<Integer>comparingInt(k -> Math.min(PAIRS + 1, this.keywords[k].length))
                .thenComparing(k -> ending(this.keywords[k]), Arrays::compare));
        Arrays.fill(table, -1);
        for (int i = 0; i < order.size(); i++) {
            add(order.get(i), i * GROUPS / order.size());
        }
    }

    private static byte[] classes() {
        byte[] classes = new byte[256];
        for (int b = 0; b < classes.length; b++) {
            int own = OWN.indexOf(b >= 'A' && b <= 'Z' ? b + ('a' - 'A') : b);
            classes[b] = (byte) (own >= 0 ? own : OWN.length() + b % ((1 << CLASS_BITS) - OWN.length()));
        }
        return classes;
    }

    /** The classes of the last bytes, the last first. */
    private static byte[] ending(byte[] keyword) {
        byte[] ending = new byte[Math.min(PAIRS + 1, keyword.length)];
        for (int i = 0; i < ending.length; i++) {
            ending[i] = CLASSES[keyword[keyword.length - 1 - i] & 0xff];
        }
        return ending;
    }

    private void add(int k, int group) {
        byte[] keyword = keywords[k];
        for (int pair = 0; pair < PAIRS; pair++) { // 0 is the last
            int bit = 1 << (pair * Byte.SIZE + group);
            int last = keyword.length - 1 - pair;
            if (last < 1) {
                for (int i = 0; i < table.length; i++) {
                    table[i] &= ~bit;
                }
            } else {
                table[CLASSES[keyword[last - 1] & 0xff] << CLASS_BITS | CLASSES[keyword[last] & 0xff]] &= ~bit;
            }
        }
        int hash = hash(keyword, keyword.length);
        int[] same = endings[hash];
        int[] more = same == null ? new int[1] : Arrays.copyOf(same, same.length + 1);
        more[more.length - 1] = k;
        endings[hash] = more;
    }

    /** Of the three bytes before {@code end}. */
    private static int hash(byte[] bytes, int end) {
        int first = CLASSES[bytes[end - 3] & 0xff];
        return (CLASSES[bytes[end - 2] & 0xff] << CLASS_BITS | CLASSES[bytes[end - 1] & 0xff]) ^ first << 3;
    }

    /**
     * Tells of keywords that end in {@code bytes[from .. to)}, of whose beginning nothing before offset 0 is seen.
     */
    void scan(byte[] bytes, int from, int to, Sink sink) throws ImageException {
        byte[] classes = CLASSES;
        int[] pairs = table;
        int state = 0;
        int pair = 0;
        for (int i = Math.max(0, from - PAIRS); i < to; i++) {
            pair = (pair << CLASS_BITS | classes[bytes[i] & 0xff]) & (1 << (2 * CLASS_BITS)) - 1;
            state = state >>> Byte.SIZE | pairs[pair];
            if ((state & 0xff) != 0xff && i >= from) {
                confirm(bytes, i + 1, sink);
            }
        }
    }

    private void confirm(byte[] bytes, int end, Sink sink) throws ImageException {
        if (end < SHORTEST) {
            return;
        }
        int[] candidates = endings[hash(bytes, end)];
        if (candidates == null) {
            return;
        }
        for (int k : candidates) {
            byte[] keyword = keywords[k];
            int start = end - keyword.length;
            if (start >= 0 && (exact[k] ? isExactly(keyword, bytes, start) : isAnyCase(keyword, bytes, start))) {
                sink.hit(k, end);
            }
        }
    }

    private static boolean isExactly(byte[] keyword, byte[] bytes, int start) {
        for (int i = 0; i < keyword.length; i++) {
            if (bytes[start + i] != keyword[i]) {
                return false;
            }
        }
        return true;
    }

    private static boolean isAnyCase(byte[] keyword, byte[] bytes, int start) {
        for (int i = 0; i < keyword.length; i++) {
            if (lower(bytes[start + i]) != lower(keyword[i])) {
                return false;
            }
        }
        return true;
    }

    private static int lower(byte b) {
        return b >= 'A' && b <= 'Z' ? b + ('a' - 'A') : b;
    }
}

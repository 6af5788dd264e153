package org.imginspect.facts.secrets;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.guest.GuestPath;
import org.imginspect.io.ByteSource;
import org.jspecify.annotations.Nullable;

/** Searches files, one after the other, through one buffer. */
public final class SecretScanner {
    /** How far a rule looks back from its keyword, and how far on: a longer secret's beginning is enough. */
    private static final int BEFORE = 256;

    private static final int AFTER = 8 * 1024;
    private static final int BLOCK = 1 << 20;
    private static final int MOST_HITS = 50;
    private static final int MOST_COSTLY_LOOKS = 2000;
    private static final int BINARY_LOOK = 4096;

    /** What begins like this holds nothing that can be read without unpacking: gzip, xz, zstd, bzip2, lz4, lzma. */
    private static final byte[][] PACKED = {
        {0x1f, (byte) 0x8b, 8},
        {(byte) 0xfd, '7', 'z', 'X', 'Z', 0},
        {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd},
        {'B', 'Z', 'h'},
        {0x04, 0x22, 0x4d, 0x18},
        {0x5d, 0, 0}
    };

    private final List<SecretRule> rules;
    private final KeywordAutomaton automaton;
    private final byte[] buffer = new byte[BEFORE + BLOCK + AFTER];

    private SecretScanner(List<SecretRule> rules) {
        this.rules = rules;
        List<String> keywords = new ArrayList<>();
        for (SecretRule rule : rules) {
            keywords.add(rule.keyword());
        }
        this.automaton = new KeywordAutomaton(keywords);
    }

    /** Looks for private keys only. */
    public static SecretScanner forPrivateKeys() {
        return new SecretScanner(PrivateKeyRules.all());
    }

    /** Looks for everything. */
    public static SecretScanner forEverything() {
        List<SecretRule> rules = new ArrayList<>(PrivateKeyRules.all());
        rules.addAll(CredentialRules.all());
        rules.addAll(MarkRules.all());
        rules.addAll(MarkRules.all());
        return new SecretScanner(rules);
    }

    /**
     * What one file holds.
     *
     * @param hits at most fifty; if there are more, {@code incomplete} says so
     * @param incomplete why not all of the file was searched; empty if it was
     */
    public record Result(List<SecretHit> hits, Optional<ImageException> incomplete) {}

    /**
     * Searches a file from its beginning.
     *
     * @param most how many bytes of it to read; what lies behind is the caller's to report
     */
    public Result scan(ByteSource source, GuestPath file, long most) throws ImageException {
        Search search = new Search(file);
        long size = Math.min(source.size(), most);
        long read = 0;
        int kept = 0;
        int state = 0;
        while (read < size) {
            int count = (int) Math.min(buffer.length - kept, size - read);
            source.readFully(read, buffer, kept, count);
            if (read == 0 && isPacked(count)) {
                break;
            }
            if (read == 0) {
                search.binary = isBinary(count);
            }
            int scanned = kept == 0 ? 0 : kept - search.behind;
            search.base = read - kept;
            read += count;
            search.length = kept + count;
            boolean last = read == size;
            // Keywords in the last part wait until what follows them is in the buffer too.
            int until = last ? search.length : search.length - AFTER;
            state = automaton.scan(buffer, scanned, until, state, search);
            if (search.done) {
                break;
            }
            if (!last) {
                kept = search.slide(until);
            }
        }
        return new Result(search.hits, Optional.ofNullable(search.incomplete));
    }

    private boolean isPacked(int count) {
        for (byte[] magic : PACKED) {
            boolean same = count >= magic.length;
            for (int i = 0; same && i < magic.length; i++) {
                same = buffer[i] == magic[i];
            }
            if (same) {
                return true;
            }
        }
        return false;
    }

    private boolean isBinary(int count) {
        for (int i = 0; i < Math.min(count, BINARY_LOOK); i++) {
            if (buffer[i] == 0) {
                return true;
            }
        }
        return false;
    }

    /** The state of one file's search. */
    private final class Search implements KeywordAutomaton.Sink {
        private final GuestPath file;
        private final String path;
        private final List<SecretHit> hits = new ArrayList<>();
        private final int[] looks = new int[rules.size()];
        private @Nullable ImageException incomplete;
        private boolean binary;
        private boolean done;
        /** The position in the file of the buffer's first byte, and how many bytes of the buffer are the file's. */
        private long base;

        private int length;
        /** How many bytes at the end of what is kept were not searched yet. */
        private int behind;
        /** The lines that end before the buffer's offset {@code counted}. */
        private int lines;

        private int counted;
        /** Behind the last hit, in the file: what a second keyword finds inside it is the same secret. */
        private long claimed;

        Search(GuestPath file) {
            this.file = file;
            this.path = file.text();
        }

        @Override
        public void hit(int keyword, int end) throws ImageException {
            SecretRule rule = rules.get(keyword);
            int start = end - rule.keyword().length();
            if (done || base + start < claimed || !rule.looksInto(path)) {
                return;
            }
            int from = Math.max(0, start - BEFORE);
            Window window =
                    new Window(buffer, from, Math.min(length, end + AFTER), start, end, base == 0 && from == 0, path);
            if (!rule.mayMatch(window)) {
                return;
            }
            if (rule.isCostly() && ++looks[keyword] > MOST_COSTLY_LOOKS) {
                incomplete = new UnsupportedFeatureException(
                        "secrets: more than " + MOST_COSTLY_LOOKS + " places that may be a "
                                + ((PatternRule) rule).kind() + " were not all looked at",
                        file.toString());
                return;
            }
            Optional<SecretRule.Match> match = rule.match(window);
            if (match.isPresent()) {
                if (hits.size() == MOST_HITS) {
                    done = true;
                    incomplete = new UnsupportedFeatureException(
                            "secrets: more than " + MOST_HITS
                                    + " lie in one file; what follows them there was not looked at",
                            file.toString());
                    return;
                }
                SecretRule.Match found = match.get();
                claimed = base + found.end();
                hits.add(new SecretHit(
                        found.category(), found.certainty(), found.kind(), found.hint(), file, line(start)));
            }
        }

        private OptionalInt line(int offset) {
            if (binary) {
                return OptionalInt.empty();
            }
            count(offset);
            return OptionalInt.of(lines + 1);
        }

        private void count(int until) {
            for (; counted < until; counted++) {
                if (buffer[counted] == '\n') {
                    lines++;
                }
            }
        }

        /** Moves the end of the buffer to its beginning: what was not searched, and what a rule may look back at. */
        private int slide(int searched) {
            int from = searched - BEFORE;
            count(from);
            System.arraycopy(buffer, from, buffer, 0, length - from);
            counted -= from;
            behind = length - searched;
            return length - from;
        }
    }
}

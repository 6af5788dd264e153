package org.imginspect.facts.secrets;

import java.util.List;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.guest.GuestPath;
import org.imginspect.io.ByteSource;

/** Searches files, one after the other, through one buffer. */
public final class SecretScanner {
    /** How far a rule looks back from its keyword, and how far on: a longer secret's beginning is enough. */
    static final int BEFORE = 256;

    static final int AFTER = 8 * 1024;
    private static final int BLOCK = 1 << 20;
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

    private final RuleSet rules;
    private final boolean keysOnly;
    private final Optional<UserRules> own;
    private final Optional<KeywordFilter> assignments;
    private final byte[] buffer = new byte[BEFORE + BLOCK + AFTER];

    private SecretScanner(RuleSet rules, boolean keysOnly, Optional<UserRules> own) {
        this.rules = rules;
        this.keysOnly = keysOnly;
        this.own = own;
        this.assignments = keysOnly
                ? Optional.empty()
                : Optional.of(new KeywordFilter(AssignmentSearch.WORDS, new boolean[AssignmentSearch.WORDS.size()]));
    }

    /** Looks for private keys only. */
    public static SecretScanner forPrivateKeys() {
        return new SecretScanner(RuleSet.privateKeys(), true, Optional.empty());
    }

    /** Looks for everything. */
    public static SecretScanner forEverything() {
        return new SecretScanner(RuleSet.everything(), false, Optional.empty());
    }

    /** Looks for everything, and for what rules of a user's own name. */
    static SecretScanner forEverythingAnd(UserRules own) {
        return new SecretScanner(RuleSet.everything(), false, Optional.of(own));
    }

    /**
     * What one file holds.
     *
     * @param hits at most fifty, in the order of the file; if there are more, {@code incomplete} says so
     * @param incomplete why not all of the file was searched; empty if it was
     */
    public record Result(List<SecretHit> hits, Optional<ImageException> incomplete) {}

    /**
     * Searches a file from its beginning. Text in UTF-16 is searched as text.
     *
     * @param most how many bytes of it to read; what lies behind is the caller's to report
     */
    public Result scan(ByteSource source, GuestPath file, long most) throws ImageException {
        FileSearch search = new FileSearch(rules, buffer, file, keysOnly, own);
        ByteSource text = source;
        long size = Math.min(source.size(), most);
        long read = 0;
        int kept = 0;
        while (read < size) {
            int count = (int) Math.min(buffer.length - kept, size - read);
            text.readFully(read, buffer, kept, count);
            if (read == 0) {
                if (text == source && Utf16Source.is(buffer, count)) {
                    text = Utf16Source.of(source, buffer, count);
                    size = Math.min(text.size(), most / 2);
                    continue;
                }
                if (isPacked(count)) {
                    break;
                }
                search.begin(count, source.size(), isBinary(count));
            }
            int scanned = kept == 0 ? 0 : kept - search.behind();
            read += count;
            boolean last = read == size;
            int length = kept + count;
            // Keywords in the last part wait until what follows them is in the buffer too.
            int until = last ? length : length - AFTER;
            search.block(read - length, length, scanned, until, assignments);
            if (search.isFull()) {
                break;
            }
            if (!last) {
                kept = search.slide(until);
            }
        }
        return search.result();
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
}

package org.imginspect.facts.secrets;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.engine.DiskSpace;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.io.ByteSource;
import org.jspecify.annotations.Nullable;

/**
 * Searches stretches of a disk, through one buffer. What a container stores nothing for is passed. Rules that hold only in files of
 * certain names are left out, since what lies in free space has no name.
 */
final class StretchScanner {
    /** How far a rule looks back from its keyword, and how far on. */
    private static final int BEFORE = 256;

    private static final int AFTER = 8 * 1024;
    private static final int BLOCK = 1 << 20;
    private static final int HEADER = 48;
    private static final int MOST_HITS = 100;
    private static final int MOST_COSTLY_LOOKS = 20_000;

    private final RuleSet rules = RuleSet.nameless();
    private final byte[] buffer = new byte[BEFORE + BLOCK + AFTER];
    private final List<FreeSpaceSecrets.Hit> hits = new ArrayList<>();
    private final int[] looks = new int[rules.size()];
    private @Nullable ImageException incomplete;
    private boolean full;

    List<FreeSpaceSecrets.Hit> hits() {
        return hits;
    }

    /** Why what was handed over was not searched whole; empty if it was. */
    Optional<ImageException> incomplete() {
        return Optional.ofNullable(incomplete);
    }

    /** Searches one stretch. */
    void scan(String path, DiskSpace.Unowned place, ByteSource volume, long start, long length) throws ImageException {
        long end = start + length;
        long at = volume.nextData(start);
        while (at < end && !full) {
            at = island(path, place, volume, at, end);
        }
    }

    /** Searches from {@code start} to the next hole or the end; answers where to go on. */
    private long island(String path, DiskSpace.Unowned place, ByteSource volume, long start, long end)
            throws ImageException {
        Search search = new Search(path, place);
        long read = start;
        int kept = 0;
        int scanned = 0;
        while (true) {
            int count = (int) Math.min(buffer.length - kept, end - read);
            volume.readFully(read, buffer, kept, count);
            search.base = read - kept;
            search.length = kept + count;
            read += count;
            long next = read < end ? Math.min(end, volume.nextData(read)) : end;
            boolean last = read == end || next > read;
            // Keywords in the last part wait until what follows them is in the buffer too.
            int until = last ? search.length : search.length - AFTER;
            rules.filter().scan(buffer, scanned, until, search);
            if (last || full) {
                return full ? end : next;
            }
            int from = until - BEFORE;
            kept = search.length - from;
            System.arraycopy(buffer, from, buffer, 0, kept);
            scanned = BEFORE;
        }
    }

    /** Where a secret begins: of a key in a block, with the line that says so. */
    private static int begin(Window window, SecretRule.Match found) {
        if (found.category() == SecretHit.Category.PRIVATE_KEY) {
            for (int at = found.start(); at >= found.start() - HEADER; at--) {
                if (window.has("-----BEGIN ", at)) {
                    return at;
                }
            }
        }
        return found.start();
    }

    private final class Search implements KeywordFilter.Sink {
        private final String path;
        private final DiskSpace.Unowned place;
        /** The position in the volume of the buffer's first byte, and how many of its bytes count. */
        private long base;

        private int length;
        private long claimed;

        Search(String path, DiskSpace.Unowned place) {
            this.path = path;
            this.place = place;
        }

        @Override
        public void hit(int keyword, int end) {
            SecretRule rule = rules.get(keyword);
            int start = end - rule.keyword().length();
            if (full || base + start < claimed) {
                return;
            }
            int from = Math.max(0, start - BEFORE);
            Window window = new Window(buffer, from, Math.min(length, end + AFTER), start, end, false, "");
            if (!rule.mayMatch(window)) {
                return;
            }
            if (rule.isCostly() && ++looks[keyword] > MOST_COSTLY_LOOKS) {
                incomplete = new UnsupportedFeatureException(
                        "secrets: more than " + MOST_COSTLY_LOOKS + " places in free space that may be a " + rule.kind()
                                + " were not all looked at",
                        path);
                return;
            }
            Optional<SecretRule.Match> match = rule.match(window);
            if (match.isPresent()) {
                SecretRule.Match found = match.get();
                claimed = base + found.end();
                if (hits.size() >= MOST_HITS) {
                    full = true;
                    incomplete = new UnsupportedFeatureException(
                            "secrets: more than " + MOST_HITS + " lie in free space; what follows was not looked at",
                            path);
                    return;
                }
                hits.add(new FreeSpaceSecrets.Hit(
                        path,
                        place,
                        base + begin(window, found),
                        found.category(),
                        found.certainty(),
                        found.kind(),
                        found.hint()));
            }
        }
    }
}

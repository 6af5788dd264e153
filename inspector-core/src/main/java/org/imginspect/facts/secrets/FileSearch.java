package org.imginspect.facts.secrets;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.guest.GuestPath;
import org.jspecify.annotations.Nullable;

/** One file's search, block by block through the scanner's buffer. */
final class FileSearch implements KeywordFilter.Sink {
    private static final int MOST_HITS = 50;
    private static final int MOST_COSTLY_LOOKS = 2000;

    private final RuleSet rules;
    private final byte[] buffer;
    private final GuestPath file;
    private final String path;
    private final boolean keysOnly;
    private final Optional<UserRules> own;
    private final Optional<ConfigurationForm> form;
    private final Optional<LineForm> lineForm;
    private final List<Placed> hits = new ArrayList<>();
    private int @Nullable [] looks;
    /** By rule: 1 if it looks into this file, -1 if not, 0 if it was not asked. */
    private byte @Nullable [] asked;

    private @Nullable ImageException incomplete;
    private boolean binary;
    private boolean full;
    /** The position in the file of the buffer's first byte, and how many bytes of the buffer are the file's. */
    private long base;

    private int length;
    /** How many bytes at the end of what is kept were not searched yet. */
    private int behind;
    /** The lines that end before the buffer's offset {@code counted}. */
    private int lines;

    private int counted;

    /** A hit, and what of the file it claims: what another rule finds inside is the same secret. */
    private record Placed(SecretHit hit, long start, long end) {}

    FileSearch(RuleSet rules, byte[] buffer, GuestPath file, boolean keysOnly, Optional<UserRules> own) {
        this.rules = rules;
        this.buffer = buffer;
        this.file = file;
        this.path = file.text();
        this.keysOnly = keysOnly;
        this.own = own;
        this.form = keysOnly ? Optional.empty() : ConfigurationForms.of(path);
        this.lineForm = keysOnly ? Optional.empty() : LineForm.of(path);
    }

    int behind() {
        return behind;
    }

    boolean isFull() {
        return full;
    }

    SecretScanner.Result result() {
        hits.sort(Comparator.comparingLong(Placed::start));
        List<SecretHit> found = new ArrayList<>();
        for (Placed hit : hits) {
            found.add(hit.hit);
        }
        return new SecretScanner.Result(found, Optional.ofNullable(incomplete));
    }

    /** Looks at the head of the file, of which {@code count} bytes are in the buffer. */
    void begin(int count, long size, boolean holdsZero) {
        binary = holdsZero;
        Optional<WholeFiles.Found> whole = WholeFiles.find(buffer, count, size, path);
        if (whole.isPresent() && (!keysOnly || whole.get().category() == SecretHit.Category.PRIVATE_KEY)) {
            WholeFiles.Found found = whole.get();
            hits.add(new Placed(
                    new SecretHit(
                            found.category(),
                            found.certainty(),
                            found.kind(),
                            "",
                            file,
                            binary ? OptionalInt.empty() : OptionalInt.of(1)),
                    0,
                    count));
        }
    }

    /**
     * Searches {@code buffer[from .. until)}; the rules see all of {@code [0, length)}.
     *
     * @param position of the buffer's first byte in the file
     */
    void block(long position, int length, int from, int until, Optional<KeywordFilter> assignments)
            throws ImageException {
        this.base = position;
        this.length = length;
        rules.filter().scan(buffer, from, until, this);
        if (!binary && lineForm.isPresent()) {
            lines(lineForm.get(), from, until);
        } else if (!binary && form.isPresent() && assignments.isPresent()) {
            ConfigurationForm shape = form.get();
            assignments.get().scan(buffer, from, until, (word, end) -> assignment(shape, word, end));
        }
        if (own.isPresent() && !full) {
            for (UserRules.Found found : own.get().search(buffer, length, from, until, path, position == 0)) {
                add(
                        SecretHit.Category.CREDENTIAL,
                        SecretHit.Certainty.SECRET,
                        found.kind(),
                        found.hint(),
                        found.start(),
                        found.end());
            }
        }
    }

    private Window window(int start, int end) {
        int from = Math.max(0, start - SecretScanner.BEFORE);
        return new Window(
                buffer, from, Math.min(length, end + SecretScanner.AFTER), start, end, base == 0 && from == 0, path);
    }

    @Override
    public void hit(int keyword, int end) {
        SecretRule rule = rules.get(keyword);
        int start = end - rule.keyword().length();
        if (full || !looksInto(keyword, rule) || isClaimed(base + start)) {
            return;
        }
        Window window = window(start, end);
        if (!rule.mayMatch(window)) {
            return;
        }
        if (rule.isCostly() && isTooOften(keyword)) {
            incomplete = new UnsupportedFeatureException(
                    "secrets: more than " + MOST_COSTLY_LOOKS + " places that may be a " + rule.kind()
                            + " were not all looked at",
                    file.toString());
            return;
        }
        Optional<SecretRule.Match> match = rule.match(window);
        if (match.isPresent()) {
            SecretRule.Match found = match.get();
            add(found.category(), found.certainty(), found.kind(), found.hint(), start, found.end());
        }
    }

    /** Asked once of a rule and a file: some keywords stand in every line. */
    private boolean looksInto(int keyword, SecretRule rule) {
        if (asked == null) {
            asked = new byte[rules.size()];
        }
        if (asked[keyword] == 0) {
            asked[keyword] = (byte) (rule.looksInto(path) ? 1 : -1);
        }
        return asked[keyword] > 0;
    }

    private boolean isTooOften(int keyword) {
        if (looks == null) {
            looks = new int[rules.size()];
        }
        return ++looks[keyword] > MOST_COSTLY_LOOKS;
    }

    private void assignment(ConfigurationForm shape, int word, int end) {
        int start = end - AssignmentSearch.WORDS.get(word).length();
        if (full || isClaimed(base + start)) {
            return;
        }
        Optional<AssignmentSearch.Found> found = AssignmentSearch.at(window(start, end), shape);
        if (found.isPresent()) {
            AssignmentSearch.Found value = found.get();
            add(shape.category(), value.certainty(), shape.kind(), value.hint(), value.start(), value.end());
        }
    }

    /** Lines that begin in {@code [from, until)}. */
    private void lines(LineForm shape, int from, int until) {
        int at = from;
        if (base + from > 0) {
            while (at < until && buffer[at - 1] != '\n') {
                at++;
            }
        }
        while (at < until && !full) {
            int end = at;
            while (end < length && buffer[end] != '\n') {
                end++;
            }
            Window window = window(at, at);
            String line = window.text(at, end).strip();
            if (!line.isEmpty() && line.charAt(0) != '#') {
                String secret = shape.secret(line);
                boolean genuine = secret != null
                        && secret.length() >= 3
                        && (shape.certainty() == SecretHit.Certainty.WEAK
                                || (!Placeholder.is(secret)
                                        && !Placeholder.isReference(secret)
                                        && !secret.equals("*")));
                if (genuine && secret != null) {
                    add(shape.category(), shape.certainty(), shape.kind(), Placeholder.mask(secret), at, end);
                }
            }
            at = end + 1;
        }
    }

    private void add(
            SecretHit.Category category, SecretHit.Certainty certainty, String kind, String hint, int start, int end) {
        if (full || overlaps(base + start, base + end)) {
            return;
        }
        if (hits.size() == MOST_HITS) {
            full = true;
            incomplete = new UnsupportedFeatureException(
                    "secrets: more than " + MOST_HITS + " lie in one file; what follows them there was not looked at",
                    file.toString());
            return;
        }
        hits.add(new Placed(
                new SecretHit(category, certainty, kind, hint, file, line(start)), base + start, base + end));
    }

    private boolean isClaimed(long position) {
        return overlaps(position, position + 1);
    }

    private boolean overlaps(long start, long end) {
        for (Placed hit : hits) {
            if (start < hit.end && end > hit.start) {
                return true;
            }
        }
        return false;
    }

    private OptionalInt line(int offset) {
        if (binary) {
            return OptionalInt.empty();
        }
        if (offset < counted) {
            int back = lines;
            for (int i = offset; i < counted; i++) {
                if (buffer[i] == '\n') {
                    back--;
                }
            }
            return OptionalInt.of(back + 1);
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

    /** Moves the end of the buffer to its beginning: what was not searched, and what a rule may look back at. Answers how much that is. */
    int slide(int searched) {
        int from = searched - SecretScanner.BEFORE;
        count(from);
        System.arraycopy(buffer, from, buffer, 0, length - from);
        counted -= from;
        behind = length - searched;
        return length - from;
    }
}

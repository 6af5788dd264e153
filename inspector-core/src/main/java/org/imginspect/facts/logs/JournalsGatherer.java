package org.imginspect.facts.logs;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.facts.FactGatherer;
import org.imginspect.facts.Facts;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.io.ByteSource;

/** Reads the header of every file below {@code /var/log/journal}. */
public final class JournalsGatherer implements FactGatherer<Journals> {
    private static final GuestPath DIRECTORY = GuestPath.of("/var/log/journal");
    private static final int NAMES = 3;

    /** Nothing to be told: a gatherer has no state. */
    public JournalsGatherer() {}

    @Override
    public Class<Journals> type() {
        return Journals.class;
    }

    @Override
    public Optional<Journals> gather(GuestTree tree, Facts others) throws ImageException {
        Sum sum = new Sum(tree.resolve(DIRECTORY).orElse(DIRECTORY));
        tree.walk(DIRECTORY, (path, node) -> {
            if (node.isFile() && node.sizeBytes() > 0) {
                sum.add(path, node.sizeBytes(), header(tree, path));
            }
            return true;
        });
        return Optional.of(sum.journals());
    }

    private static Optional<JournalHeader> header(GuestTree tree, GuestPath path) throws ImageException {
        Optional<ByteSource> opened = tree.open(path);
        if (opened.isEmpty()) {
            return Optional.empty();
        }
        try (ByteSource source = opened.get()) {
            return source.size() < JournalHeader.BYTES
                    ? Optional.empty()
                    : JournalHeader.parse(source.read(0, JournalHeader.BYTES), source.size());
        }
    }

    private static final class Sum {
        private final GuestPath directory;
        private final List<GuestPath> first = new ArrayList<>();
        private long files;
        private long bytes;
        private long entries;
        private long foreign;
        private Optional<Instant> from = Optional.empty();
        private Optional<Instant> to = Optional.empty();

        Sum(GuestPath directory) {
            this.directory = directory;
        }

        void add(GuestPath path, long sizeBytes, Optional<JournalHeader> header) {
            files++;
            bytes = plus(bytes, sizeBytes);
            if (first.size() < NAMES) {
                first.add(path);
            }
            if (header.isEmpty()) {
                foreign++;
                return;
            }
            entries = plus(entries, header.get().entries());
            Optional<Instant> head = header.get().head();
            Optional<Instant> tail = header.get().tail();
            if (head.isPresent() && (from.isEmpty() || head.get().isBefore(from.get()))) {
                from = head;
            }
            if (tail.isPresent() && (to.isEmpty() || tail.get().isAfter(to.get()))) {
                to = tail;
            }
        }

        private static long plus(long a, long b) {
            return b > Long.MAX_VALUE - a ? Long.MAX_VALUE : a + b;
        }

        Journals journals() {
            return new Journals(directory, files, bytes, entries, foreign, from, to, first);
        }
    }
}

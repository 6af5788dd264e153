package org.imginspect.facts.logs;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.imginspect.error.ImageException;
import org.imginspect.error.LimitExceededException;
import org.imginspect.facts.FactGatherer;
import org.imginspect.facts.Facts;
import org.imginspect.facts.os.OperatingSystem;
import org.imginspect.facts.sqlite.SqliteDatabase;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.Node;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Limits;

/** Counts the records of each file; of files longer than {@link Limits#TEXT_FILE_BYTES} without their holes it only tells that there are some. */
public final class LoginLogsGatherer implements FactGatherer<LoginLogs> {
    private static final int UTMP_BYTES = 384;
    private static final int UTMP_SECONDS = 340; // ut_tv.tv_sec, 0x154, le32
    private static final int LONG_UTMP_BYTES = 400;
    private static final int LONG_UTMP_SECONDS = 344; // ut_tv.tv_sec, 0x158, le64
    private static final int LASTLOG_BYTES = 292;
    private static final int CHUNK_RECORDS = 256;
    private static final String[] COMPRESSED = {".gz", ".xz", ".bz2", ".zst", ".lz4"};

    /** Nothing to be told: a gatherer has no state. */
    public LoginLogsGatherer() {}

    @Override
    public Class<LoginLogs> type() {
        return LoginLogs.class;
    }

    @Override
    public Optional<LoginLogs> gather(GuestTree tree, Facts others) throws ImageException {
        List<LoginLogs.File> files = new ArrayList<>();
        Set<GuestPath> seen = new HashSet<>();
        for (LoginLogPlace place : LoginLogPlace.PLACES) {
            for (GuestPath path : tree.glob(place.pattern())) {
                if (!place.names().isEmpty() && !LoginLogs.isOf(path.name().text(), place.names())) {
                    continue;
                }
                Optional<GuestPath> real = tree.resolve(path);
                Optional<Node> node = real.isEmpty() ? Optional.empty() : tree.stat(real.get());
                if (real.isPresent()
                        && node.isPresent()
                        && node.get().isFile()
                        && node.get().sizeBytes() > 0
                        && seen.add(real.get())) {
                    read(tree, others, place, real.get(), node.get().sizeBytes())
                            .ifPresent(files::add);
                }
            }
        }
        return Optional.of(new LoginLogs(files));
    }

    private static Optional<LoginLogs.File> read(
            GuestTree tree, Facts others, LoginLogPlace place, GuestPath path, long sizeBytes) throws ImageException {
        String name = path.name().text();
        for (String end : COMPRESSED) {
            if (name.endsWith(end)) {
                return found(place, path, sizeBytes, OptionalLong.empty(), Optional.empty());
            }
        }
        // Debian and others: the database may lie beside the log that it replaces.
        if (place.recordBytes() == LoginLogPlace.SQLITE || name.endsWith(".db")) {
            return database(tree, place, path, sizeBytes);
        }
        Count count = new Count(place.recordBytes(), isLong(others));
        try (ByteSource source = tree.open(path).orElseThrow()) {
            long cap = tree.limits().get(Limits.TEXT_FILE_BYTES);
            if (!count.through(source, cap)) {
                if (count.records > 0) {
                    return found(place, path, sizeBytes, OptionalLong.empty(), Optional.empty());
                }
                throw new LimitExceededException(
                        "login records of " + sizeBytes + " bytes, of which the first " + cap + " are zeros",
                        Limits.TEXT_FILE_BYTES,
                        cap,
                        path.toString());
            }
        }
        return count.records == 0
                ? Optional.empty()
                : found(place, path, sizeBytes, OptionalLong.of(count.records), count.last());
    }

    private static Optional<LoginLogs.File> found(
            LoginLogPlace place, GuestPath path, long sizeBytes, OptionalLong records, Optional<Instant> last) {
        return Optional.of(new LoginLogs.File(place.kind(), path, sizeBytes, records, last));
    }

    private static Optional<LoginLogs.File> database(
            GuestTree tree, LoginLogPlace place, GuestPath path, long sizeBytes) throws ImageException {
        String table =
                !place.table().isEmpty() ? place.table() : place.kind() == LoginLogs.Kind.LOGINS ? "wtmp" : "Lastlog2";
        long[] rows = new long[1];
        SqliteDatabase.forEachRow(tree, path, table, row -> rows[0]++);
        return rows[0] == 0
                ? Optional.empty()
                : found(place, path, sizeBytes, OptionalLong.of(rows[0]), Optional.empty());
    }

    /** Whether a struct utmp has 64-bit fields: glibc keeps it short only where 32-bit programs of the same kind of machine had it so. */
    private static boolean isLong(Facts others) throws ImageException {
        String machine = others.find(OperatingSystem.class)
                .flatMap(OperatingSystem::architecture)
                .orElse("x86_64");
        return machine.equals("aarch64") || machine.startsWith("riscv64") || machine.startsWith("loongarch64");
    }

    /** Counts records that are not all zeros; holes are passed by. */
    private static final class Count {
        private final int recordBytes;
        private final int secondsAt;
        private long records;
        private long lastSecond;

        Count(int recordBytes, boolean longUtmp) {
            if (recordBytes == LoginLogPlace.UTMP) {
                this.recordBytes = longUtmp ? LONG_UTMP_BYTES : UTMP_BYTES;
                this.secondsAt = longUtmp ? LONG_UTMP_SECONDS : UTMP_SECONDS;
            } else {
                this.recordBytes = recordBytes;
                this.secondsAt = recordBytes == LASTLOG_BYTES ? 0 : -1;
            }
        }

        /** False if more than {@code cap} bytes would have to be read. */
        boolean through(ByteSource source, long cap) throws ImageException {
            byte[] chunk = new byte[recordBytes * CHUNK_RECORDS];
            long read = 0;
            long at = next(source, 0);
            while (at < source.size()) {
                if (read > cap) {
                    return false;
                }
                int length = (int) Math.min(chunk.length, source.size() - at);
                source.readFully(at, chunk, 0, length);
                read += length;
                for (int from = 0; from < length; from += recordBytes) {
                    record(chunk, from, Math.min(recordBytes, length - from));
                }
                at = next(source, at + length);
            }
            return true;
        }

        /** Where the next record begins that may not be zero. */
        private long next(ByteSource source, long at) throws ImageException {
            long data = source.nextData(at);
            return Math.max(at, data - data % recordBytes);
        }

        private void record(byte[] chunk, int from, int length) {
            boolean zero = true;
            for (int i = from; i < from + length && zero; i++) {
                zero = chunk[i] == 0;
            }
            if (zero) {
                return;
            }
            records++;
            if (secondsAt >= 0 && secondsAt + Integer.BYTES <= length) {
                long second = 0;
                for (int i = Integer.BYTES - 1; i >= 0; i--) {
                    second = second << Byte.SIZE | (chunk[from + secondsAt + i] & 0xff);
                }
                lastSecond = Math.max(lastSecond, second);
            }
        }

        Optional<Instant> last() {
            return lastSecond == 0 ? Optional.empty() : Optional.of(Instant.ofEpochSecond(lastSecond));
        }
    }
}

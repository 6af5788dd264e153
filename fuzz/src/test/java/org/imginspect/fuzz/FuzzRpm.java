package org.imginspect.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.Adler32;
import org.imginspect.error.ImageException;
import org.imginspect.facts.packages.rpm.RpmDatabase;
import org.imginspect.facts.packages.rpm.RpmFiles;
import org.imginspect.facts.packages.rpm.RpmHeader;
import org.imginspect.facts.packages.rpm.RpmPackage;
import org.imginspect.fixtures.Fixtures;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.MemoryFileTree;
import org.imginspect.io.Limits;

/** rpm's headers alone, and its databases with bytes changed. */
class FuzzRpm {
    private static final Limits LIMITS = Limits.defaults().with(Limits.METADATA_TABLE_BYTES, 4 << 20);
    private static final List<String> DATABASES = List.of("sqlite", "ndb", "bdb", "bdb-big", "wal");
    private static final List<String> PATHS = List.of(
            "/var/lib/rpm/rpmdb.sqlite",
            "/var/lib/rpm/Packages.db",
            "/var/lib/rpm/Packages",
            "/var/lib/rpm/Packages",
            "/var/lib/rpm/rpmdb.sqlite");
    private static final Map<String, byte[]> PRISTINE = new ConcurrentHashMap<>();

    @FuzzTest(maxDuration = "2m")
    void header(byte[] bytes) {
        try {
            take(RpmHeader.parse(bytes, "fuzz"));
        } catch (ImageException e) {
            // Refused.
        }
    }

    /**
     * Input: one byte that picks the database, then records of four bytes, each a position in units of the file's length / 2^24 (three
     * bytes, the highest first) and what is combined with the byte there by exclusive or. The log of "wal" is changed too.
     */
    @FuzzTest(maxDuration = "2m")
    void database(byte[] input) {
        int which = input.length == 0 ? 0 : (input[0] & 0xff) % DATABASES.size();
        String name = DATABASES.get(which);
        byte[] file = pristine(name).clone();
        byte[] log = name.equals("wal") ? pristine("wal-log").clone() : new byte[0];
        for (int at = 1; at + 4 <= input.length; at += 4) {
            long place = ((input[at] & 0xffL) << 16) | ((input[at + 1] & 0xffL) << 8) | (input[at + 2] & 0xffL);
            byte[] target = log.length > 0 && (input[at + 3] & 1) != 0 ? log : file;
            target[(int) ((place * target.length) >>> 24)] ^= input[at + 3];
        }
        if (name.equals("ndb")) {
            mend(file);
        }
        MemoryFileTree.Builder files = MemoryFileTree.builder().file(PATHS.get(which), file, 0644, 0, 0);
        if (log.length > 0) {
            files.file(PATHS.get(which) + "-wal", log, 0644, 0, 0);
        }
        try {
            RpmDatabase.find(new GuestTree(files.build(), LIMITS)).orElseThrow().forEach(FuzzRpm::take);
        } catch (ImageException e) {
            // Refused.
        }
    }

    private static void take(RpmHeader header) throws ImageException {
        RpmPackage.of(header);
        RpmFiles list = RpmFiles.of(header, true);
        while (list.next()) {
            if (list.isConfiguration()
                    && list.isGhost()
                    && list.isInPlace()
                    && list.digest().isEmpty()) {
                continue;
            }
            if (list.end() < list.from()) {
                throw new IllegalStateException("a name that ends before it begins");
            }
        }
    }

    /** Sets the checksums of the blobs right, so that changes get behind them. */
    private static void mend(byte[] file) {
        ByteBuffer buffer = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        for (int slot = 32; slot + 16 <= Math.min(file.length, 4096); slot += 16) {
            long start = (buffer.getInt(slot + 8) & 0xffffffffL) * 16;
            long length = (buffer.getInt(slot + 12) & 0xffffffffL) * 16;
            if (buffer.getInt(slot + 4) != 0 && length >= 28 && start + length <= file.length) {
                Adler32 sum = new Adler32();
                sum.update(file, (int) start, (int) length - 12);
                buffer.putInt((int) (start + length) - 12, (int) sum.getValue());
            }
        }
    }

    private static byte[] pristine(String name) {
        return PRISTINE.computeIfAbsent(name, any -> {
            try {
                return Files.readAllBytes(Fixtures.image("packages/" + name));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}

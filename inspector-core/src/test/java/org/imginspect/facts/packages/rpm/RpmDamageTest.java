package org.imginspect.facts.packages.rpm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.LimitExceededException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.facts.TestFacts;
import org.imginspect.fixtures.Fixtures;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.MemoryFileTree;
import org.imginspect.io.Limits;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Databases with bytes changed and ends cut off: refused, or read; never anything else, and never for long. */
class RpmDamageTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int FLIPS = 400;

    private static int read(String path, byte[] database, Limits limits) throws ImageException {
        GuestTree tree = new GuestTree(
                MemoryFileTree.builder().file(path, database, 0644, 0, 0).build(), limits);
        int[] files = new int[1];
        RpmDatabase.find(tree).orElseThrow().forEach(header -> {
            RpmPackage.of(header);
            RpmFiles list = RpmFiles.of(header, true);
            while (list.next()) {
                assertThat(list.digest()).isNotNull();
                files[0]++;
            }
        });
        return files[0];
    }

    private static byte[] image(String fixture) throws IOException {
        return Files.readAllBytes(Fixtures.image("packages/" + fixture));
    }

    @ParameterizedTest
    @CsvSource({
        "sqlite, /var/lib/rpm/rpmdb.sqlite",
        "ndb, /var/lib/rpm/Packages.db",
        "bdb, /var/lib/rpm/Packages",
        "bdb-big, /var/lib/rpm/Packages"
    })
    void changedBytesAreRefusedOrRead(String fixture, String path) throws Exception {
        byte[] pristine = image(fixture);
        assertThat(read(path, pristine, Limits.defaults())).isGreaterThan(700);
        Random random = new Random(7);
        int[] refused = new int[1];
        Assertions.assertTimeoutPreemptively(LONG, () -> {
            for (int i = 0; i < FLIPS; i++) {
                byte[] changed = pristine.clone();
                for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
                    // Half of them where most of the structure is.
                    int range = random.nextBoolean() ? Math.min(changed.length, 8192) : changed.length;
                    changed[random.nextInt(range)] ^= (byte) (1 << random.nextInt(8));
                }
                try {
                    read(path, changed, Limits.defaults());
                } catch (ImageException e) {
                    refused[0]++;
                }
            }
        });
        assertThat(refused[0]).isPositive();
    }

    @ParameterizedTest
    @CsvSource({
        "sqlite, /var/lib/rpm/rpmdb.sqlite",
        "ndb, /var/lib/rpm/Packages.db",
        "bdb, /var/lib/rpm/Packages",
        "bdb-big, /var/lib/rpm/Packages"
    })
    void whatIsCutOffIsNotNothing(String fixture, String path) throws Exception {
        byte[] pristine = image(fixture);
        for (int length : new int[] {0, 1, 31, 99, 511, 512, 4095, 4096, 40_960, pristine.length / 2}) {
            byte[] cut = Arrays.copyOf(pristine, length);
            assertThatThrownBy(() -> read(path, cut, Limits.defaults()))
                    .as("%d bytes", length)
                    .isInstanceOf(DamagedImageException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({"sqlite, /var/lib/rpm/rpmdb.sqlite", "ndb, /var/lib/rpm/Packages.db", "bdb, /var/lib/rpm/Packages"})
    void aPackageGreaterThanTheCapIsRefusedByName(String fixture, String path) throws Exception {
        byte[] pristine = image(fixture);
        Limits small = Limits.defaults().with(Limits.METADATA_TABLE_BYTES, 20_000);
        assertThatThrownBy(() -> read(path, pristine, small))
                .isInstanceOf(LimitExceededException.class)
                .hasMessageContaining(Limits.METADATA_TABLE_BYTES);
    }

    @Test
    void aPageUsedTwiceDoesNotLoop() throws Exception {
        byte[] database = image("bdb");
        // next_pgno of the first bucket's page leads to itself.
        ByteBuffer.wrap(database).order(java.nio.ByteOrder.LITTLE_ENDIAN).putInt(4096 + 16, 1);
        assertThatThrownBy(() -> read("/var/lib/rpm/Packages", database, Limits.defaults()))
                .isInstanceOf(DamagedImageException.class)
                .hasMessageContaining("page 1 is used twice");
    }

    @Test
    void whatIsNotReadIsNamed() throws Exception {
        byte[] bdb = image("bdb");
        bdb[0x18] = 1;
        assertThatThrownBy(() -> read("/var/lib/rpm/Packages", bdb, Limits.defaults()))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("encrypted or checksummed");
        byte[] sqlite = image("sqlite");
        sqlite[19] = 3;
        assertThatThrownBy(() -> read("/var/lib/rpm/rpmdb.sqlite", sqlite, Limits.defaults()))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("read version 3");
        byte[] ndb = image("ndb");
        ndb[4] = 9;
        assertThatThrownBy(() -> read("/var/lib/rpm/Packages.db", ndb, Limits.defaults()))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("version 9");
    }

    @Test
    void twoDatabasesAndAnUnfinishedTransactionAreRefused() throws Exception {
        GuestTree two = TestFacts.tree(MemoryFileTree.builder()
                .file("/var/lib/rpm/Packages", image("bdb"), 0644, 0, 0)
                .file("/usr/lib/sysimage/rpm/rpmdb.sqlite", image("sqlite"), 0644, 0, 0)
                .build());
        assertThatThrownBy(() -> RpmDatabase.find(two))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("/var/lib/rpm/Packages and /usr/lib/sysimage/rpm/rpmdb.sqlite");
        GuestTree linked = TestFacts.tree(MemoryFileTree.builder()
                .symlink("/var/lib/rpm", "../../usr/lib/sysimage/rpm")
                .file("/usr/lib/sysimage/rpm/rpmdb.sqlite", image("sqlite"), 0644, 0, 0)
                .build());
        assertThat(RpmDatabase.find(linked).orElseThrow().file()).hasToString("/usr/lib/sysimage/rpm/rpmdb.sqlite");
        byte[] journal = {(byte) 0xd9, (byte) 0xd5, 5, (byte) 0xf9, 0x20, (byte) 0xa1, 0x63, (byte) 0xd7, 0, 0, 0, 1};
        GuestTree hot = TestFacts.tree(MemoryFileTree.builder()
                .file("/var/lib/rpm/rpmdb.sqlite", image("sqlite"), 0644, 0, 0)
                .file("/var/lib/rpm/rpmdb.sqlite-journal", journal, 0644, 0, 0)
                .build());
        assertThatThrownBy(() -> RpmDatabase.find(hot).orElseThrow().forEach(header -> {}))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("rollback journal");
    }

    /** A log whose last transaction was cut off counts up to the one before; here there is none before. */
    @Test
    void aCutLogLeavesTheDatabaseAsItWas() throws Exception {
        byte[] log = image("wal-log");
        for (byte[] spoiled :
                new byte[][] {Arrays.copyOf(log, log.length - 1), flipped(log, log.length - 5), new byte[0]}) {
            GuestTree tree = TestFacts.tree(MemoryFileTree.builder()
                    .file("/var/lib/rpm/rpmdb.sqlite", image("wal"), 0644, 0, 0)
                    .file("/var/lib/rpm/rpmdb.sqlite-wal", spoiled, 0644, 0, 0)
                    .build());
            int[] packages = new int[1];
            RpmDatabase.find(tree).orElseThrow().forEach(header -> packages[0]++);
            assertThat(packages[0]).isEqualTo(49);
        }
    }

    private static byte[] flipped(byte[] bytes, int at) {
        byte[] changed = bytes.clone();
        changed[at] ^= 1;
        return changed;
    }
}

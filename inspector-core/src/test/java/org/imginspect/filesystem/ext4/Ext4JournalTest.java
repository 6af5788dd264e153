package org.imginspect.filesystem.ext4;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.Set;
import org.imginspect.error.DamagedImageException;
import org.imginspect.filesystem.OpenedFileSystem;
import org.imginspect.filesystem.TreeListing;
import org.imginspect.fixtures.Fixtures;
import org.imginspect.guest.Consistency;
import org.imginspect.guest.GuestPath;
import org.imginspect.io.ByteSource;
import org.imginspect.io.FileSource;
import org.imginspect.io.Limits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Images whose last changes are in the journal alone; the kernel replayed copies of them before it listed them. */
final class Ext4JournalTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"dirty-csum3", "dirty-csum2", "dirty-csum1", "dirty-plain", "dirty-data", "dirty-orphans"})
    void aReplayShowsWhatTheKernelShows(String name) throws IOException {
        try (ByteSource volume = FileSource.open(Fixtures.image("ext4/" + name))) {
            OpenedFileSystem opened = new Ext4Format().open(volume, Limits.defaults());
            assertThat(TreeListing.entriesOf(opened.tree()))
                    .isEqualTo(TreeListing.of("ext4/" + name).entries());
            assertThat(opened.consistency().kind()).isEqualTo(Consistency.Kind.REPLAYED);
            assertThat(opened.consistency().reason())
                    .matches(
                            "not cleanly unmounted; \\d+ transactions with \\d+ blocks were replayed from the journal");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"dirty-csum3", "dirty-csum2", "dirty-csum1", "dirty-plain", "dirty-data", "dirty-orphans"})
    void withoutItsReplayTheTreeIsAnother(String name) throws IOException {
        Path image = Fixtures.copyOf("ext4/" + name, directory);
        // s_start of the journal's superblock: the log is empty.
        write(image, journalAt(image) + 0x1c, 0, 0, 0, 0);
        if (!Set.of("dirty-csum1", "dirty-plain", "dirty-data").contains(name)) {
            refreshJournalChecksum(image);
        }
        try (ByteSource volume = FileSource.open(image)) {
            OpenedFileSystem opened = new Ext4Format().open(volume, Limits.defaults());
            assertThat(opened.consistency())
                    .isEqualTo(Consistency.replayed("not cleanly unmounted; the journal held no changes"));
            assertThat(entriesOrDamage(opened))
                    .isNotEqualTo(TreeListing.of("ext4/" + name).entries());
        }
    }

    private static Object entriesOrDamage(OpenedFileSystem opened) throws IOException {
        try {
            return TreeListing.entriesOf(opened.tree());
        } catch (DamagedImageException e) {
            return e.problem().what();
        }
    }

    @Test
    void whatWasNeverCommittedIsNotSeen() throws IOException {
        try (ByteSource volume = FileSource.open(Fixtures.image("ext4/dirty-csum3"))) {
            OpenedFileSystem opened = new Ext4Format().open(volume, Limits.defaults());
            assertThat(opened.tree().stat(GuestPath.of("/last"))).isPresent();
            assertThat(opened.tree().stat(GuestPath.of("/too-late"))).isEmpty();
        }
    }

    @Test
    void fastCommitsMakeItStale() throws IOException {
        assertThat(consistency(Fixtures.image("ext4/fast-commit")))
                .isEqualTo(Consistency.stale("the journal was replayed in part: "
                        + "fast commits, which are not supported, follow the last transaction"));
    }

    @Test
    void fastCommitsOfAnOlderTransactionAreNone() throws IOException {
        Path image = Fixtures.copyOf("ext4/fast-commit", directory);
        long head = -1;
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "r")) {
            for (long at = 0; at < file.length() && head < 0; at += 1024) {
                file.seek(at);
                head = file.readInt() == 0x09000800 ? at : -1; // EXT4_FC_TAG_HEAD of 8 bytes
            }
        }
        write(image, head + 8, read(image, head + 8) - 1); // fc_tid
        assertThat(consistency(image).kind()).isEqualTo(Consistency.Kind.REPLAYED);
    }

    @Test
    void withoutAJournalAPulledPlugMakesItStale() throws IOException {
        Path image = Fixtures.image("ext4/pulled-plug");
        assertThat(consistency(image)).isEqualTo(Consistency.stale("not cleanly unmounted and there is no journal"));
        try (ByteSource volume = FileSource.open(image)) {
            assertThat(TreeListing.entriesOf(
                            new Ext4Format().open(volume, Limits.defaults()).tree()))
                    .isEqualTo(TreeListing.of("ext4/pulled-plug").entries());
        }
    }

    @Test
    void anErrorThatTheKernelMetMakesItStale() throws IOException {
        Path image = Fixtures.copyOf("ext4/ext2", directory);
        write(image, 1024 + 0x3a, 3, 0); // s_state
        assertThat(consistency(image)).isEqualTo(Consistency.stale("the kernel marked it as having errors"));
    }

    @Test
    void aDamagedJournalSuperblockMakesItStale() throws IOException {
        Path image = Fixtures.copyOf("ext4/dirty-csum3", directory);
        write(image, journalAt(image) + 0x18, 0x55);
        assertThat(consistency(image).kind()).isEqualTo(Consistency.Kind.STALE);
        assertThat(consistency(image).reason())
                .startsWith("the journal cannot be replayed: ext4: checksum of journal superblock is 0x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dirty-csum3", "dirty-csum2", "dirty-csum1"})
    void aDamagedBlockOfTheLogMakesItStale(String name) throws IOException {
        Path image = Fixtures.copyOf("ext4/" + name, directory);
        long journal = journalAt(image);
        for (long at = journal + 1024; at <= journal + 15 * 1024; at += 1024) {
            if (read(image, at) != 0xc0) { // no block of the log itself, but data
                write(image, at + 500, read(image, at + 500) ^ 0xff);
            }
        }
        assertThat(consistency(image).kind()).isEqualTo(Consistency.Kind.STALE);
        assertThat(consistency(image).reason()).contains("transaction").endsWith("has a wrong checksum");
    }

    @Test
    void aJournalOnAnotherDeviceMakesItStale() throws IOException {
        Path image = Fixtures.copyOf("ext4/dirty-plain", directory);
        write(image, 1024 + 0xe0, 0, 0, 0, 0); // s_journal_inum
        assertThat(consistency(image))
                .isEqualTo(Consistency.stale("needs recovery, but its journal is on another device"));
    }

    @Test
    void aFlagWithoutAJournalMakesItStale() throws IOException {
        Path image = Fixtures.copyOf("ext4/dirty-plain", directory);
        write(image, 1024 + 0x5c, read(image, 1024 + 0x5c) & ~4); // s_feature_compat, has_journal
        assertThat(consistency(image)).isEqualTo(Consistency.stale("needs recovery, but has no journal"));
    }

    @Test
    void anUnknownFeatureOfTheJournalMakesItStale() throws IOException {
        Path image = Fixtures.copyOf("ext4/dirty-plain", directory);
        write(image, journalAt(image) + 0x28, 0, 0, 1, 1); // s_feature_incompat
        assertThat(consistency(image).reason())
                .isEqualTo("the journal cannot be replayed: jbd2: features 0x101 and 0x0 hold bits of unknown meaning");
    }

    @Test
    void tooManyBlocksForTheLimitMakeItStale() throws IOException {
        try (ByteSource volume = FileSource.open(Fixtures.image("ext4/dirty-csum3"))) {
            Consistency consistency = new Ext4Format()
                    .open(volume, Limits.defaults().with(Limits.JOURNAL_OVERLAY_BYTES, 1000))
                    .consistency();
            assertThat(consistency.kind()).isEqualTo(Consistency.Kind.STALE);
            assertThat(consistency.reason()).contains("--limit journal-overlay-bytes=VALUE");
        }
    }

    private static Consistency consistency(Path image) throws IOException {
        try (ByteSource volume = FileSource.open(image)) {
            return new Ext4Format().open(volume, Limits.defaults()).consistency();
        }
    }

    /** The position of the journal: its magic and a superblock's type. */
    private static long journalAt(Path image) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "r")) {
            for (long at = 0; at < file.length(); at += 1024) {
                file.seek(at);
                if (file.readInt() == 0xc03b3998 && file.readInt() == 4) {
                    return at;
                }
            }
        }
        throw new AssertionError("no journal");
    }

    /** Only where a test changes the superblock on purpose: crc32c over its 1024 bytes, s_checksum at 0xfc as zeros. */
    private static void refreshJournalChecksum(Path image) throws IOException {
        long at = journalAt(image);
        byte[] superblock = new byte[1024];
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.seek(at);
            file.readFully(superblock);
            for (int i = 0xfc; i < 0x100; i++) {
                superblock[i] = 0;
            }
            java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
            crc.update(superblock);
            file.seek(at + 0xfc);
            file.writeInt((int) ~crc.getValue());
        }
    }

    static int read(Path image, long position) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "r")) {
            file.seek(position);
            return file.read();
        }
    }

    static void write(Path image, long position, int... bytes) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.seek(position);
            for (int b : bytes) {
                file.write(b);
            }
        }
    }
}

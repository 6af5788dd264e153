package org.imginspect.filesystem.ext4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.zip.CRC32C;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.LimitExceededException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.filesystem.FileSystemIdentity;
import org.imginspect.filesystem.TreeListing;
import org.imginspect.fixtures.Fixtures;
import org.imginspect.guest.FileTree;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.Kind;
import org.imginspect.guest.Node;
import org.imginspect.io.ByteSource;
import org.imginspect.io.FileSource;
import org.imginspect.io.Limits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read beyond the canonical tree, what is refused by name, and what is damaged. */
final class Ext4FeaturesTest {
    private static final int SUPERBLOCK = 1024;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ea-inode",
                "desc-size-128",
                "block-64k",
                "deep",
                "rare",
                "damage",
                "damage-old",
                "damage-extents"
            })
    void theTreeIsWhatTheKernelShows(String name) throws IOException {
        try (FileTree tree = open(Fixtures.image("ext4/" + name))) {
            assertThat(TreeListing.entriesOf(tree))
                    .isEqualTo(TreeListing.of("ext4/" + name).entries());
        }
    }

    // ---- refused ----

    @ParameterizedTest
    @CsvSource({
        "0x1, compression (bit 0x1)",
        "0x8, journal_dev (bit 0x8)",
        "0x1000, dirdata (bit 0x1000)",
        "0x20, of unknown meaning (bit 0x20)",
        "0x40000, of unknown meaning (bit 0x40000)",
        "0x80000000, of unknown meaning (bit 0x80000000)"
    })
    void anIncompatibleFeatureThatIsNotUnderstoodIsRefusedByName(String bit, String name) throws IOException {
        Path image = Fixtures.copyOf("ext4/damage-old", directory);
        long features = 2 | Long.decode(bit); // filetype
        for (int i = 0; i < 4; i++) {
            Ext4JournalTest.write(image, SUPERBLOCK + 0x60 + i, (int) (features >>> (8 * i)) & 0xff);
        }
        assertThatThrownBy(() -> open(image))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("ext4: incompatible feature " + name + " is not supported");
    }

    @Test
    void readOnlyCompatibleFeaturesThatAreNotKnownDoNoHarm() throws IOException {
        Path image = Fixtures.copyOf("ext4/damage-old", directory);
        Ext4JournalTest.write(image, SUPERBLOCK + 0x64 + 3, 0x40); // s_feature_ro_compat
        try (FileTree tree = open(image)) {
            assertThat(tree.stat(GuestPath.of("/hello.txt"))).isPresent();
        }
    }

    @Test
    void aJournalDeviceIsRecognisedAndRefused() throws IOException {
        Path image = Fixtures.image("ext4/journal-device");
        try (ByteSource volume = FileSource.open(image)) {
            Ext4Format format = new Ext4Format();
            assertThat(format.recognises(volume)).isTrue();
            FileSystemIdentity identity = format.identify(volume);
            assertThat(identity.format()).isEqualTo("jbd");
            assertThat(identity.label()).contains("log");
            assertThat(identity.uuid()).contains("11111111-2222-3333-4444-555555555555");
            assertThatThrownBy(() -> format.open(volume, Limits.defaults()))
                    .isInstanceOf(UnsupportedFeatureException.class)
                    .hasMessageContaining("journal_dev");
        }
    }

    @Test
    void encryptedNamesAndContentsAreRefusedAndTheRestIsRead() throws IOException {
        try (FileTree tree = open(Fixtures.image("ext4/encrypted"))) {
            assertThat(tree.list(GuestPath.ROOT))
                    .containsExactly(GuestName.of("lost+found"), GuestName.of("plain"), GuestName.of("secret"));
            assertThat(tree.stat(GuestPath.of("/secret")).map(Node::kind)).contains(Kind.DIRECTORY);
            assertThat(tree.xattrs(GuestPath.of("/secret"))).isEmpty();
            assertThat(tree.stat(GuestPath.of("/plain/file")).map(Node::sizeBytes))
                    .contains(5L);
            assertThatThrownBy(() -> tree.list(GuestPath.of("/secret")))
                    .isInstanceOf(UnsupportedFeatureException.class)
                    .hasMessageContaining("is encrypted, its names cannot be read");
            assertThatThrownBy(() -> tree.stat(GuestPath.of("/secret/file")))
                    .isInstanceOf(UnsupportedFeatureException.class);
            assertThatThrownBy(() -> tree.stat(GuestPath.of("/secret/directory/file")))
                    .isInstanceOf(UnsupportedFeatureException.class);
        }
    }

    // ---- circles ----

    @ParameterizedTest
    @ValueSource(strings = {"/a/b/itself", "/a/b/to-root", "/a/b/c/to-a", "/a/b/c/to-a/b", "/a/b/itself/c"})
    void aDirectoryBelowItselfIsDamage(String path) throws IOException {
        try (FileTree tree = open(Fixtures.image("ext4/loops"))) {
            assertThat(tree.stat(GuestPath.of("/a/b/c")).map(Node::kind)).contains(Kind.DIRECTORY);
            assertThatThrownBy(() -> tree.stat(GuestPath.of(path)))
                    .isInstanceOf(DamagedImageException.class)
                    .hasMessageContaining("lies below itself");
        }
    }

    @Test
    void aWalkThroughLoopsComesToAnEnd() throws IOException {
        try (FileTree tree = open(Fixtures.image("ext4/loops"))) {
            Deque<GuestPath> open = new ArrayDeque<>(List.of(GuestPath.ROOT));
            int met = 0;
            int loops = 0;
            while (!open.isEmpty()) {
                GuestPath path = open.pop();
                met++;
                try {
                    if (tree.stat(path).orElseThrow().isDirectory()) {
                        tree.list(path).forEach(name -> open.push(path.resolve(name)));
                    }
                } catch (DamagedImageException e) {
                    loops++;
                }
            }
            assertThat(loops).isEqualTo(3);
            assertThat(met).isLessThan(20);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/self-extent, extent depth 1 is not 0",
        "/too-deep, extent depth 9 exceeds 5",
        "/empty-leaf, 65535 extents in room for 84"
    })
    void anExtentTreeThatIsNoneIsDamage(String path, String message) throws IOException {
        try (FileTree tree = open(Fixtures.image("ext4/loops"))) {
            assertThatThrownBy(() -> tree.open(GuestPath.of(path)))
                    .isInstanceOf(DamagedImageException.class)
                    .hasMessageContaining(message);
        }
    }

    // ---- checksums ----

    @Test
    void aWrongChecksumOfTheSuperblockIsDamage() throws IOException {
        Path image = Fixtures.copyOf("ext4/damage", directory);
        Ext4JournalTest.write(image, SUPERBLOCK + 0x78, 'D'); // s_volume_name
        assertThatThrownBy(() -> open(image))
                .isInstanceOf(DamagedImageException.class)
                .hasMessageContaining("ext4: checksum of superblock is 0x");
        try (ByteSource volume = FileSource.open(image)) {
            assertThat(new Ext4Format().identify(volume).label()).contains("Damage");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"debian12", "ubuntu1604"})
    void aWrongChecksumOfAGroupDescriptorIsDamage(String name) throws IOException {
        Path image = Fixtures.copyOf("ext4/" + name, directory);
        long descriptor = name.equals("debian12") ? 4096 : 2048;
        Ext4JournalTest.write(image, descriptor + 0xc, 0x55); // bg_free_blocks_count_lo of group 0
        assertThatThrownBy(() -> open(image))
                .isInstanceOf(DamagedImageException.class)
                .hasMessageContaining("ext4: checksum of descriptor of group 0 is 0x");
    }

    @Test
    void theSeedOfChecksumsReachesAnyValue() {
        for (int seed : new int[] {0, 1, -1, 0x12345678, Integer.MIN_VALUE, 0xcafebabe}) {
            CRC32C crc = new CRC32C();
            crc.update(Ext4Checksums.prefixFor(seed));
            assertThat((int) ~crc.getValue()).isEqualTo(seed);
        }
    }

    // ---- geometry ----

    @ParameterizedTest
    @CsvSource({
        "0x18, 7, block size 1024 << 7 exceeds 64 KiB",
        "0x7, 64, the file system has",
        "0x20, 0, 0 blocks per group",
        "0x28, 0, inodes",
        "0x14, 9, first data block 9 exceeds 1",
        "0x58, 129, inode size 129 is no power of two",
        "0x3, 9, inodes are not"
    })
    void geometryThatCannotBeIsDamage(String field, int value, String message) throws IOException {
        Path image = Fixtures.copyOf("ext4/damage-old", directory);
        Ext4JournalTest.write(image, SUPERBLOCK + Integer.decode(field), value);
        if (value == 0) {
            Ext4JournalTest.write(image, SUPERBLOCK + Integer.decode(field) + 1, 0);
        }
        assertThatThrownBy(() -> open(image))
                .isInstanceOf(DamagedImageException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aTruncatedVolumeIsDamage() throws IOException {
        try (ByteSource volume = FileSource.open(Fixtures.image("ext4/damage"))) {
            assertThatThrownBy(() ->
                            new Ext4Format().open(volume.slice(0, volume.size() - 1024, "cut"), Limits.defaults()))
                    .isInstanceOf(DamagedImageException.class)
                    .hasMessageContaining("the volume only");
        }
    }

    @Test
    void limitsAreKept() throws IOException {
        Limits few = Limits.defaults().with(Limits.DIRECTORY_ENTRIES, 100);
        try (ByteSource volume = FileSource.open(Fixtures.image("ext4/debian12"));
                FileTree tree = new Ext4Format().open(volume, few).tree()) {
            assertThatThrownBy(() -> tree.list(GuestPath.of("/many")))
                    .isInstanceOf(LimitExceededException.class)
                    .hasMessageContaining("--limit directory-entries=VALUE");
        }
        Limits fewer = Limits.defaults().with(Limits.EXTENTS_PER_FILE, 5);
        try (ByteSource volume = FileSource.open(Fixtures.image("ext4/debian12"));
                FileTree tree = new Ext4Format().open(volume, fewer).tree()) {
            assertThatThrownBy(() -> tree.open(GuestPath.of("/sparse/islands")))
                    .isInstanceOf(LimitExceededException.class)
                    .hasMessageContaining("--limit extents-per-file=VALUE");
        }
    }

    private static FileTree open(Path image) throws IOException {
        return new Ext4Format().open(FileSource.open(image), Limits.defaults()).tree();
    }
}

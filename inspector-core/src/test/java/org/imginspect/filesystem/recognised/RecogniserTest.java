package org.imginspect.filesystem.recognised;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.imginspect.error.ImageException;
import org.imginspect.filesystem.FileSystemIdentity;
import org.imginspect.filesystem.recognised.Recognition.Content;
import org.imginspect.fixtures.Fixtures;
import org.imginspect.io.ArraySource;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Bytes;
import org.imginspect.io.FileSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Volumes made by each format's own tools, and what blkid says of them. */
class RecogniserTest {
    /** blkid has no name for these as the recipe makes them (a checksum is missing), or finds more in them than is looked for here. */
    private static final Map<String, String> NAME_ONLY = Map.of("bcache", "bcache", "gfs2", "gfs2", "udf", "udf");

    static Stream<String> listed() {
        return Fixtures.text("recognised/recognised.listing").lines();
    }

    static Stream<String> listedOfSharedDisks() {
        return Fixtures.text("recognised/shared.listing").lines();
    }

    @ParameterizedTest
    @MethodSource("listed")
    void namesUuidsAndLabelsAreWhatBlkidSays(String line) throws Exception {
        String[] field = line.split("\t", -1);
        Optional<String> nameOnly = Optional.ofNullable(NAME_ONLY.get(field[0]));
        try (ByteSource tar = FileSource.open(Fixtures.image("recognised/recognised"))) {
            List<Recognition> found = Recogniser.signatures(member(tar, field[0]));
            if (nameOnly.isPresent()) {
                assertThat(found).extracting(one -> one.identity().format()).containsExactly(nameOnly.get());
            } else if (field[1].equals("-")) {
                assertThat(found).isEmpty();
            } else {
                assertThat(found)
                        .extracting(Recognition::identity)
                        .containsExactly(new FileSystemIdentity(field[1], optional(field[2]), optional(field[3])));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("listedOfSharedDisks")
    void theSameOfDisksThatAreShared(String line) throws Exception {
        String[] field = line.split("\t", -1);
        try (ByteSource tar = FileSource.open(Fixtures.image("recognised/shared"))) {
            assertThat(Recogniser.signatures(member(tar, field[0])))
                    .extracting(Recognition::identity)
                    .containsExactly(new FileSystemIdentity(field[1], optional(field[2]), optional(field[3])));
        }
    }

    @Test
    void whatIsEncryptedOrSharedIsNoFileSystem() throws Exception {
        try (ByteSource tar = FileSource.open(Fixtures.image("recognised/shared"))) {
            Map<String, Content> sorts = new TreeMap<>();
            for (String name : listedOfSharedDisks()
                    .map(line -> line.substring(0, line.indexOf('\t')))
                    .toList()) {
                sorts.put(name, Recogniser.signatures(member(tar, name)).get(0).content());
            }
            assertThat(sorts)
                    .containsEntry("bitlocker-to-go", Content.ENCRYPTED)
                    .containsEntry("zfs-pool", Content.VOLUME)
                    .containsEntry("oracleasm", Content.VOLUME)
                    .containsEntry("isw", Content.VOLUME)
                    .containsEntry("gfs2-dlm", Content.FILE_SYSTEM)
                    .containsEntry("swap-big-endian", Content.SWAP)
                    .containsEntry("uswsusp", Content.SWAP);
        }
    }

    @Test
    void theyAreOfTheRightSort() throws Exception {
        Map<String, Content> sorts = new TreeMap<>();
        try (ByteSource tar = FileSource.open(Fixtures.image("recognised/recognised"))) {
            for (String name :
                    listed().map(line -> line.substring(0, line.indexOf('\t'))).toList()) {
                List<Recognition> found = Recogniser.signatures(member(tar, name));
                sorts.put(
                        name,
                        found.isEmpty()
                                ? Recogniser.unrecognised(member(tar, name)).content()
                                : found.get(0).content());
            }
        }
        assertThat(sorts)
                .containsEntry("luks1", Content.ENCRYPTED)
                .containsEntry("luks2", Content.ENCRYPTED)
                .containsEntry("bitlocker", Content.ENCRYPTED)
                .containsEntry("lvm", Content.VOLUME)
                .containsEntry("md-0.90", Content.VOLUME)
                .containsEntry("md-1.0", Content.VOLUME)
                .containsEntry("zfs", Content.VOLUME)
                .containsEntry("swap", Content.SWAP)
                .containsEntry("swsuspend", Content.SWAP)
                .containsEntry("xfs", Content.FILE_SYSTEM)
                .containsEntry("ntfs", Content.FILE_SYSTEM)
                .containsEntry("zeros", Content.EMPTY)
                .containsEntry("noise", Content.UNKNOWN);
    }

    @Test
    void aSuspendedSystemIsMentioned() throws Exception {
        try (ByteSource tar = FileSource.open(Fixtures.image("recognised/recognised"))) {
            assertThat(Recogniser.signatures(member(tar, "swsuspend")).get(0).note())
                    .contains("swap: holds the memory of a suspended system (S1SUSPEND)");
            assertThat(Recogniser.signatures(member(tar, "swap")).get(0).note()).isEmpty();
        }
    }

    @Test
    void volumesOfAnySizeAreLookedAt() throws ImageException {
        for (int size : new int[] {0, 1, 511, 512, 4095, 4096, 65535, 65536, 70_000, 131_072, 1 << 20}) {
            ByteSource zeros = new ArraySource(new byte[size], "zeros");
            assertThat(Recogniser.signatures(zeros)).isEmpty();
            assertThat(Recogniser.unrecognised(zeros).content()).isEqualTo(Content.EMPTY);
        }
    }

    @Test
    void whateverFollowsASignatureNothingButAnImageExceptionComesOut() throws Exception {
        Random random = new Random(20260102);
        try (ByteSource tar = FileSource.open(Fixtures.image("recognised/recognised"))) {
            for (String name :
                    listed().map(line -> line.substring(0, line.indexOf('\t'))).toList()) {
                ByteSource member = member(tar, name);
                byte[] bytes = new byte[(int) Math.min(300_000, member.size())];
                member.readFully(0, bytes, 0, bytes.length);
                for (int round = 0; round < 50; round++) {
                    byte[] changed = bytes.clone();
                    for (int i = 0; i < 200; i++) {
                        // Beyond the first bytes, which hold most signatures.
                        changed[8 + random.nextInt(Math.min(changed.length, 0x11000) - 8)] = (byte) random.nextInt();
                    }
                    int length = random.nextInt(4) == 0 ? random.nextInt(changed.length) : changed.length;
                    ByteSource volume = new ArraySource(java.util.Arrays.copyOf(changed, length), name);
                    try {
                        assertThat(Recogniser.signatures(volume)).isNotNull();
                    } catch (ImageException e) {
                        assertThat(e).hasMessageContaining(name);
                    }
                }
            }
        }
    }

    private static Optional<String> optional(String field) {
        return field.equals("-") ? Optional.empty() : Optional.of(field);
    }

    /** A member of the tar as a slice of it. */
    private static ByteSource member(ByteSource tar, String name) throws IOException {
        long at = 0;
        while (at < tar.size()) {
            Bytes header = tar.read(at, 512);
            String found = header.latin1(0, 100).replace("\0", "");
            String octal = header.latin1(124, 11);
            long size = found.isEmpty() ? 0 : Long.parseLong(octal, 8);
            if (found.equals(name)) {
                return Objects.requireNonNull(tar.slice(at + 512, size, name));
            }
            at += 512 + (size + 511) / 512 * 512;
        }
        throw new AssertionError("no " + name);
    }
}

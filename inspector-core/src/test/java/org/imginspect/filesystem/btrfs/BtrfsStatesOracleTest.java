package org.imginspect.filesystem.btrfs;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.TreeMap;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.Problem;
import org.imginspect.filesystem.OpenedFileSystem;
import org.imginspect.filesystem.TreeListing;
import org.imginspect.guest.Consistency;
import org.imginspect.guest.GuestPath;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is not as it was left: cut off while mounted, renamed, superblocks and data damaged. Against the kernel and the tools. */
final class BtrfsStatesOracleTest {
    @TempDir
    Path directory;

    private BtrfsOracle oracle;

    @BeforeEach
    void begin() {
        oracle = new BtrfsOracle(directory);
    }

    @AfterEach
    void closeImages() throws Exception {
        oracle.close();
    }

    /** The image is copied while the file system is mounted, after an fsync that went to the log tree. */
    @Test
    void aLogTreeIsToldOfAndTheLastCommitShown() throws Exception {
        oracle.run("""
            make 1 120M
            begin 1 commit=300
            mkdir mnt/directory; echo before > mnt/directory/before; sync
            python3 - <<'END'
            import os
            for name in ("after", "before"):
                f = os.open("mnt/directory/" + name, os.O_CREAT | os.O_WRONLY | os.O_APPEND)
                os.write(f, b"later\\n")
                os.fsync(f)
            END
            cp --sparse=always 0 cut
            finish
            mv cut 0
            begin 1 ro,rescue=nologreplay
            list
            finish
            """);
        OpenedFileSystem opened = oracle.open(0);
        assertThat(opened.consistency().kind()).isEqualTo(Consistency.Kind.STALE);
        assertThat(opened.consistency().reason()).contains("log tree");
        oracle.assertAsListed(opened.tree());
        assertThat(opened.tree().stat(GuestPath.of("/directory/after"))).isEmpty();
    }

    @Test
    void anotherUuidOverTheMetadata() throws Exception {
        oracle.run("make 1 120M\nbtrfstune -m 0\nbegin 1\necho here > mnt/file\nlist\nfinish");
        OpenedFileSystem opened = oracle.open(0);
        oracle.assertAsListed(opened.tree());
        assertThat(opened.identity()).isEqualTo(oracle.listing().identity());
    }

    @Test
    void aDamagedSuperblockIsTakenFromItsCopy() throws Exception {
        oracle.run("make 1 120M -L label\nbegin 1\necho here > mnt/file\nlist\nfinish");
        flip(0x10000 + 0x200);
        OpenedFileSystem opened = oracle.open(0);
        assertThat(opened.warning().map(Problem::what).orElse(""))
                .contains("checksum of the superblock")
                .contains("copies");
        assertThat(opened.identity()).isEqualTo(oracle.listing().identity());
        oracle.assertAsListed(opened.tree());
        flip(0x4000000 + 0x200);
        assertThatThrownBy(() -> oracle.open(0))
                .isInstanceOf(DamagedImageException.class)
                .hasMessageContaining("checksum of the superblock");
    }

    /** The kernel answers EIO for a sector whose checksum does not match, and for that alone. */
    @Test
    void damagedDataAreRefusedWhereTheyHaveChecksums() throws Exception {
        String where = oracle.run("""
            make 1 120M
            begin 1
            mkdir mnt/plain; chattr +C mnt/plain
            for file in mnt/file mnt/plain/file; do python3 -c 'print("marker" * 4000)' > $file; done
            finish
            grep -obUa markermarkermarker 0 | cut -d: -f1 | sed -n 1p
            """);
        // Both files begin at a sector.
        for (long at = Long.parseLong(where.strip()) & -4096; at < 120L << 20; at += 4096) {
            if (begins(at, "markermarker") || begins(at, "rmarkermarke") || begins(at, "ermarkermark")) {
                flip(at + 100);
            }
        }
        OpenedFileSystem opened = oracle.open(0);
        assertThatThrownBy(() -> opened.tree().open(GuestPath.of("/file")).read(0, 100))
                .isInstanceOf(DamagedImageException.class)
                .hasMessageContaining("checksum of the data");
        assertThat(opened.tree().open(GuestPath.of("/plain/file")).read(0, 12).latin1(0, 12))
                .isEqualTo("markermarker");
        oracle.run("begin 1 ro\n! cat mnt/file > /dev/null\ncat mnt/plain/file > /dev/null\nfinish");
    }

    @ParameterizedTest
    @ValueSource(strings = {"compress-force=zlib", "compress-force=lzo", "compress=zstd", "nodatacow"})
    void extentsCutAndSharedInEveryWay(String option) throws Exception {
        oracle.run("""
            make 1 140M
            begin 1 OPTION
            for seed in 1 2; do mkdir mnt/$seed; python3 "$lib/btrfs-extents.py" mnt/$seed $seed; done
            list
            finish
            """.replace("OPTION", option));
        oracle.assertAsListed(oracle.open(0).tree());
    }

    /** What the kernel of a machine with small pages does not mount; mkfs.btrfs fills it from a directory. */
    @Test
    void sectorsOf64KiB() throws Exception {
        oracle.run("""
            python3 "$lib/canonical-tree.py" mnt --many 60
            truncate -s 400M 0
            mkfs.btrfs -q -f -s 65536 -n 65536 --rootdir mnt 0 > /dev/null 2>&1
            list
            rm -r mnt
            """);
        TreeMap<GuestPath, TreeListing.Entry> found =
                TreeListing.entriesOf(oracle.open(0).tree());
        assertThat(found.keySet()).isEqualTo(oracle.listing().entries().keySet());
        TreeMap<GuestPath, TreeListing.Entry> told = oracle.listing().entries();
        found.forEach(
                (path, entry) -> assertThat(withoutTime(entry)).isEqualTo(withoutTime(requireNonNull(told.get(path)))));
    }

    /** mkfs.btrfs leaves out the nanoseconds, and the time of the top. */
    private static TreeListing.Entry withoutTime(TreeListing.Entry entry) {
        return new TreeListing.Entry(
                entry.path(),
                entry.kind(),
                entry.permissions(),
                entry.uid(),
                entry.gid(),
                entry.size(),
                "",
                entry.content(),
                entry.xattrs());
    }

    private boolean begins(long at, String text) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(oracle.image(0).toFile(), "r")) {
            file.seek(at);
            byte[] found = new byte[text.length()];
            file.readFully(found);
            return new String(found, StandardCharsets.ISO_8859_1).equals(text);
        }
    }

    private void flip(long at) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(oracle.image(0).toFile(), "rw")) {
            file.seek(at);
            int value = file.read();
            file.seek(at);
            file.write(value ^ 1);
        }
    }
}

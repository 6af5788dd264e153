package org.imginspect.facts.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.facts.packages.FileDigest.Algorithm;
import org.imginspect.io.ByteSource;
import org.imginspect.io.FileSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSumsTest {
    private static final int FILE_BYTES = 3 << 20;

    @TempDir
    private Path directory;

    private byte[] content() {
        byte[] content = new byte[FILE_BYTES];
        new Random(3).nextBytes(content);
        return content;
    }

    private FileDigest digest(byte[] content, int from, int to) throws Exception {
        MessageDigest sum = MessageDigest.getInstance("SHA-256");
        sum.update(content, from, to - from);
        return new FileDigest(Algorithm.SHA256, HexFormat.of().formatHex(sum.digest()));
    }

    @Test
    void answersComeInTheOrderOfTheQuestionsWhateverTheThreadsDo() throws Exception {
        byte[] content = content();
        Path file = Files.write(directory.resolve("disk.raw"), content);
        List<Boolean> answers = new ArrayList<>();
        List<Boolean> wanted = new ArrayList<>();
        try (ByteSource disk = FileSource.open(file);
                FileSums sums = new FileSums()) {
            for (int i = 0; i < 600; i++) {
                int from = i * 4096;
                int to = from + 1 + i * 977 % 400_000;
                boolean right = i % 7 != 0;
                wanted.add(right);
                sums.compare(
                        disk.slice(from, to - from, "file " + i),
                        right ? digest(content, from, to) : digest(content, from, to - 1),
                        answers::add);
            }
            sums.finish();
        }
        assertThat(answers).isEqualTo(wanted);
    }

    /** An interrupted read of a channel closes it: an end before its time must not take the image away from the checks that follow. */
    @Test
    void damageInOneFileLeavesTheDiskReadable() throws Exception {
        byte[] content = content();
        Path file = Files.write(directory.resolve("disk.raw"), content);
        try (ByteSource disk = FileSource.open(file)) {
            for (int round = 0; round < 20; round++) {
                assertThatThrownBy(() -> {
                            try (FileSums sums = new FileSums()) {
                                sums.compare(damaged(), digest(content, 0, 1), equal -> {});
                                for (int i = 0; i < 200; i++) {
                                    sums.compare(
                                            disk.slice(0, FILE_BYTES, "file " + i), digest(content, 0, 1), equal -> {});
                                }
                                sums.finish();
                            }
                        })
                        .isInstanceOf(DamagedImageException.class);
                byte[] first = new byte[16];
                disk.readFully(0, first, 0, first.length);
                assertThat(first).startsWith(content[0], content[1]);
            }
        }
    }

    private static ByteSource damaged() {
        return new ByteSource() {
            @Override
            public long size() {
                return 1;
            }

            @Override
            public void readFully(long position, byte[] into, int offset, int length) throws ImageException {
                throw new DamagedImageException("ext4: bad extent", "disk.raw");
            }

            @Override
            public String describe() {
                return "disk.raw > ext4";
            }

            @Override
            public ByteSource slice(long start, long length, String name) {
                throw new UnsupportedOperationException("digests read files whole");
            }

            @Override
            public void close() {}
        };
    }
}

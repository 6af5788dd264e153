package org.imginspect.filesystem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.imginspect.error.ImageException;
import org.imginspect.fixtures.Fixtures;
import org.imginspect.guest.FileTree;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.Node;
import org.imginspect.io.ArraySource;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Limits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * What damage may do to any file system: an {@link ImageException} or success, in bounded time and memory. The image should be small
 * (a few MiB unpacked) with everything in it that the format has. Where the format has checksums over all its metadata, damage may
 * not change an answer either.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class DamageContract {
    private static final int FLIPS = 500;
    private static final int WORDS = 200;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Limits LIMITS = Limits.defaults()
            .with(Limits.NODES_WALKED, 5000)
            .with(Limits.DIRECTORY_ENTRIES, 5000)
            .with(Limits.EXTENTS_PER_FILE, 20_000)
            .with(Limits.METADATA_TABLE_BYTES, 4 << 20)
            .with(Limits.CACHE_BYTES, 4 << 20);
    private static final int READ_BYTES = 64 << 10;
    private static final int MAX_DEPTH = 60;

    private byte[] image = new byte[0];

    protected abstract FileSystemFormat format();

    /** The fixture: group and name. */
    protected abstract String image();

    /** Whether checksums cover all metadata, so that damage of it is never answered by something else than the truth. */
    protected boolean damageIsAlwaysNoticed() {
        return false;
    }

    private byte[] pristine() {
        if (image.length == 0) {
            try {
                image = Files.readAllBytes(Fixtures.image(image()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return image;
    }

    @Test
    void theImageItselfIsSound() throws ImageException {
        assertThat(walk(pristine(), pristine().length)).hasSizeGreaterThan(20);
    }

    @Test
    void everyFlippedByteOfTheFirstBlocksIsSurvived() {
        List<Integer> positions = new ArrayList<>();
        for (int i = 0; i < 4096; i++) {
            if (pristine()[i] != 0 || i % 16 == 0) {
                positions.add(i);
            }
        }
        survive(positions, 1);
    }

    @Test
    void flippedBytesAnywhereAreSurvived() {
        survive(usedPositions(FLIPS, 1), 1);
    }

    @Test
    void wordsOfOnesAreSurvived() {
        survive(usedPositions(WORDS, 2), 4);
    }

    @Test
    void blankedSectorsAreSurvived() {
        assertTimeoutPreemptively(PATIENCE, () -> {
            Random random = new Random(3);
            for (int i = 0; i < 200; i++) {
                byte[] damaged = pristine().clone();
                int sector = usedPosition(random) & ~511;
                Arrays.fill(damaged, sector, sector + 512, (byte) 0);
                tryToWalk(damaged, damaged.length, "zeros at 0x" + Integer.toHexString(sector));
            }
        });
    }

    @Test
    void sectorsInEachOthersPlaceAreSurvived() {
        assertTimeoutPreemptively(PATIENCE, () -> {
            Random random = new Random(4);
            for (int i = 0; i < 200; i++) {
                byte[] damaged = pristine().clone();
                int from = usedPosition(random) & ~511;
                int to = usedPosition(random) & ~511;
                System.arraycopy(pristine(), from, damaged, to, 512);
                tryToWalk(
                        damaged,
                        damaged.length,
                        "sector 0x" + Integer.toHexString(from) + " over 0x" + Integer.toHexString(to));
            }
        });
    }

    @Test
    void truncationAtAnyBlockIsSurvived() {
        assertTimeoutPreemptively(PATIENCE, () -> {
            for (int length = 0; length < pristine().length; length += length < 65536 ? 512 : 37 * 512) {
                tryToWalk(pristine(), length, "truncated to " + length);
            }
        });
    }

    @Test
    void randomBytesBehindTheMagicAreSurvived() {
        assertTimeoutPreemptively(PATIENCE, () -> {
            Random random = new Random(5);
            for (int i = 0; i < 100; i++) {
                byte[] damaged = pristine().clone();
                int start = usedPosition(random);
                byte[] noise = new byte[Math.min(2048, damaged.length - start)];
                random.nextBytes(noise);
                System.arraycopy(noise, 0, damaged, start, noise.length);
                tryToWalk(damaged, damaged.length, "noise at 0x" + Integer.toHexString(start));
            }
        });
    }

    private List<Integer> usedPositions(int count, long seed) {
        Random random = new Random(seed);
        List<Integer> positions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            positions.add(usedPosition(random));
        }
        return positions;
    }

    /** Most of an image is zeros; what matters is near bytes that are not. */
    private int usedPosition(Random random) {
        while (true) {
            int at = random.nextInt(pristine().length);
            if (pristine()[at] != 0) {
                return at;
            }
        }
    }

    private void survive(List<Integer> positions, int width) {
        assertTimeoutPreemptively(PATIENCE, () -> {
            Random random = new Random(width);
            List<String> truth = walk(pristine(), pristine().length);
            byte[] damaged = pristine().clone();
            for (int position : positions) {
                for (int i = position; i < Math.min(position + width, damaged.length); i++) {
                    damaged[i] = (byte) (width == 1 ? damaged[i] ^ (1 << random.nextInt(8)) : 0xff);
                }
                String what = width + " bytes at 0x" + Integer.toHexString(position);
                List<String> found = tryToWalk(damaged, damaged.length, what);
                if (damageIsAlwaysNoticed() && !found.isEmpty()) {
                    assertThat(found).as(what).isEqualTo(truth);
                }
                int end = Math.min(position + width, damaged.length);
                System.arraycopy(pristine(), position, damaged, position, end - position);
            }
        });
    }

    private List<String> tryToWalk(byte[] bytes, int length, String what) {
        try {
            return walk(bytes, length);
        } catch (ImageException expected) {
            assertThat(expected.getMessage()).isNotBlank();
            return List.of();
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            throw new AssertionError(what + " is answered by " + e, e);
        }
    }

    /** Everything that metadata says, in lines; contents are read and thrown away. */
    private List<String> walk(byte[] bytes, int length) throws ImageException {
        ByteSource volume = new ArraySource(bytes, "damaged").slice(0, length, "volume");
        List<String> lines = new ArrayList<>();
        if (!format().recognises(volume)) {
            return lines;
        }
        lines.add(format().identify(volume).toString());
        try (FileTree tree = format().open(volume, LIMITS).tree()) {
            Deque<GuestPath> open = new ArrayDeque<>(List.of(GuestPath.ROOT));
            while (!open.isEmpty() && lines.size() < 4000) {
                GuestPath path = open.pop();
                Node node = tree.stat(path).orElseThrow();
                lines.add(path + " " + node);
                tree.xattrs(path).forEach((name, value) -> lines.add(name + " " + Arrays.hashCode(value)));
                switch (node.kind()) {
                    case DIRECTORY -> {
                        if (path.names().size() < MAX_DEPTH) {
                            for (GuestName name : tree.list(path)) {
                                open.push(path.resolve(name));
                            }
                        }
                    }
                    case SYMLINK -> tree.readLink(path);
                    case FILE -> read(tree, path);
                    default -> {
                        // A device, FIFO or socket has nothing to read.
                    }
                }
            }
        }
        return lines;
    }

    private static void read(FileTree tree, GuestPath path) throws ImageException {
        try (ByteSource file = tree.open(path)) {
            byte[] piece = new byte[(int) Math.min(file.size(), READ_BYTES)];
            file.readFully(0, piece, 0, piece.length);
            file.readFully(file.size() - piece.length, piece, 0, piece.length);
        }
    }
}

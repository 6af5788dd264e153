package org.imginspect.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.imginspect.error.ImageException;
import org.imginspect.io.ArraySource;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Limits;

/** Damages an image in many ways and reads what is left: nothing but an {@link ImageException} or some bytes may come of it. */
final class BlockDamage {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int READ_BYTES = 256 << 10;
    private static final Limits LIMITS = Limits.defaults()
            .with(Limits.METADATA_TABLE_BYTES, 4 << 20)
            .with(Limits.DECOMPRESSED_BYTES, 64 << 20)
            .with(Limits.CACHE_BYTES, 4 << 20);

    private final ImageFormat format;
    private final Others others;
    private final byte[] pristine;

    /** Makes what an image may open besides itself. */
    interface Others {
        OtherFiles make() throws ImageException;
    }

    /** Does harm to the bytes at one place. */
    interface Harm {
        void to(byte[] bytes, int at, Random random);
    }

    BlockDamage(ImageFormat format, Others others, byte[] pristine) {
        this.format = format;
        this.others = others;
        this.pristine = pristine;
    }

    void surviveTruncation() {
        assertTimeoutPreemptively(PATIENCE, () -> {
            int step = Math.max(512, pristine.length / 100 / 512 * 512);
            for (int length = 0; length < pristine.length; length += length < 8192 ? 512 : step) {
                tryToRead(Arrays.copyOf(pristine, length), "truncated to " + length);
            }
        });
    }

    void survive(Harm harm, int times) {
        assertTimeoutPreemptively(PATIENCE, () -> {
            Random random = new Random(times);
            for (int i = 0; i < times; i++) {
                byte[] damaged = pristine.clone();
                int at = usedPosition(pristine, random);
                harm.to(damaged, at, random);
                tryToRead(damaged, "damage at 0x" + Integer.toHexString(at));
            }
        });
    }

    /** Every other time near the beginning or the end, where headers and footers are. */
    private static int usedPosition(byte[] bytes, Random random) {
        for (int attempt = 0; attempt < 100_000; attempt++) {
            int at = switch (random.nextInt(4)) {
                case 0 -> random.nextInt(Math.min(1024, bytes.length));
                case 1 -> bytes.length - 1 - random.nextInt(Math.min(1536, bytes.length));
                default -> random.nextInt(bytes.length);
            };
            if (bytes[at] != 0) {
                return at;
            }
        }
        return 0;
    }

    private void tryToRead(byte[] bytes, String what) {
        try (ByteSource file = new ArraySource(bytes, "damaged")) {
            if (!format.recognises(file)) {
                return;
            }
            DiskImage image = format.open(file, others.make(), LIMITS);
            ByteSource disk = image.disk();
            byte[] piece = new byte[READ_BYTES];
            for (int part = 0; part <= 4; part++) {
                long at = disk.size() / 4 * part;
                try {
                    disk.readFully(at, piece, 0, (int) Math.min(piece.length, disk.size() - at));
                } catch (ImageException e) {
                    assertThat(e.getMessage()).isNotBlank();
                }
            }
            if (image.space().isPresent()) {
                image.space().get().check();
            }
        } catch (ImageException e) {
            assertThat(e.getMessage()).isNotBlank();
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            throw new AssertionError(what + " is answered by " + e, e);
        }
    }
}

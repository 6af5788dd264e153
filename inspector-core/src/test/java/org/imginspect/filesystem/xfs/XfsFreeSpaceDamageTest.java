package org.imginspect.filesystem.xfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import java.util.Random;
import org.imginspect.error.ImageException;
import org.imginspect.filesystem.FreeSpace;
import org.imginspect.fixtures.Fixtures;
import org.imginspect.io.ArraySource;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Limits;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is overwritten: an {@link ImageException}, or runs that lie in the volume and are no more than it has. */
class XfsFreeSpaceDamageTest {
    private static final int ROUNDS = 60;

    @ParameterizedTest
    @ValueSource(strings = {"damage", "damage-old", "deep-old"})
    void damageIsAnExceptionOrStaysInTheVolume(String name) throws IOException {
        byte[] sound = Files.readAllBytes(Fixtures.image("xfs/" + name));
        Random random = new Random(11);
        int answered = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] bytes = sound.clone();
            for (int i = 0; i < 20 + random.nextInt(200); ) {
                int at = random.nextInt(bytes.length);
                // Most of an image is zeros; what matters is near bytes that are not.
                if (bytes[at] != 0) {
                    bytes[at] = (byte) random.nextInt(256);
                    i++;
                }
            }
            answered += visit(new ArraySource(bytes, name)) ? 1 : 0;
        }
        assertThat(answered).isLessThan(ROUNDS);
    }

    private static boolean visit(ByteSource volume) {
        long[] sums = new long[2];
        try {
            Optional<FreeSpace> space = new XfsFormat().freeSpace(volume, Limits.defaults());
            space.orElseThrow().free((start, length) -> sums[0] += inside(volume, start, length));
            space.orElseThrow().slack((start, length) -> sums[1] += inside(volume, start, length));
        } catch (ImageException e) {
            return false;
        }
        assertThat(sums[0]).isLessThanOrEqualTo(volume.size());
        assertThat(sums[1]).isLessThanOrEqualTo(volume.size());
        return true;
    }

    private static long inside(ByteSource volume, long start, long length) {
        assertThat(start).isNotNegative();
        assertThat(length).isPositive().isLessThanOrEqualTo(volume.size() - start);
        return length;
    }
}

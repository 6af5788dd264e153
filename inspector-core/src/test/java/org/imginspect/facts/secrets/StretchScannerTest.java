package org.imginspect.facts.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.imginspect.engine.DiskSpace.Unowned;
import org.imginspect.error.ImageException;
import org.imginspect.io.ArraySource;
import org.imginspect.io.ByteSource;
import org.junit.jupiter.api.Test;

class StretchScannerTest {
    private static final String TOKEN = "ghp_RVhBTVBMRW9uTHlOb3RBUmVhbFRva2VuMTIz";

    private static byte[] volume(int size, int... places) {
        byte[] volume = new byte[size];
        Arrays.fill(volume, (byte) ' ');
        for (int place : places) {
            byte[] token = TOKEN.getBytes(StandardCharsets.ISO_8859_1);
            System.arraycopy(token, 0, volume, place, token.length);
        }
        return volume;
    }

    @Test
    void secretsAreFoundWhereverTheyLieBesideTheBuffersBorders() throws Exception {
        int block = 1 << 20;
        int[] places = {1, block - 20, block + 200, 2 * block - 40, 3 * block + 8000, 4 * block - 41};
        StretchScanner scanner = new StretchScanner();
        scanner.scan("disk", Unowned.FREE, new ArraySource(volume(4 * block, places), "disk"), 0, 4L * block);
        assertThat(scanner.hits())
                .extracting(FreeSpaceSecrets.Hit::positionBytes)
                .containsExactly(1L, block - 20L, block + 200L, 2L * block - 40, 3L * block + 8000, 4L * block - 41);
        assertThat(scanner.incomplete()).isEmpty();
    }

    @Test
    void onlyTheStretchIsSearched() throws Exception {
        StretchScanner scanner = new StretchScanner();
        ByteSource volume = new ArraySource(volume(10_000, 100, 5_000, 9_000), "disk");
        scanner.scan("disk", Unowned.SLACK, volume, 4_000, 2_000);
        // What is cut off at the stretch's end is no token any more.
        scanner.scan("disk", Unowned.SLACK, volume, 8_000, 1_020);
        assertThat(scanner.hits())
                .extracting(FreeSpaceSecrets.Hit::positionBytes)
                .containsExactly(5_000L);
    }

    @Test
    void holesAreNotRead() throws Exception {
        byte[] bytes = volume(3 << 20, 100, (2 << 20) + 50);
        ByteSource data = new ArraySource(bytes, "disk");
        ByteSource holed = new ByteSource() {
            @Override
            public long size() {
                return data.size();
            }

            @Override
            public long nextData(long position) {
                return position < 1 << 20 || position >= 2 << 20 ? position : 2 << 20;
            }

            @Override
            public void readFully(long position, byte[] into, int offset, int length) throws ImageException {
                data.readFully(position, into, offset, length);
            }

            @Override
            public String describe() {
                return "disk";
            }

            @Override
            public void close() {}
        };
        StretchScanner scanner = new StretchScanner();
        scanner.scan("disk", Unowned.FREE, holed, 0, holed.size());
        assertThat(scanner.hits())
                .extracting(FreeSpaceSecrets.Hit::positionBytes)
                .containsExactly(100L, (2L << 20) + 50);
        assertThat(holed.nextData(holed.size())).isEqualTo(holed.size());
    }

    @Test
    void tooManyHitsAreSaidToBeTooMany() throws Exception {
        byte[] bytes = volume(64 * 200);
        for (int i = 0; i < 200; i++) {
            System.arraycopy(TOKEN.getBytes(StandardCharsets.ISO_8859_1), 0, bytes, 64 * i + 1, TOKEN.length());
        }
        StretchScanner scanner = new StretchScanner();
        scanner.scan("disk", Unowned.FREE, new ArraySource(bytes, "disk"), 0, bytes.length);
        assertThat(scanner.hits()).hasSize(100);
        assertThat(scanner.incomplete()).isPresent();
    }

    @Test
    void aHitNeverHoldsTheSecret() throws Exception {
        StretchScanner scanner = new StretchScanner();
        scanner.scan("disk", Unowned.FREE, new ArraySource(volume(1000, 10), "disk"), 0, 1000);
        assertThat(scanner.hits()).hasSize(1);
        assertThat(scanner.hits().get(0).toString()).doesNotContain(TOKEN.substring(0, 12));
    }
}

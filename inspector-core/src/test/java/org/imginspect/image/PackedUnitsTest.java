package org.imginspect.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.imginspect.error.DamagedImageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackedUnitsTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 4, 5, 100})
    void eachIsUnpackedOnceAndAllAreWhenItReturns(int count) throws Exception {
        AtomicIntegerArray times = new AtomicIntegerArray(100);
        PackedUnits.unpack(count, 65536, i -> {
            times.incrementAndGet(i);
        });
        for (int i = 0; i < 100; i++) {
            assertThat(times.get(i)).as("unit %d", i).isEqualTo(i < count ? 1 : 0);
        }
    }

    @Test
    void whatFailsIsToldAndNothingGoesOnAfterwards() throws Exception {
        for (int round = 0; round < 50; round++) {
            AtomicInteger working = new AtomicInteger();
            assertThatThrownBy(() -> PackedUnits.unpack(64, 65536, i -> {
                        working.incrementAndGet();
                        try {
                            if (i % 7 == 3) {
                                throw new DamagedImageException("unit " + i, "x");
                            }
                        } finally {
                            working.decrementAndGet();
                        }
                    }))
                    .isInstanceOf(DamagedImageException.class)
                    .hasMessageStartingWith("unit ");
            assertThat(working.get()).isZero();
        }
        assertThatThrownBy(() -> PackedUnits.unpack(8, 65536, i -> {
                    throw new IllegalStateException("bug");
                }))
                .isInstanceOf(IllegalStateException.class);
    }

    /** Readers that are tasks of the pool themselves do not wait for threads that they hold. */
    @Test
    void aBusyPoolDoesNotHoldItUp() throws Exception {
        AtomicInteger unpacked = new AtomicInteger();
        List<ForkJoinTask<?>> readers = new ArrayList<>();
        for (int reader = 0; reader < 20; reader++) {
            readers.add(ForkJoinPool.commonPool().submit(() -> {
                PackedUnits.unpack(32, 65536, i -> unpacked.incrementAndGet());
                return null;
            }));
        }
        for (ForkJoinTask<?> reader : readers) {
            reader.get();
        }
        assertThat(unpacked.get()).isEqualTo(20 * 32);
    }
}

package org.imginspect.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Modifier;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class LimitsTest {
    @Test
    void everyConstantIsALimitWithAValue() {
        Object[] constants = Arrays.stream(Limits.class.getFields())
                .filter(field -> Modifier.isStatic(field.getModifiers()))
                .map(field -> {
                    try {
                        return field.get(null);
                    } catch (IllegalAccessException e) {
                        throw new AssertionError(e);
                    }
                })
                .toArray();
        assertThat(Limits.names())
                .containsExactlyInAnyOrder(Arrays.copyOf(constants, constants.length, String[].class));
        assertThat(Limits.names())
                .allSatisfy(name -> assertThat(Limits.defaults().get(name)).isPositive());
    }

    @Test
    void changingOneLeavesTheOthers() {
        Limits changed = Limits.defaults().with(Limits.SYMLINK_HOPS, 3);
        assertThat(changed.get(Limits.SYMLINK_HOPS)).isEqualTo(3);
        assertThat(changed.get(Limits.NODES_WALKED)).isEqualTo(Limits.defaults().get(Limits.NODES_WALKED));
        assertThat(Limits.defaults().get(Limits.SYMLINK_HOPS)).isEqualTo(40);
        assertThat(changed.with(Limits.CACHE_BYTES, Long.MAX_VALUE).getInt(Limits.CACHE_BYTES))
                .isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void unknownNamesAndSenselessValuesAreRefused() {
        assertThatThrownBy(() -> Limits.defaults().with("no-such", 1))
                .hasMessageStartingWith("no limit is called 'no-such'; there are backing-depth, cache-bytes, ");
        assertThatThrownBy(() -> Limits.defaults().with(Limits.CACHE_BYTES, 0))
                .hasMessageContaining("must be 1 or more");
    }
}

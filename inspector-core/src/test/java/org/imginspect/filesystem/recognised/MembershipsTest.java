package org.imginspect.filesystem.recognised;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.io.ArraySource;
import org.junit.jupiter.api.Test;

/** What cannot say of how many members it is one. */
class MembershipsTest {
    @Test
    void poolsThatAreNotReadAreRefusedByName() {
        assertThatThrownBy(() -> Memberships.of("zfs_member", new ArraySource(new byte[4096], "zfs")))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("zfs_member");
    }
}

package org.imginspect.filesystem.xfs;

import org.imginspect.filesystem.DamageContract;
import org.imginspect.filesystem.FileSystemFormat;
import org.junit.jupiter.api.Nested;

/** Damage in images with and without checksums. */
final class XfsDamageTest {

    abstract static class Contract extends DamageContract {
        private final String image;

        Contract(String image) {
            this.image = image;
        }

        @Override
        protected FileSystemFormat format() {
            return new XfsFormat();
        }

        @Override
        protected String image() {
            return image;
        }
    }

    @Nested
    final class WithChecksums extends Contract {
        WithChecksums() {
            super("xfs/damage");
        }

        @Override
        protected boolean damageIsAlwaysNoticed() {
            return true;
        }
    }

    @Nested
    final class WithoutChecksums extends Contract {
        WithoutChecksums() {
            super("xfs/damage-old");
        }
    }
}

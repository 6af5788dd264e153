package org.imginspect.filesystem.btrfs;

import org.imginspect.filesystem.DamageContract;
import org.imginspect.filesystem.FileSystemFormat;
import org.junit.jupiter.api.Nested;

/** Damage where there is no second copy. */
final class BtrfsDamageTest {

    abstract static class Contract extends DamageContract {
        private final String image;

        Contract(String image) {
            this.image = image;
        }

        @Override
        protected FileSystemFormat format() {
            return new BtrfsFormat();
        }

        @Override
        protected String image() {
            return image;
        }

        @Override
        protected boolean damageIsAlwaysNoticed() {
            return true;
        }
    }

    @Nested
    final class WithOneCopy extends Contract {
        WithOneCopy() {
            super("btrfs/damage");
        }
    }
}

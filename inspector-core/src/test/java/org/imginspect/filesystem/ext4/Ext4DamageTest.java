package org.imginspect.filesystem.ext4;

import org.imginspect.filesystem.DamageContract;
import org.imginspect.filesystem.FileSystemFormat;
import org.junit.jupiter.api.Nested;

/** Damage in images with and without checksums, and in journals. */
final class Ext4DamageTest {

    abstract static class Contract extends DamageContract {
        private final String image;

        Contract(String image) {
            this.image = image;
        }

        @Override
        protected FileSystemFormat format() {
            return new Ext4Format();
        }

        @Override
        protected String image() {
            return image;
        }
    }

    @Nested
    final class WithChecksums extends Contract {
        WithChecksums() {
            super("ext4/damage");
        }

        @Override
        protected boolean damageIsAlwaysNoticed() {
            return true;
        }
    }

    @Nested
    final class WithIndirectBlocks extends Contract {
        WithIndirectBlocks() {
            super("ext4/damage-old");
        }
    }

    @Nested
    final class WithExtentsAndInlineData extends Contract {
        WithExtentsAndInlineData() {
            super("ext4/damage-extents");
        }
    }

    @Nested
    final class WithAJournalToReplay extends Contract {
        WithAJournalToReplay() {
            super("ext4/dirty-csum1");
        }
    }
}

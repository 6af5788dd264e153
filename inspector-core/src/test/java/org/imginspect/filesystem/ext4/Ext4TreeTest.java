package org.imginspect.filesystem.ext4;

import org.imginspect.filesystem.FileSystemFormat;
import org.imginspect.filesystem.FileTreeContract;
import org.junit.jupiter.api.Nested;

/** The contract over images of every feature that changes where things lie. */
final class Ext4TreeTest {

    abstract static class Contract extends FileTreeContract {
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
    final class AsDebian12MakesIt extends Contract {
        AsDebian12MakesIt() {
            super("ext4/debian12");
        }
    }

    @Nested
    final class AsDebian13MakesIt extends Contract {
        AsDebian13MakesIt() {
            super("ext4/debian13");
        }
    }

    @Nested
    final class AsUbuntu1604MakesIt extends Contract {
        AsUbuntu1604MakesIt() {
            super("ext4/ubuntu1604");
        }
    }

    @Nested
    final class Ext3WithHashedDirectories extends Contract {
        Ext3WithHashedDirectories() {
            super("ext4/ext3");
        }
    }

    @Nested
    final class Ext2WithIndirectBlocks extends Contract {
        Ext2WithIndirectBlocks() {
            super("ext4/ext2");
        }
    }

    @Nested
    final class InlineData extends Contract {
        InlineData() {
            super("ext4/inline-data");
        }
    }

    @Nested
    final class MetaBlockGroups extends Contract {
        MetaBlockGroups() {
            super("ext4/meta-bg");
        }
    }

    @Nested
    final class Bigalloc extends Contract {
        Bigalloc() {
            super("ext4/bigalloc");
        }
    }
}

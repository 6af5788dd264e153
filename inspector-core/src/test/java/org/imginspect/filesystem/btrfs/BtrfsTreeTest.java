package org.imginspect.filesystem.btrfs;

import org.imginspect.filesystem.FileSystemFormat;
import org.imginspect.filesystem.FileTreeContract;
import org.junit.jupiter.api.Nested;

/** The contract over images of the features of several generations of mkfs.btrfs. */
final class BtrfsTreeTest {

    abstract static class Contract extends FileTreeContract {
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
    }

    @Nested
    final class MixedChunksAsIn2014 extends Contract {
        MixedChunksAsIn2014() {
            super("btrfs/mixed");
        }
    }

    @Nested
    final class ZstdInADefaultSubvolume extends Contract {
        ZstdInADefaultSubvolume() {
            super("btrfs/zstd");
        }
    }

    @Nested
    final class LzoWithSha256 extends Contract {
        LzoWithSha256() {
            super("btrfs/lzo");
        }
    }
}

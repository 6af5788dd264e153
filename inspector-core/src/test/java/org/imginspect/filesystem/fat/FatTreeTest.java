package org.imginspect.filesystem.fat;

import java.util.Set;
import org.imginspect.filesystem.FileSystemFormat;
import org.imginspect.filesystem.FileTreeContract;
import org.junit.jupiter.api.Nested;

/** The contract over FAT12, FAT16 and FAT32 as the kernel's vfat wrote and listed them. */
class FatTreeTest {
    private abstract static class OnFat extends FileTreeContract {
        @Override
        protected FileSystemFormat format() {
            return new FatFormat();
        }

        @Override
        protected Set<Feature> lacks() {
            return Set.of(
                    Feature.NANOSECONDS,
                    Feature.SYMLINKS,
                    Feature.SPECIAL_FILES,
                    Feature.XATTRS,
                    Feature.HOLES,
                    Feature.ANY_BYTES,
                    Feature.CASE_SENSITIVE);
        }
    }

    @Nested
    class Fat12 extends OnFat {
        @Override
        protected String image() {
            return "fat/fat12";
        }
    }

    @Nested
    class Fat16 extends OnFat {
        @Override
        protected String image() {
            return "fat/fat16";
        }
    }

    @Nested
    class Fat32 extends OnFat {
        @Override
        protected String image() {
            return "fat/fat32";
        }
    }
}

package org.imginspect.filesystem.exfat;

import java.util.Set;
import org.imginspect.filesystem.FileSystemFormat;
import org.imginspect.filesystem.FileTreeContract;
import org.junit.jupiter.api.Nested;

/** The contract over exFAT as the kernel wrote and listed it. */
class ExfatTreeTest {
    private abstract static class OnExfat extends FileTreeContract {
        @Override
        protected FileSystemFormat format() {
            return new ExfatFormat();
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

    /** Sectors and clusters of 512 bytes: long chains in the FAT. */
    @Nested
    class SmallClusters extends OnExfat {
        @Override
        protected String image() {
            return "exfat/exfat";
        }
    }

    @Nested
    class SectorsOf4096Bytes extends OnExfat {
        @Override
        protected String image() {
            return "exfat/exfat4k";
        }
    }
}

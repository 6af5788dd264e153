package org.imginspect.filesystem.xfs;

import org.imginspect.filesystem.FileSystemFormat;
import org.imginspect.filesystem.FileTreeContract;
import org.junit.jupiter.api.Nested;

/** The contract over images with the options of several distributions' times; {@link XfsListingTest} has the others. */
final class XfsTreeTest {

    abstract static class Contract extends FileTreeContract {
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
    final class AsRhel70MakesIt extends Contract {
        AsRhel70MakesIt() {
            super("xfs/rhel70");
        }
    }

    @Nested
    final class AsRhel9MakesIt extends Contract {
        AsRhel9MakesIt() {
            super("xfs/rhel9");
        }
    }

    @Nested
    final class AsFedora40MakesIt extends Contract {
        AsFedora40MakesIt() {
            super("xfs/fedora40");
        }
    }

    @Nested
    final class DirectoryBlocksOf64KibAndSectorsOf4Kib extends Contract {
        DirectoryBlocksOf64KibAndSectorsOf4Kib() {
            super("xfs/directory-64k");
        }
    }
}

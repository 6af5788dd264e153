package org.imginspect.filesystem;

import org.imginspect.filesystem.btrfs.BtrfsFormat;
import org.imginspect.filesystem.ext4.Ext4Format;
import org.imginspect.filesystem.xfs.XfsFormat;
import org.junit.jupiter.api.Nested;

/** The contract over the formats that the kernel of the machine mounts. */
final class RandomTreeTest {

    @Nested
    final class Ext extends RandomTreeContract {
        @Override
        protected FileSystemFormat format() {
            return new Ext4Format();
        }

        @Override
        protected String kind() {
            return "ext4";
        }

        @Override
        protected String[] makers() {
            return new String[] {"mke2fs"};
        }

        /** All that a journal can hold is replayed but what fast commits added. */
        @Override
        protected boolean mustBeReplayed(RandomTrees.Made made) {
            return !made.how().contains("fast_commit");
        }
    }

    abstract static class OfXfs extends RandomTreeContract {
        @Override
        protected final FileSystemFormat format() {
            return new XfsFormat();
        }

        @Override
        protected final String[] makers() {
            return new String[] {"mkfs.xfs", "xfs_admin", "xfs_logprint"};
        }
    }

    @Nested
    final class Xfs extends OfXfs {
        @Override
        protected String kind() {
            return "xfs";
        }
    }

    @Nested
    final class XfsOfVersion4 extends OfXfs {
        @Override
        protected String kind() {
            return "xfs4";
        }

        @Override
        protected boolean hasLog() {
            return false;
        }
    }

    @Nested
    final class Btrfs extends RandomTreeContract {
        @Override
        protected FileSystemFormat format() {
            return new BtrfsFormat();
        }

        @Override
        protected String kind() {
            return "btrfs";
        }

        @Override
        protected String[] makers() {
            return new String[] {"mkfs.btrfs", "btrfs", "btrfstune", "losetup"};
        }
    }
}

package org.imginspect.filesystem;

import java.nio.file.Files;
import java.nio.file.Path;
import org.imginspect.filesystem.btrfs.BtrfsFormat;
import org.imginspect.filesystem.exfat.ExfatFormat;
import org.imginspect.filesystem.ext4.Ext4Format;
import org.imginspect.filesystem.fat.FatFormat;
import org.imginspect.filesystem.xfs.XfsFormat;
import org.imginspect.fixtures.Requirement;
import org.junit.jupiter.api.Nested;

/** The contract over every format: by the kernel of the machine where it mounts them everywhere, by other tools for the rest. */
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

    @Nested
    final class Fat extends RandomTreeContract {
        @Override
        protected FileSystemFormat format() {
            return new FatFormat();
        }

        @Override
        protected String kind() {
            return "vfat";
        }

        @Override
        protected String[] makers() {
            return new String[] {"mkfs.vfat", "mcopy", "mdeltree"};
        }

        @Override
        protected boolean hasLog() {
            return false;
        }
    }

    @Nested
    final class Exfat extends RandomTreeContract {
        @Override
        protected FileSystemFormat format() {
            return new ExfatFormat();
        }

        @Override
        protected String kind() {
            return "exfat";
        }

        @Override
        protected String[] makers() {
            Requirement.demand(Files.exists(Path.of("/dev/fuse")), "FUSE");
            return new String[] {"mkfs.exfat", "mount.exfat-fuse", "losetup"};
        }

        @Override
        protected boolean hasLog() {
            return false;
        }
    }
}

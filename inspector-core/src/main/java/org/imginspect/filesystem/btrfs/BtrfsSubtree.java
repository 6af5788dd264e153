package org.imginspect.filesystem.btrfs;

import java.util.LinkedHashMap;
import java.util.Map;
import org.imginspect.error.ImageException;
import org.imginspect.guest.Kind;

/** The inodes and directories of one subvolume. Not for several threads. */
final class BtrfsSubtree {
    /**
     * The places in the trees that were used last: a cursor keeps blocks in memory, and there may be thousands of subvolumes. One for
     * inodes and one for the rest, so that walkers find the inodes' one where they left it.
     */
    static final class Cursors {
        private static final int KEPT = 16;

        private record Pair(BtrfsCursor inodes, BtrfsCursor others) {}

        private final BtrfsVolume volume;
        private final LinkedHashMap<Long, Pair> bySubvolume = new LinkedHashMap<>(32, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Long, Pair> eldest) {
                return size() > KEPT;
            }
        };

        Cursors(BtrfsVolume volume) {
            this.volume = volume;
        }

        private Pair of(BtrfsRoot root) {
            return bySubvolume.computeIfAbsent(
                    root.id(), any -> new Pair(new BtrfsCursor(volume, root), new BtrfsCursor(volume, root)));
        }
    }

    private final BtrfsVolume volume;
    private final BtrfsRootItem item;
    private final Cursors cursors;

    BtrfsSubtree(BtrfsVolume volume, BtrfsRootItem item, Cursors cursors) {
        this.volume = volume;
        this.item = item;
        this.cursors = cursors;
    }

    long id() {
        return item.root().id();
    }

    BtrfsRoot root() {
        return item.root();
    }

    /** A cursor for anything but inodes, to be placed and used at once. */
    BtrfsCursor cursor() {
        return cursors.of(item.root()).others;
    }

    BtrfsInode top() throws ImageException {
        BtrfsInode top = inode(item.directory());
        if (top.kind() != Kind.DIRECTORY) {
            throw volume.damaged("the top of subvolume " + id() + " is no directory");
        }
        return top;
    }

    BtrfsInode inode(long number) throws ImageException {
        BtrfsCursor inodes = cursors.of(item.root()).inodes;
        if (!inodes.find(number, BtrfsInode.ITEM, 0)) {
            throw volume.damaged("there is no inode " + Long.toUnsignedString(number) + " in subvolume " + id());
        }
        return BtrfsInode.parse(number, inodes.item());
    }
}

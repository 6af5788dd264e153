package org.imginspect.filesystem.btrfs;

import org.imginspect.error.ImageException;
import org.imginspect.guest.Kind;

/** The inodes and directories of one subvolume. Not for several threads. */
final class BtrfsSubtree {
    private final BtrfsVolume volume;
    private final BtrfsRootItem item;
    private final BtrfsCursor inodes;
    private final BtrfsCursor others;

    BtrfsSubtree(BtrfsVolume volume, BtrfsRootItem item) {
        this.volume = volume;
        this.item = item;
        this.inodes = new BtrfsCursor(volume, item.root());
        this.others = new BtrfsCursor(volume, item.root());
    }

    long id() {
        return item.root().id();
    }

    BtrfsRoot root() {
        return item.root();
    }

    /** A cursor for anything but inodes, so that walkers find the inodes' one where they left it. */
    BtrfsCursor cursor() {
        return others;
    }

    BtrfsInode top() throws ImageException {
        BtrfsInode top = inode(item.directory());
        if (top.kind() != Kind.DIRECTORY) {
            throw volume.damaged("the top of subvolume " + id() + " is no directory");
        }
        return top;
    }

    BtrfsInode inode(long number) throws ImageException {
        if (!inodes.find(number, BtrfsInode.ITEM, 0)) {
            throw volume.damaged("there is no inode " + Long.toUnsignedString(number) + " in subvolume " + id());
        }
        return BtrfsInode.parse(number, inodes.item());
    }
}

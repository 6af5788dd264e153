package org.imginspect.filesystem.btrfs;

import org.imginspect.error.ImageException;
import org.imginspect.io.Bytes;
import org.jspecify.annotations.Nullable;

/** A place in a tree: an item, or none. Not for several threads. */
final class BtrfsCursor {
    private final BtrfsVolume volume;
    private final BtrfsRoot root;
    /** From the leaf, 0, up to the root. */
    private final @Nullable BtrfsNode[] path;

    private final int[] slots;
    private @Nullable BtrfsNode leaf;
    private int slot;

    BtrfsCursor(BtrfsVolume volume, BtrfsRoot root) {
        this.volume = volume;
        this.root = root;
        this.path = new BtrfsNode[root.level() + 1];
        this.slots = new int[root.level() + 1];
    }

    /** Goes to the first item whose key is that one or above; false if there is none. */
    boolean seek(long objectId, int type, long offset) throws ImageException {
        descend(objectId, type, offset);
        if (slot >= 0 && at().compare(slot, objectId, type, offset) == 0) {
            return true;
        }
        return next();
    }

    /** Goes to the item with that key; false if there is none, then the place is undefined. */
    boolean find(long objectId, int type, long offset) throws ImageException {
        descend(objectId, type, offset);
        return slot >= 0 && at().compare(slot, objectId, type, offset) == 0;
    }

    /** Goes to the last item whose key is that one or below; false if there is none, then {@link #next} goes to the first one. */
    boolean floor(long objectId, int type, long offset) throws ImageException {
        descend(objectId, type, offset);
        return slot >= 0;
    }

    /** Goes on to the next item; false if there is none. */
    boolean next() throws ImageException {
        BtrfsNode before = at();
        slot++;
        if (slot < before.count()) {
            return true;
        }
        int level = 1;
        while (level < path.length && slots[level] + 1 >= node(level).count()) {
            level++;
        }
        if (level == path.length) {
            return false;
        }
        // Should a child be damaged, the place is none.
        leaf = null;
        slots[level]++;
        for (int below = level - 1; below >= 0; below--) {
            path[below] = child(node(below + 1), slots[below + 1]);
            slots[below] = 0;
        }
        BtrfsNode after = node(0);
        if (before.count() > 0 && !isAbove(after, before)) {
            throw after.damaged("its keys do not follow those of the block before it");
        }
        leaf = after;
        slot = 0;
        return true;
    }

    long objectId() {
        return at().objectId(slot);
    }

    int type() {
        return at().type(slot);
    }

    long offset() {
        return at().offset(slot);
    }

    /** Whether the place is an item of that object and type. */
    boolean is(long objectId, int type) {
        return at().objectId(slot) == objectId && at().type(slot) == type;
    }

    Bytes item() throws ImageException {
        return at().item(slot);
    }

    private static boolean isAbove(BtrfsNode after, BtrfsNode before) {
        int last = before.count() - 1;
        return after.compare(0, before.objectId(last), before.type(last), before.offset(last)) > 0;
    }

    private BtrfsNode at() {
        BtrfsNode at = leaf;
        if (at == null) {
            throw new IllegalStateException("the cursor was not placed");
        }
        return at;
    }

    private BtrfsNode node(int level) {
        BtrfsNode node = path[level];
        if (node == null) {
            throw new IllegalStateException("the cursor was not placed");
        }
        return node;
    }

    private void descend(long objectId, int type, long offset) throws ImageException {
        BtrfsNode known = leaf;
        // Most look-ups are near the one before.
        if (known != null
                && known.count() > 0
                && known.compare(0, objectId, type, offset) <= 0
                && known.compare(known.count() - 1, objectId, type, offset) >= 0) {
            slot = known.floor(objectId, type, offset);
            return;
        }
        leaf = null;
        BtrfsNode node = volume.node(root.logical(), root.level(), root.generation());
        path[root.level()] = node;
        for (int level = root.level(); level > 0; level--) {
            slots[level] = Math.max(0, node.floor(objectId, type, offset));
            node = child(node, slots[level]);
            path[level - 1] = node;
        }
        leaf = node;
        slot = node.floor(objectId, type, offset);
    }

    private BtrfsNode child(BtrfsNode parent, int at) throws ImageException {
        BtrfsNode child = volume.node(parent.child(at), parent.level() - 1, parent.childGeneration(at));
        if (child.count() == 0 || child.compare(0, parent.objectId(at), parent.type(at), parent.offset(at)) != 0) {
            throw child.damaged("its first key is not the one that its parent names");
        }
        return child;
    }
}

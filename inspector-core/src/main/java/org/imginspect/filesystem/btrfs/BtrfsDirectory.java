package org.imginspect.filesystem.btrfs;

import java.util.Arrays;
import org.imginspect.guest.GuestName;
import org.jspecify.annotations.Nullable;

/** A directory's entries in byte order, without {@code .} and {@code ..}: all names in one array, so that thousands stay cheap. */
final class BtrfsDirectory {
    private final byte[] names;
    private final int[] starts;
    private final long[] targets;
    private final byte[] types;
    private int lastFound = -1;

    private BtrfsDirectory(byte[] names, int[] starts, long[] targets, byte[] types) {
        this.names = names;
        this.starts = starts;
        this.targets = targets;
        this.types = types;
    }

    int size() {
        return targets.length;
    }

    long bytes() {
        return 96 + names.length + 13L * targets.length;
    }

    GuestName name(int index) {
        return GuestName.of(Arrays.copyOfRange(names, starts[index], starts[index + 1]));
    }

    /** The number of the inode, or of the subvolume, that an entry names. */
    long target(int index) {
        return targets[index];
    }

    /** Whether an entry names a subvolume. */
    boolean isSubvolume(int index) {
        return types[index] < 0;
    }

    /** What the entry says that its inode is: BTRFS_FT_*. */
    int type(int index) {
        return types[index] & 0x7f;
    }

    /** The index of the entry called {@code text[from .. to)}, or -1 if there is none. */
    int find(byte[] text, int from, int to) {
        // Walkers ask for one entry after the other.
        int guess = lastFound + 1;
        if (guess < targets.length && Arrays.equals(names, starts[guess], starts[guess + 1], text, from, to)) {
            lastFound = guess;
            return guess;
        }
        int low = 0;
        int high = targets.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = Arrays.compareUnsigned(names, starts[middle], starts[middle + 1], text, from, to);
            if (order == 0) {
                lastFound = middle;
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }

    /** Takes entries in the order of the disk. */
    static final class Builder {
        private byte[] names = new byte[512];
        private int[] starts = new int[33];
        private long[] targets = new long[32];
        private byte[] types = new byte[32];
        private int count;

        int count() {
            return count;
        }

        void add(byte[] name, long target, boolean subvolume, int type) {
            int length = name.length;
            int end = starts[count] + length;
            if (end > names.length) {
                names = Arrays.copyOf(names, Math.max(end, 2 * names.length));
            }
            if (count == targets.length) {
                targets = Arrays.copyOf(targets, 2 * count);
                types = Arrays.copyOf(types, 2 * count);
                starts = Arrays.copyOf(starts, 2 * count + 1);
            }
            System.arraycopy(name, 0, names, starts[count], length);
            targets[count] = target;
            types[count] = (byte) (type | (subvolume ? 0x80 : 0));
            count++;
            starts[count] = end;
        }

        BtrfsDirectory build() {
            int[] order = sorted();
            byte[] sortedNames = new byte[starts[count]];
            int[] sortedStarts = new int[count + 1];
            long[] sortedTargets = new long[count];
            byte[] sortedTypes = new byte[count];
            for (int i = 0; i < count; i++) {
                int entry = order[i];
                int length = starts[entry + 1] - starts[entry];
                System.arraycopy(names, starts[entry], sortedNames, sortedStarts[i], length);
                sortedStarts[i + 1] = sortedStarts[i] + length;
                sortedTargets[i] = targets[entry];
                sortedTypes[i] = types[entry];
            }
            return new BtrfsDirectory(sortedNames, sortedStarts, sortedTargets, sortedTypes);
        }

        /** Merge sort from the bottom up, over numbers instead of objects. */
        private int[] sorted() {
            int[] from = new int[count];
            for (int i = 0; i < count; i++) {
                from[i] = i;
            }
            int[] to = new int[count];
            for (int width = 1; width < count; width *= 2) {
                for (int start = 0; start < count; start += 2 * width) {
                    int middle = Math.min(start + width, count);
                    int end = Math.min(middle + width, count);
                    int left = start;
                    int right = middle;
                    for (int i = start; i < end; i++) {
                        boolean takeLeft = right == end || (left < middle && compare(from[left], from[right]) <= 0);
                        to[i] = takeLeft ? from[left++] : from[right++];
                    }
                }
                int[] swap = from;
                from = to;
                to = swap;
            }
            return from;
        }

        private int compare(int a, int b) {
            return Arrays.compareUnsigned(names, starts[a], starts[a + 1], names, starts[b], starts[b + 1]);
        }
    }

    /** The first name that occurs twice, or null. */
    @Nullable
    GuestName duplicate() {
        for (int i = 1; i < targets.length; i++) {
            if (Arrays.equals(names, starts[i - 1], starts[i], names, starts[i], starts[i + 1])) {
                return name(i);
            }
        }
        return null;
    }
}

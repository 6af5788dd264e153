package org.imginspect.filesystem;

import java.util.Arrays;
import org.imginspect.guest.GuestName;
import org.jspecify.annotations.Nullable;

/** A directory's entries in byte order, without {@code .} and {@code ..}: all names in one array, so that thousands stay cheap. */
public final class DirectoryEntries {
    private final byte[] names;
    private final int[] starts;
    private final long[] inodes;
    private int lastFound = -1;

    private DirectoryEntries(byte[] names, int[] starts, long[] inodes) {
        this.names = names;
        this.starts = starts;
        this.inodes = inodes;
    }

    public int size() {
        return inodes.length;
    }

    /** How much memory it takes, about. */
    public long bytes() {
        return 96 + names.length + 12L * inodes.length;
    }

    public GuestName name(int index) {
        return GuestName.of(Arrays.copyOfRange(names, starts[index], starts[index + 1]));
    }

    /** The inode of the entry called {@code text[from .. to)}, or 0 if there is none. */
    public long find(byte[] text, int from, int to) {
        // Walkers ask for one entry after the other.
        int guess = lastFound + 1;
        if (guess < inodes.length && Arrays.equals(names, starts[guess], starts[guess + 1], text, from, to)) {
            lastFound = guess;
            return inodes[guess];
        }
        int low = 0;
        int high = inodes.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = Arrays.compareUnsigned(names, starts[middle], starts[middle + 1], text, from, to);
            if (order == 0) {
                lastFound = middle;
                return inodes[middle];
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return 0;
    }

    /** Takes entries in the order of the disk. */
    public static final class Builder {
        private byte[] names = new byte[512];
        private int[] starts = new int[33];
        private long[] inodes = new long[32];
        private int count;

        /** An empty one. */
        public Builder() {}

        public int count() {
            return count;
        }

        public void add(byte[] from, int offset, int length, long inode) {
            int end = starts[count] + length;
            if (end > names.length) {
                names = Arrays.copyOf(names, Math.max(end, 2 * names.length));
            }
            if (count == inodes.length) {
                inodes = Arrays.copyOf(inodes, 2 * count);
                starts = Arrays.copyOf(starts, 2 * count + 1);
            }
            System.arraycopy(from, offset, names, starts[count], length);
            inodes[count] = inode;
            count++;
            starts[count] = end;
        }

        /** The entries put in order; equal names stay in the order of the disk. */
        public DirectoryEntries build() {
            int[] order = sorted();
            byte[] sortedNames = new byte[starts[count]];
            int[] sortedStarts = new int[count + 1];
            long[] sortedInodes = new long[count];
            for (int i = 0; i < count; i++) {
                int entry = order[i];
                int length = starts[entry + 1] - starts[entry];
                System.arraycopy(names, starts[entry], sortedNames, sortedStarts[i], length);
                sortedStarts[i + 1] = sortedStarts[i] + length;
                sortedInodes[i] = inodes[entry];
            }
            return new DirectoryEntries(sortedNames, sortedStarts, sortedInodes);
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
    public @Nullable GuestName duplicate() {
        for (int i = 1; i < inodes.length; i++) {
            if (Arrays.equals(names, starts[i - 1], starts[i], names, starts[i], starts[i + 1])) {
                return name(i);
            }
        }
        return null;
    }
}

package org.imginspect.image;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.jspecify.annotations.Nullable;

/**
 * What lies behind a disk where it has no bytes of its own: its parent, or nothing. A parent may be shorter than its child: zeros follow
 * it.
 */
public final class ParentDisk {
    /** No parent: zeros everywhere. */
    public static final ParentDisk NONE = new ParentDisk(null, List.of());

    private final @Nullable DiskImage image;
    private final List<String> names;
    // From where to where its latest answer told of nothing but zeros: a child asks again for each of its units.
    private volatile long[] gap = {0, 0};

    private ParentDisk(@Nullable DiskImage image, List<String> names) {
        this.image = image;
        this.names = List.copyOf(names);
    }

    /**
     * That image.
     *
     * @param name as the child names it
     */
    public static ParentDisk of(String name, DiskImage image) {
        List<String> names = new ArrayList<>();
        names.add(name);
        names.addAll(image.otherFiles());
        return new ParentDisk(image, names);
    }

    /** The names of its files, its own first, then those it took its bytes from; none if there is no parent. */
    public List<String> files() {
        return names;
    }

    /** Whether there is none. */
    public boolean isNone() {
        return image == null;
    }

    /** Fills {@code into[offset .. offset + length)} from {@code position}, with zeros behind the parent's end. */
    public void read(long position, byte[] into, int offset, int length) throws ImageException {
        int there = 0;
        if (image != null) {
            there = (int) Math.max(0, Math.min(length, image.disk().size() - position));
            if (there > 0) {
                image.disk().readFully(position, into, offset, there);
            }
        }
        Arrays.fill(into, offset + there, offset + length, (byte) 0);
    }

    /** The first position from {@code position} on, before {@code end}, where it may hold anything but zeros; {@code end} if none. */
    public long nextData(long position, long end) throws ImageException {
        if (image == null || position >= image.disk().size()) {
            return end;
        }
        long[] known = gap;
        long next = position >= known[0] && position < known[1]
                ? known[1]
                : image.disk().nextData(position);
        gap = new long[] {position, next};
        return next >= image.disk().size() ? end : Math.min(next, end);
    }

    /** Whether it, or what lies behind it, was not closed. */
    public boolean dirty() {
        return image != null && image.dirty();
    }

    /** Whether it, or what lies behind it, is marked as damaged. */
    public boolean corrupt() {
        return image != null && image.corrupt();
    }

    /**
     * A child's space, whose check finds the parent's defects too.
     *
     * @param own of the child's file alone
     */
    public ImageSpace checkedWith(ImageSpace own) {
        if (image == null) {
            return own;
        }
        return new ImageSpace() {
            @Override
            public long storedBytes(long start, long length) throws ImageException {
                return own.storedBytes(start, length);
            }

            @Override
            public ImageCheck check() throws ImageException {
                ImageCheck check = own.check();
                if (image.space().isEmpty()) {
                    if (image.clusterBytes().isPresent()) {
                        throw new UnsupportedFeatureException(
                                image.format() + ": how it keeps the disk is not checked",
                                image.disk().describe());
                    }
                    return check;
                }
                ImageCheck behind = image.space().get().check();
                List<String> defects = new ArrayList<>(check.defects());
                for (String defect : behind.defects()) {
                    defects.add("in " + image.disk().describe() + " behind it: " + defect);
                }
                return new ImageCheck(
                        defects, check.defectCount() + behind.defectCount(), check.leaked(), check.unitBytes());
            }
        };
    }

    /** Closes the parent's disk. */
    public void close() throws ImageException {
        if (image != null) {
            image.disk().close();
        }
    }
}

package org.imginspect.filesystem;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.imginspect.error.ImageException;
import org.imginspect.fixtures.Requirement;
import org.imginspect.guest.Consistency;
import org.imginspect.guest.GuestPath;
import org.imginspect.io.ByteSource;
import org.imginspect.io.FileSource;
import org.imginspect.io.Limits;
import org.junit.jupiter.api.Test;

/**
 * Trees at random, entry for entry as the kernel shows them. {@code -Dimginspect.seeds=N} looks at the first N seeds instead of
 * 200, {@code -Dimginspect.seed=N} at one.
 */
abstract class RandomTreeContract {
    private static final int SEEDS = 200;
    private static final int SHOWN = 12;

    private int dirty;

    protected abstract FileSystemFormat format();

    /** What random-trees.py calls it. */
    protected abstract String kind();

    /** The programs that make such file systems. */
    protected abstract String[] makers();

    /** Whether some of the images are taken while mounted. */
    protected boolean hasLog() {
        return true;
    }

    private OpenedFileSystem open(List<ByteSource> devices) throws ImageException {
        return devices.size() == 1
                ? format().open(devices.get(0), Limits.defaults())
                : format().open(devices, Limits.defaults());
    }

    @Test
    void everyTreeIsAsTheKernelShowsIt() throws IOException {
        RandomTrees.demand(makers());
        Integer one = Integer.getInteger("imginspect.seed");
        int first = one == null ? 0 : one;
        int end = one == null ? Integer.getInteger("imginspect.seeds", Requirement.verifying() ? SEEDS : 20) : one + 1;
        List<String> wrong = new ArrayList<>();
        try (RandomTrees trees = new RandomTrees(kind(), first, end)) {
            for (int seed = first; seed < end; seed++) {
                RandomTrees.Made made = trees.next();
                compare(made, wrong);
                RandomTrees.delete(made);
            }
        }
        assertThat(wrong)
                .as("seeds of %s whose trees differ (again: -Dimginspect.seed=N)", kind())
                .isEmpty();
        if (end - first >= SEEDS && hasLog()) {
            assertThat(dirty).as("images whose log has to be replayed").isGreaterThan(20);
        }
    }

    private void compare(RandomTrees.Made made, List<String> wrong) {
        String name = "seed " + made.seed() + (made.dirty() ? " (dirty) " : " ") + made.how();
        List<ByteSource> devices = new ArrayList<>();
        try {
            for (var image : made.images()) {
                devices.add(FileSource.open(image));
            }
            OpenedFileSystem opened = open(devices);
            try (var tree = opened.tree()) {
                Consistency.Kind kind = opened.consistency().kind();
                if (made.dirty() == (kind == Consistency.Kind.CLEAN)) {
                    wrong.add(name + ": " + opened.consistency());
                }
                dirty += made.dirty() ? 1 : 0;
                if (kind != Consistency.Kind.STALE || mustBeReplayed(made)) {
                    differences(name, made.listing().entries(), TreeListing.entriesOf(tree), wrong);
                }
            }
            for (ByteSource device : devices) {
                device.close();
            }
        } catch (IOException | RuntimeException e) {
            wrong.add(name + ": " + e);
        }
    }

    /** Whether what the journal holds must be shown even of this image, not only reported. */
    protected boolean mustBeReplayed(RandomTrees.Made made) {
        return false;
    }

    private static void differences(
            String name,
            Map<GuestPath, TreeListing.Entry> kernels,
            Map<GuestPath, TreeListing.Entry> ours,
            List<String> wrong) {
        StringBuilder text = new StringBuilder(name);
        int count = 0;
        for (Map.Entry<GuestPath, TreeListing.Entry> entry : kernels.entrySet()) {
            TreeListing.Entry other = ours.get(entry.getKey());
            if (other != null && entry.getValue().modified().equals("-")) {
                other = other.withModified("-");
            }
            if (!entry.getValue().equals(other) && ++count <= SHOWN) {
                text.append("\n  kernel ")
                        .append(entry.getValue())
                        .append("\n  ours   ")
                        .append(other);
            }
        }
        for (GuestPath path : ours.keySet()) {
            if (!kernels.containsKey(path) && ++count <= SHOWN) {
                text.append("\n  not in the kernel's tree: ").append(path);
            }
        }
        if (count > 0) {
            wrong.add(text.append("\n  ").append(count).append(" differ").toString());
        }
    }
}

package org.imginspect.image;

import java.util.concurrent.ForkJoinPool;
import org.imginspect.error.ImageException;
import org.jspecify.annotations.Nullable;

/**
 * Unpacks the compressed units (clusters, grains) of one long read on all processors. Short reads stay on their thread, where handing
 * them over would cost more than it saves.
 */
public final class PackedUnits {
    private static final long PAYS_FROM_BYTES = 256 << 10;
    private static final int THREADS_MAX = 4;

    /** Unpacks one unit to where it belongs. */
    @FunctionalInterface
    public interface Unit {
        void unpack(int index) throws ImageException;
    }

    private PackedUnits() {}

    /**
     * Unpacks the units 0 to {@code count - 1}, in any order and several at once; all are done, or none is going on, when this returns.
     *
     * @param bytesEach what one unpacks to
     * @param unit for several threads
     * @throws ImageException of a unit that failed, the first one of those that were tried
     */
    public static void unpack(int count, long bytesEach, Unit unit) throws ImageException {
        int helpers = Math.min(Math.min(THREADS_MAX - 1, ForkJoinPool.getCommonPoolParallelism()), count - 1);
        if (helpers < 1 || count * bytesEach < PAYS_FROM_BYTES) {
            for (int i = 0; i < count; i++) {
                unit.unpack(i);
            }
            return;
        }
        Crew crew = new Crew(count, unit);
        for (int i = 0; i < helpers; i++) {
            ForkJoinPool.commonPool().execute(crew);
        }
        crew.work();
        crew.finish();
    }

    /** Those who take units until there are none left: the reader and helpers, of whom each may come too late to do anything. */
    private static final class Crew implements Runnable {
        private final int count;
        private final Unit unit;
        private int next;
        private int helping;
        private boolean closed;
        private int failedIndex = Integer.MAX_VALUE;
        private @Nullable ImageException failure;
        private @Nullable RuntimeException bug;

        Crew(int count, Unit unit) {
            this.count = count;
            this.unit = unit;
        }

        @Override
        public void run() {
            synchronized (this) {
                if (closed) {
                    return;
                }
                helping++;
            }
            try {
                work();
            } finally {
                synchronized (this) {
                    helping--;
                    notifyAll();
                }
            }
        }

        void work() {
            for (int index = take(); index < count; index = take()) {
                try {
                    unit.unpack(index);
                } catch (ImageException e) {
                    failed(index, e, null);
                } catch (RuntimeException e) {
                    failed(index, null, e);
                }
            }
        }

        private synchronized int take() {
            return failedIndex < Integer.MAX_VALUE ? count : next++;
        }

        private synchronized void failed(int index, @Nullable ImageException e, @Nullable RuntimeException other) {
            if (index < failedIndex) {
                failedIndex = index;
                failure = e;
                bug = other;
            }
        }

        /** Waits for the helpers that are at work: at most one unit each. */
        synchronized void finish() throws ImageException {
            closed = true;
            boolean interrupted = false;
            while (helping > 0) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    // The helpers write into the reader's array: it cannot leave before them.
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            if (failure != null) {
                throw failure;
            }
            if (bug != null) {
                throw bug;
            }
        }
    }
}

package org.imginspect.facts.packages;

import java.io.Closeable;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.ImageReadException;
import org.imginspect.facts.packages.FileDigest.Algorithm;
import org.imginspect.io.ByteSource;

/**
 * Reads files and compares what they come to, on as many threads as there are processors, for taking compressed clusters apart and
 * computing digests is all the work there is. The answers come in the order of the questions.
 */
final class FileSums implements Closeable {
    private static final int CHUNK = 1 << 18;
    private static final int MOST_THREADS = 8;
    /** Questions that wait or are at work, so that open files do not pile up. */
    private static final int AHEAD = 256;

    /** Told whether a file is what it has to be. */
    @FunctionalInterface
    interface Answer {
        void of(boolean equal) throws ImageException;
    }

    private record Open(Future<Boolean> future, Answer answer) {}

    /** What a thread needs for itself. */
    private final class Worker {
        private final byte[] chunk = new byte[CHUNK];
        private final Map<Algorithm, MessageDigest> sums = new EnumMap<>(Algorithm.class);

        boolean isEqual(ByteSource file, FileDigest digest) throws ImageException {
            MessageDigest sum = sums.computeIfAbsent(digest.algorithm(), FileSums::create);
            sum.reset();
            long size = file.size();
            for (long at = 0; at < size && !ended; at += chunk.length) {
                int length = (int) Math.min(chunk.length, size - at);
                file.readFully(at, chunk, 0, length);
                sum.update(chunk, 0, length);
            }
            return HexFormat.of().formatHex(sum.digest()).equals(digest.hex());
        }
    }

    private final ThreadLocal<Worker> workers = ThreadLocal.withInitial(() -> new Worker());
    private final Deque<Open> open = new ArrayDeque<>();
    private final ExecutorService threads;
    private volatile boolean ended;

    FileSums() {
        int count = Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors());
        threads = Executors.newFixedThreadPool(count, task -> {
            Thread thread = new Thread(task, "imginspect-digests");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** @param file closed here, whatever becomes of it */
    void compare(ByteSource file, FileDigest digest, Answer answer) throws ImageException {
        Future<Boolean> future = threads.submit(() -> {
            try (file) {
                return workers.get().isEqual(file, digest);
            }
        });
        open.add(new Open(future, answer));
        if (open.size() >= AHEAD) {
            next();
        }
    }

    /** Waits for everything asked for. */
    void finish() throws ImageException {
        while (!open.isEmpty()) {
            next();
        }
    }

    private void next() throws ImageException {
        Open first = open.remove();
        try {
            first.answer.of(first.future.get());
        } catch (ExecutionException e) {
            Throwable why = e.getCause();
            if (why instanceof ImageException image) {
                throw image;
            }
            if (why instanceof RuntimeException bug) {
                throw bug;
            }
            if (why instanceof Error error) {
                throw error;
            }
            throw new DamagedImageException("file cannot be read", "packages", why instanceof IOException io ? io : e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ImageReadException("interrupted while files of packages were read", "packages", e);
        }
    }

    /** The digest of a few bytes. */
    static String of(byte[] content, Algorithm algorithm) {
        return HexFormat.of().formatHex(create(algorithm).digest(content));
    }

    private static MessageDigest create(Algorithm algorithm) {
        try {
            return MessageDigest.getInstance(algorithm.javaName());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has " + algorithm, e);
        }
    }

    /**
     * Ends the threads, and returns when none of them reads any more; what was not answered yet never is. They are not interrupted: that would
     * close the image's file under them, and for everybody else.
     */
    @Override
    public void close() {
        ended = true;
        threads.shutdown();
        boolean interrupted = false;
        while (true) {
            try {
                if (threads.awaitTermination(1, TimeUnit.DAYS)) {
                    break;
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

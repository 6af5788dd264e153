package org.imginspect.engine.libguestfs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Ends a call that takes too long, or writes too much, by killing the emulator below it: libguestfs has no time limit of its own, and
 * its lock keeps out every call that could stop it. The blocked call then fails within a second.
 */
final class Watchdog implements AutoCloseable {
    private static final long LOOK_MILLIS = 100;

    private final Path privateDirectory;
    private final Thread thread;
    private @Nullable String what;
    private long endNanos;
    private @Nullable Path growing;
    private long capBytes;
    private @Nullable String fired;
    private boolean closed;

    /**
     * @param privateDirectory on the command line of the emulators to be killed, and of no other process
     */
    Watchdog(Path privateDirectory) {
        this.privateDirectory = privateDirectory;
        this.thread = new Thread(this::watch, "libguestfs-watchdog");
        this.thread.setDaemon(true);
        this.thread.start();
    }

    /** A call begins. */
    synchronized void begin(String call, int seconds, @Nullable Path output, long outputCapBytes) {
        what = call;
        endNanos = System.nanoTime() + seconds * 1_000_000_000L;
        growing = output;
        capBytes = outputCapBytes;
        fired = null;
        notifyAll();
    }

    /** It is over. Why it was ended; empty if it ended by itself. */
    synchronized Optional<String> end() {
        what = null;
        Optional<String> answer = Optional.ofNullable(fired);
        fired = null;
        return answer;
    }

    private void watch() {
        try {
            while (look()) {
                Thread.sleep(LOOK_MILLIS);
            }
        } catch (InterruptedException e) {
            // Closed.
        }
    }

    private synchronized boolean look() throws InterruptedException {
        while (what == null && !closed) {
            wait();
        }
        if (closed) {
            return false;
        }
        if (System.nanoTime() - endNanos >= 0) {
            fired = "took longer than it may and was ended";
        } else if (growing != null && lengthOf(growing) > capBytes) {
            fired = "gave out more than " + capBytes + " bytes and was ended";
        }
        if (fired != null) {
            // Again at every look, until the call notices: the emulator may not have been started yet.
            killEmulators();
        }
        return true;
    }

    private static long lengthOf(Path file) {
        try {
            return Files.exists(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            return 0;
        }
    }

    /** Kills the emulators among our descendants that serve this appliance, and those that libguestfs only asks for their features. */
    void killEmulators() {
        emulators(privateDirectory).forEach(ProcessHandle::destroyForcibly);
    }

    /** The emulators among our descendants that belong to the appliance with this private directory. */
    static java.util.stream.Stream<ProcessHandle> emulators(Path privateDirectory) {
        return ProcessHandle.current().descendants().filter(process -> {
            String[] arguments = commandLine(process);
            if (arguments.length == 0 || !arguments[0].contains("qemu")) {
                return false;
            }
            boolean serves = false;
            for (String argument : arguments) {
                if (argument.contains(privateDirectory.toString())) {
                    return true;
                }
                serves |= argument.contains("guestfsd.sock");
            }
            return !serves;
        });
    }

    private static String[] commandLine(ProcessHandle process) {
        try {
            byte[] line = Files.readAllBytes(Path.of("/proc", Long.toString(process.pid()), "cmdline"));
            return new String(line, StandardCharsets.UTF_8).split("\0", -1);
        } catch (IOException e) {
            // It has ended meanwhile.
            return new String[0];
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        thread.interrupt();
    }
}

package org.imginspect.engine.libguestfs;

import java.io.Closeable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.imginspect.error.ImageReadException;
import org.jspecify.annotations.Nullable;

/**
 * A launched appliance with drives attached, read-only. Every call goes through {@link #call}, one at a time, under the watchdog.
 *
 * <p>KVM is used where a self-test found that it works; else, or when a launch with it fails, software emulation. {@link #notes} says
 * which.
 */
final class Appliance implements Closeable {
    private static final int MEMORY_MIB = 512;
    private static final int MOST_PROCESSORS = 2;
    private static final int CLOSE_SECONDS = 30;
    /**
     * What costs an emulated kernel a tenth of its time and guards one tenant of a machine from another: this one has a single tenant,
     * and is thrown away.
     */
    private static final String KERNEL_WORDS = "mitigations=off init_on_alloc=0 apparmor=0 audit=0";

    private static final String SANDBOX = "on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny";

    /**
     * An image to attach.
     *
     * @param format as the emulator calls it: {@code raw}, {@code qcow2}, {@code vpc}
     * @param sectorBytes 512 or 4096
     */
    record Drive(Path image, String format, int sectorBytes) {}

    /** One call. */
    @FunctionalInterface
    interface Call<T> {
        T on(GuestfsHandle handle) throws GuestfsException;
    }

    /** One call without a result. */
    @FunctionalInterface
    interface Order {
        void on(GuestfsHandle handle) throws GuestfsException;
    }

    private final GuestfsHandle handle;
    private final PrivateDirectory directory;
    private final Watchdog watchdog;
    private final LibguestfsOptions options;
    private final String version;
    private final List<String> notes;
    private @Nullable ImageReadException death;
    private boolean closed;

    private Appliance(
            GuestfsHandle handle,
            PrivateDirectory directory,
            Watchdog watchdog,
            LibguestfsOptions options,
            String version,
            List<String> notes) {
        this.handle = handle;
        this.directory = directory;
        this.watchdog = watchdog;
        this.options = options;
        this.version = version;
        this.notes = List.copyOf(notes);
    }

    /**
     * Starts an appliance.
     *
     * @param where for messages: the image's name
     * @throws ImageReadException if it cannot be started, with what libguestfs said
     */
    static Appliance launch(List<Drive> drives, LibguestfsOptions options, String where, Consumer<String> progress)
            throws ImageReadException {
        KvmSelfTest.Result kvm = askForKvm(options, where, progress);
        if (kvm.usable()) {
            try {
                return attempt(drives, options, where, false, List.of("the appliance ran under KVM"));
            } catch (ImageReadException e) {
                progress.accept("starting the appliance again with software emulation");
                return attempt(
                        drives,
                        options,
                        where,
                        true,
                        List.of("software emulation: the appliance did not start under KVM ("
                                + e.problem().what() + ")"));
            }
        }
        progress.accept("starting the appliance with software emulation");
        return attempt(drives, options, where, true, List.of("software emulation: " + kvm.detail()));
    }

    private static KvmSelfTest.Result askForKvm(LibguestfsOptions options, String where, Consumer<String> progress)
            throws ImageReadException {
        try (GuestfsHandle handle = Bindings.open(options.binding())) {
            setEnvironment(handle);
            progress.accept("asking whether KVM works");
            return KvmSelfTest.result(
                    handle.hypervisor(), KvmSelfTest.kernels(handle.cachedir(), System.getenv("LIBGUESTFS_PATH")));
        } catch (GuestfsException e) {
            throw new ImageReadException("libguestfs: " + e.call() + " failed: " + e.reason(), where, e);
        }
    }

    /** What of the environment means the installation, not the way of working. */
    static void setEnvironment(GuestfsHandle handle) throws GuestfsException {
        String path = System.getenv("LIBGUESTFS_PATH");
        if (path != null && !path.isEmpty()) {
            handle.setPath(path);
        }
        String hypervisor = System.getenv("LIBGUESTFS_HV");
        if (hypervisor != null && !hypervisor.isEmpty()) {
            handle.setHypervisor(hypervisor);
        }
        String cachedir = System.getenv("LIBGUESTFS_CACHEDIR");
        if (cachedir != null && !cachedir.isEmpty()) {
            handle.setCachedir(cachedir);
        }
    }

    private static Appliance attempt(
            List<Drive> drives, LibguestfsOptions options, String where, boolean emulate, List<String> notes)
            throws ImageReadException {
        PrivateDirectory directory = PrivateDirectory.create();
        Watchdog watchdog = new Watchdog(directory.path());
        GuestfsHandle handle = null;
        boolean done = false;
        try {
            handle = Bindings.open(options.binding());
            configure(handle, drives, directory.path(), emulate);
            watchdog.begin("launch", options.launchSeconds(), null, 0);
            handle.launch();
            String version = handle.version();
            Optional<String> ended = watchdog.end();
            if (ended.isPresent()) {
                throw new ImageReadException("libguestfs: starting the appliance " + ended.get(), where);
            }
            done = true;
            return new Appliance(handle, directory, watchdog, options, version, notes);
        } catch (GuestfsException e) {
            Optional<String> ended = watchdog.end();
            throw new ImageReadException(
                    ended.isPresent()
                            ? "libguestfs: starting the appliance " + ended.get() + " (limit " + options.launchSeconds()
                                    + " s)"
                            : "libguestfs: the appliance does not start: " + e.getMessage(),
                    where,
                    e);
        } finally {
            if (!done) {
                watchdog.killEmulators();
                watchdog.close();
                if (handle != null) {
                    handle.close();
                }
                directory.close();
            }
        }
    }

    private static void configure(GuestfsHandle handle, List<Drive> drives, Path directory, boolean emulate)
            throws GuestfsException {
        setEnvironment(handle);
        handle.setVerbose(false);
        handle.setNetwork(false);
        handle.setBackend("direct");
        handle.setBackendSettings(emulate ? List.of("force_tcg") : List.of());
        handle.setTmpdir(directory);
        handle.setMemsize(MEMORY_MIB);
        handle.setAppend(KERNEL_WORDS);
        handle.setSmp(Math.min(MOST_PROCESSORS, Runtime.getRuntime().availableProcessors()));
        for (int i = 0; i < drives.size(); i++) {
            Drive drive = drives.get(i);
            handle.addDriveReadOnly(drive.image, drive.format, drive.sectorBytes);
            // libguestfs names the format of the file below its overlay, but not that of what the guest sees: without
            // this the
            // emulator would guess it from the guest's own bytes.
            handle.config("-set", "drive.hd" + i + ".format=raw");
        }
        handle.config("-sandbox", SANDBOX);
    }

    /** The library's version: {@code 1.48.6}. */
    String version() {
        return version;
    }

    /** {@code ffi} or {@code jni}. */
    String binding() {
        return handle.binding();
    }

    /** What the report says of this run. */
    List<String> notes() {
        List<String> all = new ArrayList<>(notes);
        all.add("binding " + handle.binding());
        return all;
    }

    PrivateDirectory directory() {
        return directory;
    }

    /**
     * Makes one call.
     *
     * @param where what it is about: a storage path
     * @throws GuestfsException if it fails while the appliance lives
     * @throws ImageReadException if the appliance is dead, or had to be ended
     */
    <T> T call(String where, Call<T> call) throws GuestfsException, ImageReadException {
        return call(where, null, 0, call);
    }

    /** See {@link #call(String, Call)}. */
    void order(String where, Order order) throws GuestfsException, ImageReadException {
        call(where, null, 0, handle -> {
            order.on(handle);
            return true;
        });
    }

    /** See {@link #call(String, Call)}; the call is ended when the host file it writes grows beyond {@code capBytes}. */
    void order(String where, Path output, long capBytes, Order order) throws GuestfsException, ImageReadException {
        call(where, output, capBytes, handle -> {
            order.on(handle);
            return true;
        });
    }

    private synchronized <T> T call(String where, @Nullable Path output, long capBytes, Call<T> call)
            throws GuestfsException, ImageReadException {
        if (death != null) {
            throw death;
        }
        if (closed) {
            throw new IllegalStateException("the appliance is closed");
        }
        watchdog.begin(where, options.callSeconds(), output, capBytes);
        Optional<String> ended = Optional.empty();
        try {
            T result = call.on(handle);
            ended = watchdog.end();
            if (ended.isEmpty()) {
                return result;
            }
        } catch (GuestfsException e) {
            ended = watchdog.end();
            if (ended.isEmpty()) {
                if (Watchdog.emulators(directory.path()).findAny().isPresent()) {
                    throw e;
                }
                death = new ImageReadException(
                        "libguestfs: the appliance ended by itself: " + e.getMessage(), where, e);
                throw death;
            }
        }
        death = new ImageReadException("libguestfs: a call to the appliance " + ended.get(), where);
        throw death;
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        watchdog.begin("close", CLOSE_SECONDS, null, 0);
        // Nothing was written, so there is nothing to be flushed: killing it saves the second that a shutdown takes.
        watchdog.killEmulators();
        handle.close();
        watchdog.end();
        watchdog.close();
        directory.close();
    }
}

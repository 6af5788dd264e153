package org.imginspect.engine.libguestfs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.imginspect.error.ImageReadException;

/** Looks at what the engine needs on this machine, thing by thing, and says how each stands and what to do about it. */
public final class LibguestfsDoctor {
    /** How a thing stands. */
    public enum State {
        OK,
        /** The engine works, but slower or with less than there could be. */
        POOR,
        /** The engine does not work without it. */
        MISSING
    }

    /**
     * One thing.
     *
     * @param name what: {@code libguestfs.so.0}
     * @param detail what was found, in a few words
     * @param fix what to do about it; empty if nothing
     */
    public record Item(String name, State state, String detail, String fix) {}

    private final LibguestfsOptions options;
    private final Consumer<String> progress;
    private final List<Item> items = new ArrayList<>();

    private LibguestfsDoctor(LibguestfsOptions options, Consumer<String> progress) {
        this.options = options;
        this.progress = progress;
    }

    /**
     * Examines this machine.
     *
     * @param launch whether to start the appliance once, without any image, and time it
     * @param progress is told what is being tried
     */
    public static List<Item> examine(LibguestfsOptions options, boolean launch, Consumer<String> progress) {
        LibguestfsDoctor doctor = new LibguestfsDoctor(options, progress);
        doctor.library();
        doctor.javaBinding();
        doctor.emulator();
        doctor.appliance();
        doctor.temporaryDirectory();
        doctor.handle(launch);
        return List.copyOf(doctor.items);
    }

    private void add(String name, State state, String detail, String fix) {
        items.add(new Item(name, state, detail, fix));
    }

    private void library() {
        Installation.library()
                .ifPresentOrElse(
                        file -> add(Installation.LIBRARY, State.OK, file.toString(), ""),
                        () -> add(
                                Installation.LIBRARY,
                                State.MISSING,
                                "not found",
                                "Debian, Ubuntu: apt install libguestfs-tools; Fedora: dnf install libguestfs"));
    }

    private void javaBinding() {
        try {
            add("Java binding", State.OK, JniHandle.findJar().toString(), "");
        } catch (IOException e) {
            boolean needed = options.binding() == LibguestfsOptions.Binding.JNI;
            add(
                    "Java binding",
                    needed ? State.MISSING : State.OK,
                    needed ? "not found" : "not installed, and not needed: the library is called directly",
                    needed ? "Debian, Ubuntu: apt install libguestfs-java" : "");
        }
    }

    private void emulator() {
        Installation.emulator()
                .ifPresentOrElse(
                        file -> add("qemu", State.OK, file.toString(), ""),
                        () -> add("qemu", State.MISSING, "not found", "Debian, Ubuntu: apt install qemu-system-x86"));
    }

    /** A fixed appliance, or what supermin builds one from: it needs a kernel of the host that this user may read. */
    private void appliance() {
        String fixed = System.getenv("LIBGUESTFS_PATH");
        if (fixed != null && !fixed.isEmpty()) {
            for (String directory : fixed.split(":", -1)) {
                if (Files.isReadable(Path.of(directory, "kernel"))) {
                    add("appliance", State.OK, "a fixed one in " + directory, "");
                    return;
                }
            }
            add(
                    "appliance",
                    State.POOR,
                    "LIBGUESTFS_PATH is set, but no kernel in it can be read",
                    "unset LIBGUESTFS_PATH");
            return;
        }
        if (Installation.program("supermin").isEmpty()) {
            add(
                    "supermin",
                    State.MISSING,
                    "not found: it builds the appliance",
                    "Debian, Ubuntu: apt install supermin");
        }
        List<Path> kernels = KvmSelfTest.hostKernels();
        if (kernels.isEmpty()) {
            add(
                    "appliance kernel",
                    State.MISSING,
                    "there is no kernel in /boot",
                    "Debian: apt install linux-image-cloud-amd64; or set LIBGUESTFS_PATH to a fixed appliance");
            return;
        }
        Optional<Path> readable = kernels.stream().filter(Files::isReadable).findFirst();
        if (readable.isEmpty()) {
            add(
                    "appliance kernel",
                    State.MISSING,
                    "this user may not read " + kernels.get(0),
                    "sudo chmod 0644 /boot/vmlinuz-* (Ubuntu installs them for root alone)");
            return;
        }
        add("appliance kernel", State.OK, readable.get().toString(), "");
    }

    private void temporaryDirectory() {
        Path directory = Path.of(System.getProperty("java.io.tmpdir"));
        boolean writable = Files.isWritable(directory);
        add(
                "temporary directory",
                writable ? State.OK : State.MISSING,
                directory + (writable ? "" : " cannot be written"),
                writable ? "" : "set TMPDIR or -Djava.io.tmpdir");
    }

    private void handle(boolean launch) {
        progress.accept("loading libguestfs");
        String emulator;
        String cachedir;
        try (GuestfsHandle handle = Bindings.open(options.binding())) {
            Appliance.setEnvironment(handle);
            add("libguestfs", State.OK, "version " + handle.version() + ", called through " + handle.binding(), "");
            emulator = handle.hypervisor();
            cachedir = handle.cachedir();
        } catch (ImageReadException | GuestfsException e) {
            add("libguestfs", State.MISSING, "cannot be loaded: " + e.getMessage(), "");
            return;
        }
        boolean writable = Files.isWritable(Path.of(cachedir));
        add(
                "cache directory",
                writable ? State.OK : State.MISSING,
                cachedir + (writable ? "" : " cannot be written: the appliance is kept there"),
                writable ? "" : "set LIBGUESTFS_CACHEDIR");
        progress.accept("asking whether KVM works");
        KvmSelfTest.Result kvm =
                KvmSelfTest.result(emulator, KvmSelfTest.kernels(cachedir, System.getenv("LIBGUESTFS_PATH")));
        add(
                "KVM",
                kvm.usable() ? State.OK : State.POOR,
                kvm.usable() ? "works: " + kvm.detail() : "not used: " + kvm.detail(),
                kvm.usable() ? "" : "the appliance runs emulated, which takes some seconds more");
        if (launch) {
            launch();
        }
    }

    private static Appliance.Drive emptyDrive(PrivateDirectory directory) throws ImageReadException {
        Path file = directory.path().resolve("empty.img");
        try {
            Files.write(file, new byte[1 << 20]);
        } catch (IOException e) {
            throw new ImageReadException("cannot be written: " + e.getMessage(), file.toString(), e);
        }
        return new Appliance.Drive(file, "raw", 512);
    }

    private void launch() {
        long start = System.nanoTime();
        // libguestfs launches nothing without a drive.
        try (PrivateDirectory directory = PrivateDirectory.create();
                Appliance appliance = Appliance.launch(List.of(emptyDrive(directory)), options, "", progress)) {
            long tenths = (System.nanoTime() - start) / 100_000_000;
            add(
                    "test launch",
                    State.OK,
                    tenths / 10 + "." + tenths % 10 + " s (" + appliance.notes().get(0) + ")",
                    "");
        } catch (ImageReadException e) {
            add("test launch", State.MISSING, e.problem().message(), "run libguestfs-test-tool, which tells more");
        }
    }
}

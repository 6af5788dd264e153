package org.imginspect.engine.libguestfs;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What of libguestfs lies on this machine, found by looking at files only. */
final class Installation {
    static final String LIBRARY = "libguestfs.so.0";

    private static final List<Path> LIBRARY_DIRECTORIES = List.of(
            Path.of("/usr/lib/x86_64-linux-gnu"),
            Path.of("/usr/lib/aarch64-linux-gnu"),
            Path.of("/usr/lib64"),
            Path.of("/usr/lib"),
            Path.of("/usr/local/lib"),
            Path.of("/lib64"),
            Path.of("/lib"));

    private Installation() {}

    static Optional<String> missing() {
        if (library().isEmpty()) {
            return Optional.of("libguestfs is not installed");
        }
        if (emulator().isEmpty()) {
            return Optional.of("qemu is not installed");
        }
        return Optional.empty();
    }

    /** The library's file. */
    static Optional<Path> library() {
        return LIBRARY_DIRECTORIES.stream()
                .map(directory -> directory.resolve(LIBRARY))
                .filter(Files::isReadable)
                .findFirst();
    }

    /** The emulator that libguestfs runs unless {@code LIBGUESTFS_HV} names another. */
    static Optional<Path> emulator() {
        String chosen = System.getenv("LIBGUESTFS_HV");
        if (chosen != null && !chosen.isEmpty()) {
            return Optional.of(Path.of(chosen)).filter(Files::isExecutable);
        }
        String machine = System.getProperty("os.arch").equals("amd64") ? "x86_64" : System.getProperty("os.arch");
        for (String name : new String[] {"qemu-system-" + machine, "qemu-kvm"}) {
            Optional<Path> found = program(name);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.of(Path.of("/usr/libexec/qemu-kvm")).filter(Files::isExecutable);
    }

    /** A program on the {@code PATH}. */
    static Optional<Path> program(String name) {
        String path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
        for (String directory : path.split(File.pathSeparator, -1)) {
            Path file = Path.of(directory, name);
            if (!directory.isEmpty() && Files.isExecutable(file)) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }
}

package org.imginspect.engine.libguestfs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whether KVM can be used here. {@code /dev/kvm} may be there and the emulator still abort, or hang for ever, at the first
 * instruction that a nested hypervisor does not know; so a kernel is started under it, without any disk, until it panics for want of
 * one. Takes at most ten seconds, and the answer is kept until the next boot.
 */
final class KvmSelfTest {
    private static final int SECONDS = 10;
    private static final Path DEVICE = Path.of("/dev/kvm");
    private static final int OUTPUT_BYTES = 256 * 1024;

    /**
     * The answer.
     *
     * @param detail why not, or how it was found out
     */
    record Result(boolean usable, String detail) {}

    private KvmSelfTest() {}

    /**
     * The answer kept from an earlier run in this boot, or that of a test made now.
     *
     * @param emulator the program
     * @param kernels where a kernel may be, the best first
     */
    static Result result(String emulator, List<Path> kernels) {
        Optional<Result> atOnce = withoutTest();
        if (atOnce.isPresent()) {
            return atOnce.get();
        }
        Optional<Path> kernel = kernels.stream().filter(Files::isReadable).findFirst();
        if (kernel.isEmpty()) {
            return new Result(false, "not tested: no kernel image to test it with can be read");
        }
        Optional<Path> file = answerFile();
        Optional<Result> kept = file.flatMap(KvmSelfTest::kept);
        if (kept.isPresent()) {
            return kept.get();
        }
        Result result = test(emulator, kernel.get());
        file.ifPresent(path -> keep(path, result));
        return result;
    }

    private static Optional<Result> withoutTest() {
        if (!System.getProperty("os.arch").equals("amd64")) {
            return Optional.of(new Result(false, "not tested: only x86-64 has a self-test"));
        }
        if (!Files.exists(DEVICE)) {
            return Optional.of(new Result(false, "there is no /dev/kvm"));
        }
        if (!Files.isReadable(DEVICE) || !Files.isWritable(DEVICE)) {
            return Optional.of(new Result(false, "this user may not open /dev/kvm (usually: join the group kvm)"));
        }
        return Optional.empty();
    }

    /** Where kernels may be: of the appliance built last, of a fixed appliance, of this host. */
    static List<Path> kernels(String cachedir, @Nullable String fixedPath) {
        List<Path> found = new java.util.ArrayList<>();
        if (fixedPath != null) {
            for (String directory : fixedPath.split(":", -1)) {
                found.add(Path.of(directory, "kernel"));
            }
        }
        try (Stream<Path> caches = Files.list(Path.of(cachedir))) {
            caches.filter(path -> path.getFileName().toString().startsWith(".guestfs-"))
                    .map(path -> path.resolve("appliance.d/kernel"))
                    .forEach(found::add);
        } catch (IOException e) {
            // No appliance was built yet.
        }
        found.addAll(hostKernels());
        return found;
    }

    /** {@code /boot/vmlinuz*}, the newest first by name. */
    static List<Path> hostKernels() {
        try (Stream<Path> boot = Files.list(Path.of("/boot"))) {
            return boot.filter(path -> path.getFileName().toString().startsWith("vmlinuz"))
                    .sorted(Comparator.reverseOrder())
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    private static Result test(String emulator, Path kernel) {
        Process process;
        try {
            process = new ProcessBuilder(
                            emulator,
                            "-machine",
                            "accel=kvm,graphics=off",
                            "-cpu",
                            "max",
                            "-m",
                            "256",
                            "-nodefaults",
                            "-no-user-config",
                            "-display",
                            "none",
                            "-no-reboot",
                            "-serial",
                            "stdio",
                            "-kernel",
                            kernel.toString(),
                            "-append",
                            "console=ttyS0 panic=1")
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            return new Result(false, "not tested: " + emulator + " cannot be started");
        }
        Thread killer = new Thread(
                () -> {
                    try {
                        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                            process.destroyForcibly();
                        }
                    } catch (InterruptedException e) {
                        process.destroyForcibly();
                    }
                },
                "kvm-self-test");
        killer.setDaemon(true);
        killer.start();
        try {
            return judge(process);
        } finally {
            process.destroyForcibly();
        }
    }

    private static Result judge(Process process) {
        StringBuilder output = new StringBuilder();
        byte[] block = new byte[4096];
        try {
            process.getOutputStream().close();
            InputStream stream = process.getInputStream();
            for (int n = stream.read(block); n >= 0 && output.length() < OUTPUT_BYTES; n = stream.read(block)) {
                output.append(new String(block, 0, n, StandardCharsets.ISO_8859_1));
                if (output.indexOf("Kernel panic") >= 0) {
                    return new Result(true, "a kernel started under it");
                }
                if (output.indexOf("KVM internal error") >= 0) {
                    return new Result(false, "/dev/kvm is there, but cannot run a kernel (KVM internal error)");
                }
            }
        } catch (IOException e) {
            // Killed while it was read: as at the end.
        }
        String last = output.toString().strip();
        boolean told = last.contains("qemu") || last.contains("kvm");
        String line = last.substring(last.lastIndexOf('\n') + 1).replaceAll("[^ -~]", "");
        return new Result(
                false,
                told && !line.isEmpty()
                        ? "/dev/kvm is there, but the emulator says: " + line
                        : "/dev/kvm is there, but a kernel did not start under it within " + SECONDS + " s");
    }

    private static Optional<Path> answerFile() {
        try {
            String boot =
                    Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
            String cache = System.getenv("XDG_CACHE_HOME");
            Path directory = cache == null || cache.isEmpty()
                    ? Path.of(System.getProperty("user.home"), ".cache")
                    : Path.of(cache);
            return Optional.of(directory.resolve("imginspect").resolve("kvm-" + boot));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<Result> kept(Path file) {
        try {
            String text = Files.readString(file).strip();
            if (text.startsWith("usable ")) {
                return Optional.of(new Result(true, text.substring("usable ".length())));
            }
            if (text.startsWith("unusable ")) {
                return Optional.of(new Result(false, text.substring("unusable ".length())));
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static void keep(Path file, Result result) {
        try {
            Path directory = file.toAbsolutePath().getParent();
            if (directory == null) {
                return;
            }
            Files.createDirectories(directory);
            Path partial = Files.createTempFile(directory, "kvm", ".partial");
            Files.writeString(partial, (result.usable ? "usable " : "unusable ") + result.detail + "\n");
            Files.move(partial, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            // Then it is tested again next time.
        }
    }
}

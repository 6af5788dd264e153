package org.imginspect.engine.libguestfs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.imginspect.error.ImageReadException;

/** A directory that only we may look into, for overlays and for what comes out of the appliance. Gone after use. */
final class PrivateDirectory implements AutoCloseable {
    private final Path path;
    private final Thread hook;
    private int files;

    private PrivateDirectory(Path path) {
        this.path = path;
        // What libguestfs leaves when the process is interrupted goes too.
        this.hook = new Thread(() -> delete(path));
    }

    static PrivateDirectory create() throws ImageReadException {
        try {
            Path made = Files.createTempDirectory(
                    "imginspect-", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            PrivateDirectory directory = new PrivateDirectory(made.toRealPath());
            Runtime.getRuntime().addShutdownHook(directory.hook);
            return directory;
        } catch (IOException e) {
            throw new ImageReadException(
                    "libguestfs: no directory can be made in " + System.getProperty("java.io.tmpdir"), "", e);
        }
    }

    Path path() {
        return path;
    }

    /** A path in it that is not used yet. */
    synchronized Path newFile(String name) {
        return path.resolve(name + "-" + files++);
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending: the hook runs anyway.
        }
        delete(path);
    }

    private static void delete(Path directory) {
        try (Stream<Path> tree = Files.walk(directory)) {
            List<Path> deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            // Nothing can be done about it, and it holds no answer.
        }
    }
}

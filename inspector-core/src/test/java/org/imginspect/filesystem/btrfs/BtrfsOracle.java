package org.imginspect.filesystem.btrfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.imginspect.error.ImageException;
import org.imginspect.filesystem.OpenedFileSystem;
import org.imginspect.filesystem.TreeListing;
import org.imginspect.fixtures.Requirement;
import org.imginspect.guest.FileTree;
import org.imginspect.guest.GuestPath;
import org.imginspect.io.ByteSource;
import org.imginspect.io.FileSource;
import org.imginspect.io.Limits;

/** Makes file systems with the real tools and the kernel, in a directory of a test. */
final class BtrfsOracle implements AutoCloseable {
    private final Path directory;
    private final List<ByteSource> open = new ArrayList<>();

    BtrfsOracle(Path directory) {
        this.directory = directory;
    }

    /** Runs a script with the functions of {@code fixtures/recipes/lib/btrfs-devices.sh}; what it prints. */
    String run(String script) throws IOException, InterruptedException {
        Requirement.root();
        Requirement.programs("mkfs.btrfs", "btrfs", "losetup", "python3");
        String library = Path.of("../fixtures/recipes/lib/btrfs-devices.sh")
                .toAbsolutePath()
                .normalize()
                .toString();
        Process process = new ProcessBuilder("bash", "-c", "source '" + library + "'\n" + script)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    Path image(int number) {
        return directory.resolve(Integer.toString(number));
    }

    /** Opens those of the images. */
    OpenedFileSystem open(int... numbers) throws ImageException {
        List<ByteSource> sources = new ArrayList<>();
        for (int number : numbers) {
            sources.add(FileSource.open(image(number)));
        }
        open.addAll(sources);
        return new BtrfsFormat().open(sources, Limits.defaults());
    }

    /** What the kernel showed when the script called {@code list}. */
    TreeListing listing() throws IOException {
        return TreeListing.parse(Files.readString(directory.resolve("listing")));
    }

    void assertAsListed(FileTree tree) throws IOException {
        TreeMap<GuestPath, TreeListing.Entry> found = TreeListing.entriesOf(tree);
        assertThat(found.keySet()).isEqualTo(listing().entries().keySet());
        listing().entries().forEach((path, entry) -> assertThat(found.get(path)).isEqualTo(entry));
    }

    @Override
    public void close() throws ImageException {
        for (ByteSource source : open) {
            source.close();
        }
        open.clear();
    }
}

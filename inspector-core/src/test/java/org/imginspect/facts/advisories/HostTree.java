package org.imginspect.facts.advisories;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.imginspect.guest.MemoryFileTree;

/** A directory of the host as a guest's files. */
final class HostTree {
    private HostTree() {}

    static MemoryFileTree.Builder of(Path root) throws IOException {
        MemoryFileTree.Builder tree = MemoryFileTree.builder();
        try (Stream<Path> all = Files.walk(root)) {
            for (Path file : (Iterable<Path>) all.sorted()::iterator) {
                String path = "/" + root.relativize(file);
                if (Files.isSymbolicLink(file)) {
                    tree.symlink(path, Files.readSymbolicLink(file).toString());
                } else if (Files.isRegularFile(file)) {
                    tree.file(path, Files.readAllBytes(file), 0644, 0, 0);
                    tree.modified(path, Files.getLastModifiedTime(file).toInstant());
                }
            }
        }
        return tree;
    }
}

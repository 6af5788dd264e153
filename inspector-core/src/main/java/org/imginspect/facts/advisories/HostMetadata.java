package org.imginspect.facts.advisories;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.imginspect.facts.InvalidInputException;

/** What the caller gave: a directory with everything below it, or a single file. */
final class HostMetadata {
    private static final int DEPTH = 16;
    private static final int MOST_FILES = 1_000_000;

    private record HostFile(Path file, String path, Instant modified) implements MetadataFile {
        @Override
        public String where() {
            return file.toString();
        }

        @Override
        public InputStream open() throws IOException {
            return Files.newInputStream(file);
        }
    }

    private HostMetadata() {}

    /** @throws InvalidInputException if there is nothing, or it cannot be listed */
    static List<MetadataFile> below(Path place) {
        try {
            if (Files.isRegularFile(place)) {
                return List.of(new HostFile(
                        place,
                        String.valueOf(place.getFileName()),
                        Files.getLastModifiedTime(place).toInstant()));
            }
            if (!Files.isDirectory(place)) {
                throw new InvalidInputException("metadata of repositories: " + place + " does not exist");
            }
            List<MetadataFile> files = new ArrayList<>();
            try (Stream<Path> all = Files.walk(
                    place, DEPTH, Set.of(FileVisitOption.FOLLOW_LINKS).toArray(FileVisitOption[]::new))) {
                for (Path file : (Iterable<Path>) all.sorted()::iterator) {
                    if (!Files.isRegularFile(file)) {
                        continue;
                    }
                    if (files.size() >= MOST_FILES) {
                        throw new InvalidInputException(
                                "metadata of repositories: more than " + MOST_FILES + " files below " + place);
                    }
                    List<String> names = new ArrayList<>();
                    place.relativize(file).forEach(name -> names.add(name.toString()));
                    files.add(new HostFile(
                            file,
                            String.join("/", names),
                            Files.getLastModifiedTime(file).toInstant()));
                }
            }
            return files;
        } catch (IOException | UncheckedIOException e) {
            throw new InvalidInputException(
                    "metadata of repositories: " + place + " cannot be listed: " + e.getMessage(), e);
        }
    }
}

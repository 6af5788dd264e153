package org.imginspect.compare;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.imginspect.engine.ContainerInfo;
import org.imginspect.engine.Engine;
import org.imginspect.engine.EngineInfo;
import org.imginspect.engine.Guest;
import org.imginspect.engine.OpenOptions;
import org.imginspect.engine.StorageEntry;
import org.imginspect.engine.StorageMap;
import org.imginspect.error.ImageReadException;
import org.imginspect.guest.FileTree;
import org.imginspect.scan.Diagnosis;
import org.imginspect.scan.Engines;
import org.jspecify.annotations.Nullable;

/** An engine that knows images by their names, each a tree of a test's choice. */
final class TreeEngines implements Engines, Engine {
    private record Image(FileTree tree, List<StorageEntry> entries) {}

    private final Map<String, Image> images = new HashMap<>();

    /** @param entries what lies on the disk beside the container */
    TreeEngines with(String name, FileTree tree, StorageEntry... entries) {
        List<StorageEntry> all = new ArrayList<>();
        all.add(entry(name, StorageEntry.Kind.CONTAINER, "raw", null));
        all.addAll(List.of(entries));
        images.put(name, new Image(tree, all));
        return this;
    }

    static StorageEntry entry(String path, StorageEntry.Kind kind, String format, @Nullable String uuid) {
        return new StorageEntry(
                path,
                kind,
                format,
                StorageEntry.State.OPENED,
                Optional.empty(),
                Optional.empty(),
                Optional.ofNullable(uuid),
                Optional.empty(),
                OptionalLong.of(1 << 20),
                Optional.empty(),
                Optional.empty());
    }

    @Override
    public String id() {
        return "embedded";
    }

    @Override
    public Guest open(Path image, OpenOptions options) throws ImageReadException {
        String name = Objects.requireNonNull(image.getFileName()).toString();
        Image found = images.get(name);
        if (found == null) {
            throw new ImageReadException("no such file", image.toString());
        }
        ContainerInfo container =
                new ContainerInfo("raw", 0, 1 << 20, 4096, List.of(), false, false, OptionalLong.empty(), "");
        return new Guest(
                new EngineInfo("embedded", "1", List.of()),
                found.tree,
                new StorageMap(container, Optional.empty(), found.entries),
                Optional.empty(),
                Map.of(),
                options.limits(),
                () -> {});
    }

    @Override
    public Engine embedded() {
        return this;
    }

    @Override
    public Engine libguestfs() {
        return this;
    }

    @Override
    public Optional<String> libguestfsMissing() {
        return Optional.of("it is not installed");
    }

    @Override
    public List<Diagnosis> diagnoseLibguestfs(Consumer<String> progress) {
        return List.of();
    }
}

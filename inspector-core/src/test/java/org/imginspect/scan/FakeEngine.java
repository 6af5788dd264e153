package org.imginspect.scan;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.imginspect.engine.ContainerInfo;
import org.imginspect.engine.Engine;
import org.imginspect.engine.EngineInfo;
import org.imginspect.engine.Guest;
import org.imginspect.engine.OpenOptions;
import org.imginspect.engine.StorageEntry;
import org.imginspect.engine.StorageMap;
import org.imginspect.error.ImageException;
import org.imginspect.error.Problem;
import org.imginspect.guest.Consistency;
import org.imginspect.guest.FileTree;
import org.imginspect.guest.MemoryFileTree;
import org.jspecify.annotations.Nullable;

/** An engine that answers what it is told to, and keeps count of what is open. */
final class FakeEngine implements Engine {
    private final String id;
    private final FileTree tree;
    private final List<StorageEntry> entries = new ArrayList<>();
    private @Nullable ImageException failure;
    int opened;
    int closed;

    FakeEngine(String id, FileTree tree) {
        this.id = id;
        this.tree = tree;
        entries.add(entry("disk.raw", StorageEntry.Kind.CONTAINER, "raw", StorageEntry.State.OPENED));
    }

    FakeEngine(String id) {
        this(id, MemoryFileTree.builder().build());
    }

    FakeEngine with(String path, String format, StorageEntry.State state) {
        entries.add(entry(path, StorageEntry.Kind.FILE_SYSTEM, format, state));
        return this;
    }

    /** A file system that was read, but not as its own kernel would show it. */
    FakeEngine withStale(String path, String format) {
        StorageEntry fresh = entry(path, StorageEntry.Kind.FILE_SYSTEM, format, StorageEntry.State.OPENED);
        entries.add(new StorageEntry(
                path,
                fresh.kind(),
                format,
                fresh.state(),
                fresh.problem(),
                Optional.of(Consistency.stale("its journal is damaged")),
                fresh.uuid(),
                fresh.label(),
                fresh.sizeBytes(),
                fresh.mountPoint(),
                fresh.partition()));
        return this;
    }

    FakeEngine failing(ImageException e) {
        failure = e;
        return this;
    }

    static StorageEntry entry(String path, StorageEntry.Kind kind, String format, StorageEntry.State state) {
        Optional<Problem> problem = state.isIncomplete()
                ? Optional.of(
                        new Problem(Problem.Kind.UNSUPPORTED, format + " is not read here", path, OptionalLong.empty()))
                : Optional.empty();
        return new StorageEntry(
                path,
                kind,
                format,
                state,
                problem,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                OptionalLong.of(1 << 20),
                Optional.empty(),
                Optional.empty());
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public Guest open(Path image, OpenOptions options) throws ImageException {
        opened++;
        if (failure != null) {
            throw failure;
        }
        ContainerInfo container =
                new ContainerInfo("raw", 0, 1 << 20, 4096, List.of(), false, false, OptionalLong.empty(), "");
        return new Guest(
                new EngineInfo(id, "1", List.of()),
                tree,
                new StorageMap(container, Optional.empty(), entries),
                Optional.empty(),
                Map.of(),
                options.limits(),
                () -> closed++);
    }
}

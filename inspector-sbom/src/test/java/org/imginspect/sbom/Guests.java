package org.imginspect.sbom;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.imginspect.engine.ContainerInfo;
import org.imginspect.engine.EngineInfo;
import org.imginspect.engine.Guest;
import org.imginspect.engine.StorageEntry;
import org.imginspect.engine.StorageMap;
import org.imginspect.error.ImageException;
import org.imginspect.error.Problem;
import org.imginspect.facts.Facts;
import org.imginspect.guest.MemoryFileTree;
import org.imginspect.io.Limits;
import org.imginspect.scan.Gatherers;
import org.imginspect.scan.OpenedImage;

/** Inventories of trees. */
final class Guests {
    static final Instant CREATED = Instant.parse("2026-11-21T00:00:00Z");

    private Guests() {}

    static Inventory inventory(MemoryFileTree.Builder files) throws ImageException {
        return inventory("disk.raw", files, false);
    }

    /** @param encrypted whether something beside the tree lies on the disk that was not read */
    static Inventory inventory(String name, MemoryFileTree.Builder files, boolean encrypted) throws ImageException {
        ContainerInfo container =
                new ContainerInfo("raw", 0, 1 << 20, 4096, List.of(), false, false, OptionalLong.empty(), "");
        StorageEntry disk = entry(name, StorageEntry.Kind.CONTAINER, StorageEntry.State.OPENED);
        StorageEntry other = entry(name + " > gpt:2", StorageEntry.Kind.VOLUME, StorageEntry.State.ENCRYPTED);
        StorageMap storage =
                new StorageMap(container, Optional.empty(), encrypted ? List.of(disk, other) : List.of(disk));
        Guest guest = new Guest(
                new EngineInfo("embedded", "1", List.of()),
                files.build(),
                storage,
                Optional.empty(),
                Map.of(),
                Limits.defaults(),
                () -> {});
        OpenedImage opened =
                new OpenedImage(guest, new Facts(guest.tree(), storage, Gatherers.all()), Optional.empty());
        return Inventory.of(opened, Path.of(name), CREATED);
    }

    private static StorageEntry entry(String path, StorageEntry.Kind kind, StorageEntry.State state) {
        return new StorageEntry(
                path,
                kind,
                "raw",
                state,
                state.isIncomplete()
                        ? Optional.of(
                                new Problem(Problem.Kind.UNSUPPORTED, "LUKS: encrypted", path, OptionalLong.empty()))
                        : Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                OptionalLong.of(1 << 20),
                Optional.empty(),
                Optional.empty());
    }
}

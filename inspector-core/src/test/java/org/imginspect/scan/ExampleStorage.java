package org.imginspect.scan;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.imginspect.engine.ContainerInfo;
import org.imginspect.engine.StorageEntry;
import org.imginspect.engine.StorageMap;
import org.imginspect.guest.Consistency;
import org.imginspect.guest.GuestPath;

/** The storage map of an example, from its {@code storage:} lines. */
final class ExampleStorage {
    private static final long DISK_BYTES = 1L << 30;

    private ExampleStorage() {}

    /**
     * @param lines what follows {@code storage:} in each line; without any, the disk is a raw image with nothing but the root on it
     */
    static StorageMap of(List<String> lines) {
        if (!lines.isEmpty()) {
            throw new IllegalArgumentException("storage lines are not understood yet: " + lines);
        }
        ContainerInfo container =
                new ContainerInfo("raw", 0, DISK_BYTES, DISK_BYTES, List.of(), false, false, OptionalLong.empty(), "");
        return new StorageMap(
                container,
                Optional.empty(),
                List.of(
                        entry("disk.raw", StorageEntry.Kind.CONTAINER, "raw"),
                        entry("disk.raw > ext4", StorageEntry.Kind.FILE_SYSTEM, "ext4")
                                .mountedAt(GuestPath.ROOT)));
    }

    private static StorageEntry entry(String path, StorageEntry.Kind kind, String format) {
        return new StorageEntry(
                path,
                kind,
                format,
                StorageEntry.State.OPENED,
                Optional.empty(),
                kind == StorageEntry.Kind.FILE_SYSTEM ? Optional.of(Consistency.CLEAN) : Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                OptionalLong.of(DISK_BYTES),
                Optional.empty(),
                Optional.empty());
    }
}

package org.imginspect.facts;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.imginspect.engine.ContainerInfo;
import org.imginspect.engine.StorageEntry;
import org.imginspect.engine.StorageMap;
import org.imginspect.guest.FileTree;
import org.imginspect.guest.GuestTree;
import org.imginspect.io.Limits;

/** Facts over a tree for which the disk does not matter. */
public final class TestFacts {
    private TestFacts() {}

    public static GuestTree tree(FileTree files) {
        return new GuestTree(files, Limits.defaults());
    }

    public static Facts of(GuestTree tree, FactGatherer<?>... gatherers) {
        return new Facts(tree, storage(), List.of(gatherers));
    }

    /** A raw disk, and nothing said about what lies on it. */
    public static StorageMap storage() {
        ContainerInfo container =
                new ContainerInfo("raw", 0, 1L << 30, 1L << 30, List.of(), false, false, OptionalLong.empty(), "");
        StorageEntry disk = new StorageEntry(
                "disk.raw",
                StorageEntry.Kind.CONTAINER,
                "raw",
                StorageEntry.State.OPENED,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                OptionalLong.of(1L << 30),
                Optional.empty(),
                Optional.empty());
        return new StorageMap(container, Optional.empty(), List.of(disk));
    }
}

package org.imginspect.facts.boot;

import java.util.List;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.facts.Facts;
import org.imginspect.facts.os.OperatingSystemGatherer;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.MemoryFileTree;
import org.imginspect.io.Limits;
import org.imginspect.scan.ExampleStorage;

/** Gathers the menus of a small guest. */
final class TestBoot {
    private TestBoot() {}

    static Optional<BootConfig> find(MemoryFileTree.Builder files, String... storage) throws ImageException {
        GuestTree tree = new GuestTree(files.build(), Limits.defaults());
        return new BootConfigGatherer()
                .gather(
                        tree,
                        new Facts(tree, ExampleStorage.of(List.of(storage)), List.of(new OperatingSystemGatherer())));
    }

    static BootMenu menu(MemoryFileTree.Builder files, String... storage) throws ImageException {
        return find(files, storage).orElseThrow().main();
    }

    static BootEntry started(MemoryFileTree.Builder files, String... storage) throws ImageException {
        return menu(files, storage).defaultEntry().orElseThrow();
    }

    static String commandLine(BootEntry entry) {
        return String.join(
                " ", entry.arguments().stream().map(BootEntry.Argument::text).toList());
    }
}

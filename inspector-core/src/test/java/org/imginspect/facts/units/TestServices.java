package org.imginspect.facts.units;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.imginspect.error.ImageException;
import org.imginspect.facts.FactGatherer;
import org.imginspect.facts.Facts;
import org.imginspect.facts.TestFacts;
import org.imginspect.facts.boot.BootConfig;
import org.imginspect.facts.boot.BootEntry;
import org.imginspect.facts.boot.BootMenu;
import org.imginspect.facts.os.OperatingSystemGatherer;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.MemoryFileTree;

/** What starts in a guest made in memory. */
final class TestServices {
    private static final GuestPath GRUB = GuestPath.of("/boot/grub/grub.cfg");

    private TestServices() {}

    /** A menu with one entry that has these arguments; none: a guest without a boot loader. */
    private record Arguments(String... texts) implements FactGatherer<BootConfig> {
        @Override
        public Class<BootConfig> type() {
            return BootConfig.class;
        }

        @Override
        public Optional<BootConfig> gather(GuestTree tree, Facts others) {
            if (texts.length == 0) {
                return Optional.empty();
            }
            BootEntry entry = new BootEntry(
                    "x",
                    "",
                    Optional.empty(),
                    List.of(),
                    Stream.of(texts)
                            .map(text -> new BootEntry.Argument(text, GRUB, 7))
                            .toList(),
                    GRUB,
                    5);
            return Optional.of(new BootConfig(List.of(new BootMenu(
                    BootMenu.Loader.GRUB2,
                    GRUB,
                    List.of(entry),
                    Optional.of(entry),
                    Optional.empty(),
                    new BootMenu.Timeout(OptionalLong.of(0), "0", GRUB, 1)))));
        }
    }

    static Optional<BootServices> find(MemoryFileTree.Builder files, String... arguments) throws ImageException {
        GuestTree tree = TestFacts.tree(files.build());
        return TestFacts.of(tree, new BootServicesGatherer(), new OperatingSystemGatherer(), new Arguments(arguments))
                .find(BootServices.class);
    }

    static BootServices of(MemoryFileTree.Builder files, String... arguments) throws ImageException {
        return find(files, arguments).orElseThrow();
    }
}

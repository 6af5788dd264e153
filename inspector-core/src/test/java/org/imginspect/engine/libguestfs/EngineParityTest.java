package org.imginspect.engine.libguestfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.imginspect.check.Check;
import org.imginspect.check.CheckContext;
import org.imginspect.check.Params;
import org.imginspect.check.RunMode;
import org.imginspect.check.Verdict;
import org.imginspect.checks.Catalogue;
import org.imginspect.engine.Guest;
import org.imginspect.engine.OpenOptions;
import org.imginspect.engine.StorageEntry;
import org.imginspect.engine.embedded.EmbeddedEngine;
import org.imginspect.error.ImageException;
import org.imginspect.facts.Facts;
import org.imginspect.fixtures.DebianImage;
import org.imginspect.fixtures.Fixtures;
import org.imginspect.fixtures.Requirement;
import org.imginspect.guest.Consistency;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.Node;
import org.imginspect.io.ByteSource;
import org.imginspect.scan.Gatherers;
import org.imginspect.scan.RealDebianAnswers;
import org.imginspect.volume.VolumeFixture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Both engines show the same disk: our readers held to qemu's and the Linux kernel's. */
class EngineParityTest {
    /** One in so many files of the real image has its content compared, beside those below /etc and /boot. */
    private static final int SAMPLE = 200;

    /**
     * What the embedded engine opens and the appliance's kernel does not mount: blocks greater than its pages, a journal that
     * announces fast commits and holds none (which the embedded engine calls stale), and verity with small blocks, which it learned
     * in Linux 6.3; parent pointers, which XFS has since Linux 6.10; a snapshot that LVM does not activate by itself.
     */
    private static final Set<String> KNOWN = Set.of(
            "block-64k > ext4",
            "fast-commit > ext4",
            "rare > ext4",
            "parent > xfs",
            "a > gpt:2 > LVM2_member > root-vg/var-before",
            "a > gpt:2 > LVM2_member > root-vg/var-before > ext4");

    /** What the kernel dates later than this it made up: the directory that a btrfs shows where a snapshot had a subvolume. */
    private static final Instant BEGIN =
            ProcessHandle.current().info().startInstant().orElseThrow();

    private static final long MOST_CONTENT_BYTES = 64L << 20;

    private static final String UNDETERMINED = "UNDETERMINED";

    /** A pattern for the committed images to compare, while one of them is worked on; all if it is not set. */
    private static final String ONLY = System.getProperty("imginspect.parity", "");

    @TempDir
    Path directory;

    /** What both engines must say of an entry, field by field. */
    private record Said(
            String path,
            StorageEntry.Kind kind,
            String format,
            StorageEntry.State state,
            Optional<Consistency.Kind> consistency,
            Optional<String> uuid,
            Optional<String> label,
            String sizeBytes,
            Optional<GuestPath> mountPoint) {
        static Said of(StorageEntry entry) {
            return new Said(
                    entry.path(),
                    entry.kind(),
                    entry.format(),
                    entry.state(),
                    entry.consistency().map(Consistency::kind),
                    entry.uuid(),
                    entry.label(),
                    entry.sizeBytes().toString(),
                    entry.mountPoint());
        }
    }

    /** The disks of one machine, and what their names must not meet again in one appliance. */
    private record Machine(List<Path> disks, Set<String> names) {
        OpenOptions options() {
            return OpenOptions.defaults().withOtherDisks(disks.subList(1, disks.size()));
        }
    }

    @Test
    void theyAgreeOnEveryCommittedImage() throws Exception {
        Requirement.libguestfs();
        Requirement.programs("btrfstune");
        List<Machine> rest = committedMachines();
        assertThat(rest).hasSizeGreaterThan(ONLY.isEmpty() ? 8 : 0);
        List<String> differences = new ArrayList<>();
        while (!rest.isEmpty()) {
            List<Machine> together = new ArrayList<>();
            Set<String> names = new TreeSet<>();
            for (Machine machine : List.copyOf(rest)) {
                if (machine.names.stream().noneMatch(names::contains)) {
                    names.addAll(machine.names);
                    together.add(machine);
                    rest.remove(machine);
                }
            }
            compare(together, differences);
        }
        assertThat(differences).isEmpty();
    }

    private static void compare(List<Machine> machines, List<String> differences) throws Exception {
        List<Guest> guests = new LibguestfsEngine()
                .openAll(machines.stream().map(Machine::disks).toList(), OpenOptions.defaults());
        try {
            for (int i = 0; i < machines.size(); i++) {
                Machine machine = machines.get(i);
                try (Guest embedded = new EmbeddedEngine().open(machine.disks.get(0), machine.options())) {
                    differences.addAll(differences(embedded, guests.get(i)));
                    if (embedded.storage().entries().stream().noneMatch(entry -> KNOWN.contains(entry.path()))) {
                        differences.addAll(verdictDifferences(embedded, guests.get(i), Set.of(RunMode.ALWAYS)));
                    }
                }
            }
        } finally {
            for (Guest guest : guests) {
                guest.close();
            }
        }
    }

    /**
     * Where the two engines say different things of one image. What the embedded engine does not read the other may read; what it
     * reads the other must show the same way.
     */
    private static List<String> differences(Guest embedded, Guest appliance) {
        List<String> differences = new ArrayList<>();
        Map<String, StorageEntry> others = new TreeMap<>();
        appliance.storage().entries().forEach(entry -> others.put(entry.path(), entry));
        for (StorageEntry entry : embedded.storage().entries()) {
            Said said = Said.of(entry);
            StorageEntry other = others.get(entry.path());
            boolean unread = entry.state().isIncomplete() && entry.kind() != StorageEntry.Kind.PARTITION;
            if (KNOWN.contains(entry.path())) {
                assertThat(other == null || other.state().isIncomplete())
                        .as("%s is not mounted", entry.path())
                        .isTrue();
            } else if (other == null) {
                differences.add("only the embedded engine has " + said);
            } else if (!unread && !said.equals(comparable(other, embedded))) {
                differences.add(said + " is for libguestfs " + Said.of(other) + " " + other.problem());
            } else if (holdsFiles(entry) && embedded.volume(entry.path()).isPresent()) {
                try {
                    compareTrees(
                            entry.path(),
                            embedded.volume(entry.path()).orElseThrow(),
                            appliance.volume(entry.path()).orElseThrow(),
                            1);
                } catch (AssertionError | ImageException e) {
                    differences.add(entry.path() + ": " + e.getMessage());
                }
            }
        }
        return differences;
    }

    private static boolean holdsFiles(StorageEntry entry) {
        return (entry.kind() == StorageEntry.Kind.FILE_SYSTEM || entry.kind() == StorageEntry.Kind.SUBVOLUME)
                && !entry.state().isIncomplete();
    }

    /** Whoever cannot read the root cannot read its fstab, and mounts nothing. */
    private static Said comparable(StorageEntry other, Guest embedded) {
        Said said = Said.of(other);
        return embedded.rootProblem().isEmpty()
                ? said
                : new Said(
                        said.path,
                        said.kind,
                        said.format,
                        said.state,
                        said.consistency,
                        said.uuid,
                        said.label,
                        said.sizeBytes,
                        Optional.empty());
    }

    @ParameterizedTest
    @EnumSource(DebianImage.class)
    void theyAgreeOnARealDebian(DebianImage debian) throws Exception {
        Requirement.libguestfs();
        Path image = debian.qcow2();
        try (Guest embedded = new EmbeddedEngine().open(image, OpenOptions.defaults());
                Guest appliance = new LibguestfsEngine().open(image, OpenOptions.defaults())) {
            compareStorage(embedded, appliance);
            compareTrees("/", embedded.tree(), appliance.tree(), SAMPLE);
            assertThat(verdictDifferences(embedded, appliance, Set.of(RunMode.ALWAYS, RunMode.ON_REQUEST)))
                    .isEmpty();
            Map<String, String> said = verdicts(embedded, Set.of(RunMode.ALWAYS));
            for (Check check : Catalogue.all()) {
                if (check.info().mode() == RunMode.ALWAYS) {
                    assertThat(said.get(check.info().id()))
                            .as("the real Debian is clean: %s", check.info().id())
                            .startsWith(outcomeOnTheRealDebian(check));
                }
            }
        }
    }

    /** EndToEndTest holds the embedded engine alone to the same. */
    private static String outcomeOnTheRealDebian(Check check) {
        return RealDebianAnswers.DO_NOT_APPLY.contains(check.info().id()) ? "NOT_APPLICABLE" : "PASS";
    }

    /**
     * Where the checks answer differently. Where the embedded engine leaves a check undetermined the other may know more.
     *
     * @param modes which checks; every question to the appliance takes milliseconds, so that small images are asked less
     */
    private static List<String> verdictDifferences(Guest embedded, Guest appliance, Set<RunMode> modes) {
        List<String> differences = new ArrayList<>();
        Map<String, String> others = verdicts(appliance, modes);
        verdicts(embedded, modes).forEach((check, said) -> {
            if (!said.equals(others.get(check)) && !said.equals(UNDETERMINED)) {
                differences.add(embedded.storage().entries().get(0).path() + " " + check + ": " + said
                        + " is for libguestfs " + others.get(check));
            }
        });
        return differences;
    }

    /** What the checks of these modes answer, by id; deep ones take minutes for what both engines read with the same code. */
    private static Map<String, String> verdicts(Guest guest, Set<RunMode> modes) {
        Facts facts = new Facts(guest.tree(), guest.storage(), guest.space(), Gatherers.all());
        Map<String, String> verdicts = new TreeMap<>();
        for (Check check : Catalogue.all()) {
            if (!modes.contains(check.info().mode())) {
                continue;
            }
            String said;
            try {
                Verdict verdict = check.evaluate(new CheckContext(guest.tree(), guest.storage(), facts, Params.NONE));
                said = verdict.outcome() + " " + verdict;
            } catch (ImageException e) {
                said = UNDETERMINED;
            }
            verdicts.put(check.info().id(), said);
        }
        assertThat(verdicts).hasSizeGreaterThanOrEqualTo(100);
        return verdicts;
    }

    /** Every committed image that the embedded engine opens; some fixtures are damaged on purpose, or no disks. */
    private List<Machine> committedMachines() throws Exception {
        List<Machine> machines = new ArrayList<>();
        if (ONLY.isEmpty()) {
            machine(List.of(Fixtures.demo())).ifPresent(machines::add);
        }
        Path resources = Fixtures.repository().resolve("fixtures/src/main/resources/org/imginspect/fixtures");
        List<String> names;
        try (Stream<Path> files = Files.walk(resources)) {
            names = files.map(file -> resources.relativize(file).toString())
                    .filter(name -> name.endsWith(".gz") && !name.endsWith(".listing.gz"))
                    .filter(name -> ONLY.isEmpty() || name.matches(ONLY))
                    .sorted()
                    .map(name -> name.substring(0, name.length() - ".gz".length()))
                    .toList();
        }
        Set<String> known = new TreeSet<>();
        for (String name : names) {
            List<Path> disks = name.equals("disk/machine") ? disks(name) : List.of(Fixtures.image(name));
            Optional<Machine> found = machine(disks);
            if (found.isPresent()
                    && name.startsWith("btrfs/")
                    && found.get().names.stream().anyMatch(known::contains)) {
                found = machine(List.of(withOtherUuid(disks.get(0))));
            }
            if (found.isPresent()) {
                known.addAll(found.get().names);
                machines.add(found.get());
            }
        }
        return machines;
    }

    /** The btrfs images have one UUID between them, which one kernel does not mount twice: an appliance costs more than a copy. */
    private Path withOtherUuid(Path image) throws Exception {
        Path copy = Files.copy(image, directory.resolve(image.getFileName()));
        Process tune = new ProcessBuilder(
                        "btrfstune", "-f", "-U", UUID.randomUUID().toString(), copy.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("btrfstune").toFile())
                .start();
        assertThat(tune.waitFor()).as("btrfstune").isZero();
        return copy;
    }

    /** The disks of an archive. */
    private List<Path> disks(String name) throws IOException {
        VolumeFixture fixture = new VolumeFixture(name);
        List<Path> disks = new ArrayList<>();
        for (String disk : fixture.names()) {
            disks.add(Files.write(directory.resolve(disk), fixture.bytes(disk)));
        }
        return disks;
    }

    private static Optional<Machine> machine(List<Path> disks) {
        Set<String> names = new TreeSet<>();
        OpenOptions options = OpenOptions.defaults().withOtherDisks(disks.subList(1, disks.size()));
        try (Guest guest = new EmbeddedEngine().open(disks.get(0), options)) {
            if (guest.storage().fileSystems().isEmpty()) {
                return Optional.empty();
            }
            guest.storage().groups().forEach(group -> names.add(group.name()));
            for (StorageEntry entry : guest.storage().fileSystems()) {
                if (entry.format().equals("btrfs")) {
                    entry.uuid().ifPresent(names::add);
                }
            }
            return Optional.of(new Machine(disks, names));
        } catch (ImageException e) {
            // Its own tests say what must be said of it.
            return Optional.empty();
        }
    }

    private static void compareStorage(Guest embedded, Guest appliance) {
        assertThat(appliance.storage().container()).isEqualTo(embedded.storage().container());
        assertThat(appliance.storage().table()).isEqualTo(embedded.storage().table());
        assertThat(appliance.storage().entries().stream().map(Said::of))
                .containsExactlyElementsOf(
                        embedded.storage().entries().stream().map(Said::of).toList());
        assertThat(appliance.rootProblem().map(problem -> problem.kind()))
                .isEqualTo(embedded.rootProblem().map(problem -> problem.kind()));
    }

    /**
     * Everything in a tree but what lies in {@code closed} directories.
     *
     * @param closed gets what this tree cannot list or look at
     */
    private static Map<GuestPath, Node> walk(GuestTree tree, Set<GuestPath> closed) throws ImageException {
        Map<GuestPath, Node> nodes = new TreeMap<>();
        Deque<GuestPath> rest = new ArrayDeque<>(List.of(GuestPath.ROOT));
        while (!rest.isEmpty()) {
            GuestPath directory = rest.pop();
            if (closed.contains(directory)) {
                continue;
            }
            try {
                for (GuestName name : tree.list(directory)) {
                    see(tree, directory.resolve(name), nodes, rest, closed);
                }
            } catch (ImageException e) {
                closed.add(directory);
            }
        }
        return nodes;
    }

    private static void see(
            GuestTree tree, GuestPath path, Map<GuestPath, Node> nodes, Deque<GuestPath> rest, Set<GuestPath> closed) {
        if (closed.contains(path)) {
            return;
        }
        try {
            Node node = tree.lstat(path).orElseThrow();
            nodes.put(path, node);
            if (node.isDirectory()) {
                rest.push(path);
            }
        } catch (ImageException e) {
            closed.add(path);
        }
    }

    /**
     * @param sample one in so many files has its content compared
     */
    private static void compareTrees(String where, GuestTree embedded, GuestTree appliance, int sample)
            throws ImageException {
        // What our reader says is damaged or encrypted, the kernel may still list, as garbled names for instance.
        Set<GuestPath> closed = new TreeSet<>();
        Map<GuestPath, Node> expected = walk(embedded, closed);
        int closedByUs = closed.size();
        Map<GuestPath, Node> found = walk(appliance, closed);
        assertThat(closed).as("%s: closed to the kernel alone", where).hasSize(closedByUs);
        expected.keySet().removeIf(path -> closed.stream().anyMatch(path::startsWith));
        found.keySet().removeIf(path -> closed.stream().anyMatch(path::startsWith));
        assertThat(found.keySet()).as(where).containsExactlyElementsOf(expected.keySet());
        List<GuestPath> contents = new ArrayList<>();
        int number = 0;
        for (Map.Entry<GuestPath, Node> entry : expected.entrySet()) {
            GuestPath path = entry.getKey();
            Node seen = Objects.requireNonNull(found.get(path));
            if (seen.isDirectory() && seen.modified().isAfter(BEGIN)) {
                seen = new Node(
                        seen.kind(),
                        seen.permissions(),
                        seen.uid(),
                        seen.gid(),
                        seen.sizeBytes(),
                        entry.getValue().modified());
            }
            assertThat(seen).as("%s %s", where, path).isEqualTo(entry.getValue());
            if (entry.getValue().isSymlink()) {
                assertThat(appliance.readLink(path)).as("%s %s", where, path).isEqualTo(embedded.readLink(path));
            }
            boolean wanted = number++ % sample == 0
                    || path.startsWith(GuestPath.of("/etc"))
                    || path.startsWith(GuestPath.of("/boot"));
            if (entry.getValue().isFile() && wanted && entry.getValue().sizeBytes() <= MOST_CONTENT_BYTES) {
                contents.add(path);
            }
        }
        appliance.willOpen(contents);
        for (GuestPath path : contents) {
            assertThat(sha256(appliance, path)).as("%s %s", where, path).isEqualTo(sha256(embedded, path));
        }
    }

    /** The content's SHA-256; {@code unreadable} where the tree says so, which then the other must say too. */
    private static String sha256(GuestTree tree, GuestPath path) {
        try {
            ByteSource content = tree.open(path).orElseThrow();
            byte[] bytes = new byte[Math.toIntExact(content.size())];
            content.readFully(0, bytes, 0, bytes.length);
            return Sha256.of(bytes);
        } catch (ImageException e) {
            return "unreadable";
        }
    }
}

package org.imginspect.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.imginspect.fixtures.Requirement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One Debian tree on each layout of cloud images, each of them in each container: a scan by the embedded engine says the same of all. The
 * disks are made by {@code fixtures/recipes/lib/same-tree.py}, the containers by qemu-img.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SameTreeTest {
    private static final List<String> LAYOUTS = List.of("ext4", "xfs", "xfs-lvm", "btrfs", "btrfs-boot", "btrfs-suse");

    /** What qemu-img is told. */
    private static final Map<String, List<String>> CONTAINERS = containers();

    private static final String NO_TOOL = " is not installed, which grows the root's ";

    /** What follows from the layout itself: this Debian has the tools of ext4 alone, and nothing in it grows logical volumes. */
    private static final Map<String, Map<String, Set<String>>> OF_LAYOUTS = Map.of(
            "xfs",
            growable("xfs_growfs" + NO_TOOL + "xfs"),
            "xfs-lvm",
            growable(
                    "xfs_growfs" + NO_TOOL + "xfs",
                    "the root is a logical volume: what grows partitions at the first start does not grow it"),
            "btrfs",
            growable("btrfs" + NO_TOOL + "btrfs"),
            "btrfs-boot",
            growable("btrfs" + NO_TOOL + "btrfs"),
            "btrfs-suse",
            growable("btrfs" + NO_TOOL + "btrfs"));

    /** What follows from the container: only qcow2 can have snapshots inside. */
    private static final Map<String, Map<String, Set<String>>> OF_CONTAINERS =
            Map.of("qcow2", Map.of("disk.no-internal-snapshots", Set.of("Pass")));

    private static final String OVF = """
        <?xml version="1.0" encoding="UTF-8"?>
        <Envelope xmlns="http://schemas.dmtf.org/ovf/envelope/1" xmlns:ovf="http://schemas.dmtf.org/ovf/envelope/1">
          <References><File ovf:href="disk.vmdk" ovf:id="file1"/></References>
          <DiskSection><Info>disks</Info>
            <Disk ovf:capacity="1" ovf:capacityAllocationUnits="byte * 2^30" ovf:diskId="vmdisk1" ovf:fileRef="file1"
              ovf:format="http://www.vmware.com/interfaces/specifications/vmdk.html#streamOptimized"/>
          </DiskSection>
          <VirtualSystem ovf:id="vm"><Info>a machine</Info></VirtualSystem>
        </Envelope>
        """;

    private Path directory;
    private Map<String, Set<String>> expected;

    private static Map<String, List<String>> containers() {
        Map<String, List<String>> containers = new TreeMap<>();
        containers.put("raw", List.of());
        containers.put("qcow2", List.of("-O", "qcow2", "-c"));
        containers.put("vmdk", List.of("-O", "vmdk", "-o", "subformat=monolithicSparse"));
        containers.put("stream.vmdk", List.of("-O", "vmdk", "-o", "subformat=streamOptimized"));
        containers.put("ova", List.of("-O", "vmdk", "-o", "subformat=streamOptimized"));
        containers.put("vhd", List.of("-O", "vpc", "-o", "subformat=dynamic,force_size=on"));
        containers.put("fixed.vhd", List.of("-O", "vpc", "-o", "subformat=fixed,force_size=on"));
        containers.put("vhdx", List.of("-O", "vhdx"));
        containers.put("vdi", List.of("-O", "vdi"));
        return containers;
    }

    private static Map<String, Set<String>> growable(String... messages) {
        Set<String> said = new TreeSet<>(List.of(messages));
        said.add("Findings");
        return Map.of("disk.root-growable", said);
    }

    @BeforeAll
    void makeTheDisks() throws Exception {
        Requirement.root();
        Requirement.programs(
                "python3", "qemu-img", "mke2fs", "mkfs.xfs", "mkfs.btrfs", "btrfs", "sgdisk", "lvm", "losetup");
        Path memory = Path.of("/dev/shm");
        directory = Files.isWritable(memory)
                ? Files.createTempDirectory(memory, "same-tree-")
                : Files.createTempDirectory("same-tree-");
        run("python3", "../fixtures/recipes/lib/same-tree.py", directory.toString());
        expected = verdicts(directory.resolve("ext4.raw"));
    }

    @AfterAll
    void removeThem() throws Exception {
        if (directory != null) {
            try (var files = Files.list(directory)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(directory);
        }
    }

    static Stream<Arguments> everyLayoutInEveryContainer() {
        return LAYOUTS.stream()
                .flatMap(layout -> CONTAINERS.keySet().stream().map(container -> Arguments.of(layout, container)));
    }

    @ParameterizedTest
    @MethodSource("everyLayoutInEveryContainer")
    void theVerdictsAreTheSame(String layout, String container) throws Exception {
        Path image = packed(directory.resolve(layout + ".raw"), container);
        Map<String, Set<String>> found;
        try {
            found = verdicts(image);
        } finally {
            if (!container.equals("raw")) {
                Files.delete(image);
            }
        }
        List<String> differences = new ArrayList<>();
        Set<String> checks = new TreeSet<>(expected.keySet());
        checks.addAll(found.keySet());
        for (String check : checks) {
            Set<String> said = found.getOrDefault(check, Set.of());
            if (!said.equals(expected.get(check))
                    && !said.equals(OF_LAYOUTS.getOrDefault(layout, Map.of()).get(check))
                    && !said.equals(
                            OF_CONTAINERS.getOrDefault(container, Map.of()).get(check))) {
                differences.add(check + ": " + expected.get(check) + " but " + said);
            }
        }
        assertThat(differences).isEmpty();
    }

    /** So that what is compared is worth comparing. */
    @Test
    void theTreeHasSomethingToFindAndNothingIsLeftOpen() {
        assertThat(expected.values().stream()
                        .filter(said -> said.contains("Findings"))
                        .count())
                .isGreaterThan(15);
        assertThat(expected.values()).noneMatch(said -> said.contains("Undetermined"));
    }

    private Path packed(Path raw, String container) throws Exception {
        if (container.equals("raw")) {
            return raw;
        }
        Path image = directory.resolve("disk." + container);
        List<String> command = new ArrayList<>(List.of("qemu-img", "convert", "-f", "raw"));
        command.addAll(CONTAINERS.get(container));
        command.addAll(List.of(raw.toString(), image.toString()));
        run(command.toArray(new String[0]));
        if (!container.equals("ova")) {
            return image;
        }
        Files.move(image, directory.resolve("disk.vmdk"));
        Files.writeString(directory.resolve("disk.ovf"), OVF);
        run("tar", "-C", directory.toString(), "--format=ustar", "-cf", image.toString(), "disk.ovf", "disk.vmdk");
        Files.delete(directory.resolve("disk.vmdk"));
        Files.delete(directory.resolve("disk.ovf"));
        return image;
    }

    private static Map<String, Set<String>> verdicts(Path image) {
        ScanRequest request = ScanRequest.of(image).withEngine(EngineChoice.EMBEDDED);
        ScanReport report = new Inspector().scan(request).get(0);
        assertThat(report.failure()).isEmpty();
        assertThat(report.rootProblem()).isEmpty();
        assertThat(report.storage().orElseThrow().unread()).isEmpty();
        Map<String, Set<String>> verdicts = new TreeMap<>();
        for (CheckResult result : report.results()) {
            Set<String> said = new TreeSet<>();
            said.add(result.verdict().getClass().getSimpleName());
            result.findings().forEach(finding -> said.add(finding.message()));
            verdicts.put(result.info().id(), said);
        }
        verdicts.put("status", Set.of(report.status().toString()));
        return verdicts;
    }

    private static void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(String.join(" ", command) + "\n" + out).isZero();
    }
}

package org.imginspect.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.imginspect.check.Area;
import org.imginspect.check.Check;
import org.imginspect.check.Finding;
import org.imginspect.check.Outcome;
import org.imginspect.checks.Catalogue;
import org.imginspect.engine.Guest;
import org.imginspect.engine.OpenOptions;
import org.imginspect.engine.SpaceUse;
import org.imginspect.engine.embedded.EmbeddedEngine;
import org.imginspect.fixtures.DebianImage;
import org.imginspect.fixtures.GuestContainer;
import org.imginspect.fixtures.Requirement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The verdicts about the disk of the real Debian 12 and 13, each beside what qemu-img, sfdisk, sgdisk, blkid, dumpe2fs, blkls and the guest
 * itself say.
 */
class RealDebianDiskTest {
    private static final Map<DebianImage, Map<String, CheckResult>> RESULTS = new TreeMap<>();

    @BeforeEach
    void needsTools() {
        Requirement.programs("qemu-img", "sfdisk", "sgdisk", "blkid", "dumpe2fs", "blkls");
    }

    private static synchronized CheckResult result(DebianImage debian, String id) {
        return Objects.requireNonNull(
                RESULTS.computeIfAbsent(debian, RealDebianDiskTest::scan).get(id));
    }

    private static Map<String, CheckResult> scan(DebianImage debian) {
        ScanRequest request = ScanRequest.of(debian.qcow2()).withEngine(EngineChoice.EMBEDDED);
        for (Check check : Catalogue.all()) {
            if (check.info().area() == Area.DISK) {
                request = request.withCheck(check.info().id());
            }
        }
        Map<String, CheckResult> results = new TreeMap<>();
        for (CheckResult result : new Inspector().scan(request).get(0).results()) {
            results.put(result.info().id(), result);
        }
        return results;
    }

    private static void assertPasses(DebianImage debian, String id) {
        CheckResult result = result(debian, id);
        assertThat(result.outcome())
                .as("%s: %s %s", id, result.reason(), result.findings())
                .isEqualTo(Outcome.PASS);
    }

    private static List<String> messages(CheckResult result) {
        return result.findings().stream().map(Finding::message).toList();
    }

    @ParameterizedTest
    @EnumSource(DebianImage.class)
    void containerIsWhatQemuImgSays(DebianImage debian) throws Exception {
        String info = run("qemu-img", "info", "--output=json", debian.qcow2().toString());
        assertThat(info).contains("\"format\": \"qcow2\"").contains("\"virtual-size\": 4294967296");
        assertThat(info).doesNotContain("backing-filename", "data-file", "\"encrypted\": true", "\"snapshots\"");
        assertPasses(debian, "disk.format-qcow2");
        assertPasses(debian, "disk.container-standalone");
        assertPasses(debian, "disk.no-internal-snapshots");
        assertThat(messages(result(debian, "disk.min-virtual-size")))
                .containsExactly("the disk has 4 GiB; 20 GiB is the least");
        String check = run("qemu-img", "check", "--output=json", debian.qcow2().toString());
        assertThat(check).contains("\"check-errors\": 0").doesNotContain("corruptions", "leaks");
        assertPasses(debian, "disk.container-consistent");
    }

    @ParameterizedTest
    @EnumSource(DebianImage.class)
    void partitionsAreWhatSfdiskAndSgdiskSay(DebianImage debian) throws Exception {
        String raw = debian.raw().toString();
        String table = run("sfdisk", "-J", raw);
        assertThat(table).contains("\"label\": \"gpt\"").contains("21686148-6449-6E6F-744E-656564454649");
        assertThat(run("sgdisk", "-v", raw)).contains("No problems found");
        assertPasses(debian, "disk.partition-table-gpt");
        assertPasses(debian, "disk.gpt-consistent");
        assertPasses(debian, "disk.bios-bootable");
        // Nothing lies behind the root, and the guest has what makes it grow.
        List<Long> starts = numbers(table, "\"start\": (\\d+)");
        List<String> types = texts(table, "\"type\": \"([0-9A-F-]+)\"");
        int last = starts.indexOf(starts.stream().max(Long::compare).orElseThrow());
        assertThat(types.get(last)).isEqualTo("4F68BCE3-E8CD-4DB1-96E7-FBCAF984B709");
        GuestContainer guest = debian == DebianImage.TWELVE ? GuestContainer.debian12() : GuestContainer.debian13();
        boolean growpart = guest.shell("command -v growpart").exitCode() == 0;
        assertThat(guest.shell("command -v resize2fs").exitCode()).isZero();
        if (growpart) {
            assertPasses(debian, "disk.root-growable");
        } else {
            assertThat(messages(result(debian, "disk.root-growable")))
                    .containsExactly(
                            "nothing grows the root's partition at the first start: growpart is not installed");
        }
    }

    @ParameterizedTest
    @EnumSource(DebianImage.class)
    void nothingIsEncryptedOrPartOfSomethingLarger(DebianImage debian) throws Exception {
        List<String> types = new ArrayList<>();
        for (long[] partition : partitions(debian)) {
            types.addAll(texts(
                    output(
                            false,
                            "blkid",
                            "-p",
                            "-O",
                            Long.toString(partition[0]),
                            "-S",
                            Long.toString(partition[1]),
                            debian.raw().toString()),
                    " TYPE=\"([^\"]+)\""));
        }
        assertThat(types).contains("vfat", "ext4").doesNotContain("crypto_LUKS", "LVM2_member", "linux_raid_member");
        assertPasses(debian, "disk.container-not-encrypted");
        assertPasses(debian, "disk.single-disk-root");
        assertPasses(debian, "disk.efi-fallback-loader");
    }

    @ParameterizedTest
    @EnumSource(DebianImage.class)
    void usedSpaceIsWhatDumpe2fsCounts(DebianImage debian) throws Exception {
        long[] root = partitions(debian).get(2);
        String dump = run("dumpe2fs", "-h", debian.raw() + "?offset=" + root[0]);
        long block = numbers(dump, "Block size: +(\\d+)").get(0);
        long blocks = numbers(dump, "Block count: +(\\d+)").get(0);
        long free = numbers(dump, "(?m)^Free blocks: +(\\d+)").get(0);
        long rest = partitions(debian).get(0)[1] + root[1] - blocks * block;
        SpaceUse use;
        try (Guest guest = new EmbeddedEngine().open(debian.qcow2(), OpenOptions.defaults())) {
            use = guest.space().use();
        }
        // The EFI system partition is used in part; dumpe2fs does not know it.
        assertThat(use.usedBytes())
                .isBetween(
                        (blocks - free) * block + rest - root[1] % block,
                        (blocks - free) * block + rest + partitions(debian).get(1)[1]);
        assertThat(use.estimated()).isFalse();
        assertPasses(debian, "disk.sparse-waste");
        assertPasses(debian, "disk.smallest-size");
    }

    @ParameterizedTest
    @EnumSource(DebianImage.class)
    void freeSpaceHoldsNoKeyThatGrepFindsInBlkls(DebianImage debian) throws Exception {
        long[] root = partitions(debian).get(2);
        String offset = Long.toString(root[0] / 512);
        String pattern = "-----BEGIN [A-Z ]*PRIVATE KEY-----|(AKIA|ASIA)[A-Z2-7]{16}|gh[pousr]_[A-Za-z0-9]{36}";
        for (String option : List.of("-A", "-s")) {
            String command =
                    "blkls " + option + " -o " + offset + " " + debian.raw() + " | LC_ALL=C grep -a -o -E -A1 -e '"
                            + pattern + "' | LC_ALL=C grep -a -c -E '^[A-Za-z0-9+/]{64}$'";
            assertThat(output(false, "sh", "-c", command).strip()).isEqualTo("0");
        }
        assertPasses(debian, "disk.free-space-residue");
    }

    private static List<long[]> partitions(DebianImage debian) throws Exception {
        String table = run("sfdisk", "-J", debian.raw().toString());
        List<Long> starts = numbers(table, "\"start\": (\\d+)");
        List<Long> sizes = numbers(table, "\"size\": (\\d+)");
        List<long[]> partitions = new ArrayList<>();
        for (int i = 0; i < starts.size(); i++) {
            partitions.add(new long[] {starts.get(i) * 512, sizes.get(i) * 512});
        }
        return partitions;
    }

    private static List<Long> numbers(String text, String pattern) {
        return texts(text, pattern).stream().map(Long::valueOf).toList();
    }

    private static List<String> texts(String text, String pattern) {
        List<String> found = new ArrayList<>();
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }

    private static String run(String... command) throws Exception {
        return output(true, command);
    }

    private static String output(boolean succeeds, String... command) throws Exception {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = process.waitFor();
        assertThat(code == 0 || !succeeds).as(String.join(" ", command)).isTrue();
        return out;
    }
}

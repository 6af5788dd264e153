package org.imginspect.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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
import org.imginspect.fixtures.DebianImage;
import org.imginspect.fixtures.GuestContainer;
import org.imginspect.fixtures.Requirement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The verdicts about file systems and mounts of the real Debian 12 and 13, each beside what findmnt, blkid, dumpe2fs and the guest say. */
class RealDebianFsTest {
    private static final Map<DebianImage, Map<String, CheckResult>> RESULTS = new TreeMap<>();

    @BeforeEach
    void needsTools() {
        Requirement.programs("dumpe2fs");
    }

    private static GuestContainer guest(DebianImage debian) {
        return debian == DebianImage.TWELVE ? GuestContainer.debian12() : GuestContainer.debian13();
    }

    private static synchronized CheckResult result(DebianImage debian, String id) {
        return Objects.requireNonNull(
                RESULTS.computeIfAbsent(debian, RealDebianFsTest::scan).get(id));
    }

    private static Map<String, CheckResult> scan(DebianImage debian) {
        ScanRequest request = ScanRequest.of(debian.qcow2()).withEngine(EngineChoice.EMBEDDED);
        for (Check check : Catalogue.all()) {
            if (check.info().area() == Area.FS) {
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

    @ParameterizedTest
    @EnumSource(DebianImage.class)
    void whatFstabNamesIsOnTheDiskByLastingNames(DebianImage debian) throws Exception {
        GuestContainer guest = guest(debian);
        // util-linux' own reader of fstab: every line with its source, none that cannot be parsed.
        List<String> sources =
                guest.shell("findmnt --tab-file /etc/fstab -n -o SOURCE").lines();
        assertThat(sources).isNotEmpty();
        assertThat(guest.shell("findmnt --verify --tab-file /etc/fstab 2>&1").out())
                .contains("0 parse errors");
        String blkid = Files.readString(debian.cached("blkid.txt"), StandardCharsets.UTF_8);
        String table = Files.readString(debian.cached("sfdisk.json"), StandardCharsets.UTF_8);
        boolean lasting = true;
        for (String source : sources) {
            Matcher tag =
                    Pattern.compile("(UUID|LABEL|PARTUUID|PARTLABEL)=(.*)").matcher(source);
            lasting &= tag.matches();
            if (tag.matches()) {
                boolean there = tag.group(1).startsWith("PART")
                        ? table.toLowerCase(java.util.Locale.ROOT)
                                .contains("\"" + tag.group(2).toLowerCase(java.util.Locale.ROOT) + "\"")
                        : blkid.contains(" " + tag.group(1) + "=\"" + tag.group(2) + "\"");
                assertThat(there).as(source).isTrue();
            }
        }
        assertThat(lasting).isTrue();
        String kernel = guest.shell("grep -h -o -E 'root=[^ ]+' /boot/grub/grub.cfg | sort -u")
                .out();
        assertThat(kernel).doesNotContain("=/dev/");
        assertPasses(debian, "fs.fstab-no-device-names");
        assertPasses(debian, "fs.fstab-targets-exist");
        assertThat(guest.shell("findmnt --tab-file /etc/fstab -n -o OPTIONS").out())
                .doesNotContain("comment=cloudconfig");
        assertPasses(debian, "fs.fstab-build-residue");
    }

    @ParameterizedTest
    @EnumSource(DebianImage.class)
    void thereIsNoSwapByAnyTool(DebianImage debian) throws Exception {
        GuestContainer guest = guest(debian);
        assertThat(Files.readString(debian.cached("sfdisk.json"), StandardCharsets.UTF_8))
                .doesNotContain("0657FD6D-A4AB-43C4-84E5-0933C84B4F4F");
        assertThat(Files.readString(debian.cached("blkid.txt"), StandardCharsets.UTF_8))
                .doesNotContain("TYPE=\"swap\"");
        assertPasses(debian, "fs.no-swap-partition");
        assertThat(guest.shell("findmnt --tab-file /etc/fstab -n -t swap").out())
                .isEmpty();
        assertThat(guest.shell(
                                "find / -xdev -type f -size +1M \\( -name 'swap*' -o -name '*swapfile*' \\) -not -path '/usr/*'")
                        .out())
                .isEmpty();
        assertThat(guest.shell("systemctl --root=/ list-unit-files --type=swap --no-legend")
                        .out())
                .isEmpty();
        assertPasses(debian, "fs.no-swap-file");
    }

    @ParameterizedTest
    @EnumSource(DebianImage.class)
    void rootIsCleanAndJournaledByDumpe2fs(DebianImage debian) throws Exception {
        Matcher root = Pattern.compile("\"start\": (\\d+)")
                .matcher(Files.readString(debian.cached("sfdisk.json"), StandardCharsets.UTF_8));
        long start = 0;
        while (root.find()) {
            start = Math.max(start, Long.parseLong(root.group(1)));
        }
        Process process = new ProcessBuilder("dumpe2fs", "-h", debian.raw() + "?offset=" + start * 512)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String dump = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(dump).containsPattern("Filesystem state: +clean").doesNotContain("needs_recovery");
        assertPasses(debian, "fs.clean-shutdown");
        assertThat(dump).contains("has_journal");
        assertThat(guest(debian)
                        .shell("findmnt --tab-file /etc/fstab -n -o PASSNO /")
                        .out()
                        .strip())
                .isEqualTo("1");
        // The menu has a timeout for boots that failed, and nothing that records one.
        assertThat(guest(debian)
                        .shell("grep -c 'save_env recordfail' /boot/grub/grub.cfg")
                        .out()
                        .strip())
                .isEqualTo("0");
        assertPasses(debian, "fs.journaled-root");
    }

    @ParameterizedTest
    @EnumSource(DebianImage.class)
    void directoriesAreWhatTheListingSays(DebianImage debian) throws Exception {
        String listing = Files.readString(debian.listing(), StandardCharsets.ISO_8859_1);
        assertThat(listing)
                .containsPattern("(?m)^d\t1777\t0\t0\t[^\t]*\t[^\t]*\t/tmp\t")
                .containsPattern("(?m)^d\t1777\t0\t0\t[^\t]*\t[^\t]*\t/var/tmp\t")
                .doesNotContainPattern("(?m)\t/data\t");
        assertPasses(debian, "fs.tmp-mode");
        assertPasses(debian, "fs.data-dir-empty");
        assertThat(guest(debian).shell("command -v lvm").exitCode()).isNotZero();
        CheckResult lvm = result(debian, "fs.lvm-devices-file");
        assertThat(lvm.outcome()).isEqualTo(Outcome.NOT_APPLICABLE);
        assertThat(lvm.findings()).extracting(Finding::message).isEmpty();
    }
}

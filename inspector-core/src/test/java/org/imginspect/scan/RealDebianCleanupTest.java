package org.imginspect.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.imginspect.check.Area;
import org.imginspect.check.Check;
import org.imginspect.check.Outcome;
import org.imginspect.checks.Catalogue;
import org.imginspect.fixtures.DebianImage;
import org.imginspect.fixtures.GuestContainer;
import org.imginspect.fixtures.Requirement;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * On the real Debian images every verdict about what a build leaves is what the guest's own tools, the listing that find(1) wrote of the mounted image,
 * and debugfs(8) say.
 */
class RealDebianCleanupTest {
    /** One line of the listing. */
    private record Listed(char type, String mode, long sizeBytes, String path) {
        boolean isContent() {
            return type == 'f' && sizeBytes > 0;
        }
    }

    @ParameterizedTest
    @EnumSource(DebianImage.class)
    void verdictsAreWhatIndependentToolsSay(DebianImage debian) throws Exception {
        Requirement.programs("debugfs");
        GuestContainer guest = debian == DebianImage.TWELVE ? GuestContainer.debian12() : GuestContainer.debian13();
        List<Listed> files = listing(debian);
        Map<String, Outcome> expected = new TreeMap<>();

        boolean sticky = files.stream()
                        .filter(each -> (each.path.equals("/tmp") || each.path.equals("/var/tmp"))
                                && each.type == 'd'
                                && each.mode.equals("1777"))
                        .count()
                == 2;
        boolean empty = files.stream().noneMatch(each -> below(each, "/tmp/") || below(each, "/var/tmp/"));
        expected.put("cleanup.tmp-empty", pass(sticky && empty));
        expected.put("cleanup.logs-empty", pass(none(files, "/var/log/")));
        expected.put(
                "cleanup.journal-empty",
                pass(guest.exec("journalctl", "--directory=/var/log/journal", "--quiet", "-n1", "-o", "cat")
                        .out()
                        .isEmpty()));
        expected.put(
                "cleanup.log-dirs-kept",
                pass(guest.shell("dpkg-query -W -f '${binary:Package}\\n' | xargs dpkg -L | grep '^/var/log/' | sort -u"
                                + " | while read -r path; do test -e \"$path\" || echo \"$path\"; done")
                        .succeeded()
                        .isEmpty()));
        String archives = guest.shell("eval $(apt-config shell d Dir::Cache::archives/d); echo $d")
                .succeeded()
                .strip();
        String lists = guest.shell("eval $(apt-config shell d Dir::State::lists/d); echo $d")
                .succeeded()
                .strip();
        assertThat(archives).isEqualTo("/var/cache/apt/archives/");
        boolean noCache = none(files, archives) && none(files, "/var/cache/apt/") && none(files, lists);
        expected.put("cleanup.package-cache", pass(noCache && noneNamed(files, "/.cache/")));
        List<String> homes =
                guest.shell("getent passwd | cut -d: -f6; echo /etc/skel").lines();
        expected.put(
                "cleanup.shell-history",
                pass(homes.stream()
                        .allMatch(home -> files.stream()
                                .noneMatch(each -> each.isContent()
                                        && each.path.startsWith(home + "/.")
                                        && each.path.endsWith("history")))));
        expected.put(
                "cleanup.tool-history",
                pass(files.stream()
                        .noneMatch(each -> each.isContent()
                                && each.path.matches(".*/\\.(\\w+_history|viminfo|lesshst|wget-hsts|Xauthority)"))));
        expected.put(
                "cleanup.dhcp-leases",
                pass(none(files, "/var/lib/dhcp/")
                        && none(files, "/var/lib/dhcpcd/")
                        && none(files, "/var/lib/systemd/network/")
                        && none(files, "/var/lib/NetworkManager/")));
        expected.put("cleanup.machine-id", pass(noneNamed(files, "/etc/machine-id")));
        expected.put("cleanup.dbus-machine-id", pass(noneNamed(files, "/var/lib/dbus/machine-id")));
        expected.put(
                "cleanup.host-identity",
                pass(noneNamed(files, "random-seed")
                        && noneNamed(files, "credential.secret")
                        && noneNamed(files, "/etc/hostid")
                        && noneNamed(files, "initiatorname.iscsi")
                        && noneNamed(files, "/etc/nvme/")
                        && noneNamed(files, "popularity-contest")));
        List<String> hosts = debugfs(debian, "/etc/hosts").lines().toList();
        boolean loopback = hosts.stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .allMatch(line -> line.matches("(127\\.0\\.|::1|f[ef]0[0-9]::).*(localhost|ip6-\\w+|debian).*"));
        expected.put(
                "cleanup.hostname",
                pass(loopback && debugfs(debian, "/etc/hostname").strip().equals("debian")));
        boolean noRecords =
                none(files, "/var/log/wtmp") && none(files, "/var/log/btmp") && none(files, "/var/log/lastlog");
        if (debian == DebianImage.TWELVE) {
            noRecords &= guest.exec("utmpdump", "/var/log/wtmp").succeeded().isBlank();
            noRecords &= guest.shell("lastlog | tail -n +2 | grep -v 'Never logged in' | wc -l")
                    .succeeded()
                    .strip()
                    .equals("0");
        }
        expected.put("cleanup.login-records", pass(noRecords));
        expected.put(
                "cleanup.mail-cron-spool",
                pass(none(files, "/var/mail/") && none(files, "/var/spool/") && noneNamed(files, "/mbox")));
        expected.put(
                "cleanup.build-tool-residue",
                pass(files.stream()
                        .noneMatch(each -> each.path.equals("/.dockerenv")
                                || each.path.equals("/usr/sbin/policy-rc.d")
                                || each.path.equals("/etc/apt/apt.conf.d/docker-clean")
                                || each.path.endsWith("/.ansible")
                                || each.path.matches("/root/(?!\\.(ssh|bashrc|profile)).*")
                                || each.path.startsWith("/vagrant"))));

        assertThat(verdicts(debian)).isEqualTo(expected);
        assertThat(expected.values()).containsOnly(Outcome.PASS);
    }

    private static Map<String, Outcome> verdicts(DebianImage debian) {
        ScanRequest request = ScanRequest.of(debian.qcow2()).withEngine(EngineChoice.EMBEDDED);
        for (Check check : Catalogue.all()) {
            if (check.info().area() == Area.CLEANUP) {
                request = request.withCheck(check.info().id());
            }
        }
        Map<String, Outcome> verdicts = new TreeMap<>();
        for (CheckResult result : new Inspector().scan(request).get(0).results()) {
            verdicts.put(result.info().id(), result.outcome());
        }
        return verdicts;
    }

    private static boolean below(Listed file, String directory) {
        return file.path.startsWith(directory);
    }

    private static boolean none(List<Listed> files, String prefix) {
        return files.stream().noneMatch(each -> each.isContent() && each.path.startsWith(prefix));
    }

    private static boolean noneNamed(List<Listed> files, String part) {
        return files.stream()
                .noneMatch(each -> each.isContent()
                        && each.path.contains(part)
                        && !each.path.startsWith("/usr/")
                        && !each.path.startsWith("/var/lib/dpkg/"));
    }

    private static Outcome pass(boolean holds) {
        return holds ? Outcome.PASS : Outcome.FINDINGS;
    }

    /** Columns apart by tabs: type, mode, uid, gid, size, mtime, path, link. */
    private static List<Listed> listing(DebianImage debian) throws IOException {
        List<Listed> files = new ArrayList<>();
        for (String line : Files.readAllLines(debian.listing(), StandardCharsets.ISO_8859_1)) {
            String[] cells = line.split("\t", -1);
            files.add(new Listed(cells[0].charAt(0), cells[1], Long.parseLong(cells[4]), cells[6]));
        }
        assertThat(files).hasSizeGreaterThan(10_000);
        return files;
    }

    /** A file's content, read with another implementation of ext4 from the partition that sfdisk says is the third. */
    private static String debugfs(DebianImage debian, String path) throws Exception {
        Matcher start = Pattern.compile("\"node\": \"disk.raw3\",\\s*\"start\": (\\d+)")
                .matcher(Files.readString(debian.cached("sfdisk.json"), StandardCharsets.UTF_8));
        assertThat(start.find()).isTrue();
        long offset = Long.parseLong(start.group(1)) * 512;
        Process process = new ProcessBuilder("debugfs", "-R", "cat " + path, debian.raw() + "?offset=" + offset)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String content = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        assertThat(content).isNotEmpty();
        return content;
    }
}

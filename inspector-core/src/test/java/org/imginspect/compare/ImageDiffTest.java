package org.imginspect.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.imginspect.checks.Catalogue;
import org.imginspect.engine.StorageEntry;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageReadException;
import org.imginspect.guest.Kind;
import org.imginspect.guest.MemoryFileTree;
import org.imginspect.profile.Profiles;
import org.imginspect.scan.Gatherers;
import org.imginspect.scan.Inspector;
import org.imginspect.scan.ScanRequest;
import org.junit.jupiter.api.Test;

class ImageDiffTest {
    private static final String STATUS = """
            Package: systemd
            Status: install ok installed
            Architecture: amd64
            Version: 252

            Package: tool
            Status: install ok installed
            Architecture: amd64
            Version: %s

            """;

    private static final String UNIT = "[Service]\nExecStart=/usr/bin/true\n[Install]\nWantedBy=multi-user.target\n";

    private static MemoryFileTree.Builder guest(String toolVersion) {
        return MemoryFileTree.builder()
                .file("/etc/os-release", "ID=debian\nVERSION_ID=\"12\"\nPRETTY_NAME=\"Debian 12\"\n")
                .file("/var/lib/dpkg/status", STATUS.formatted(toolVersion))
                .file("/etc/machine-id", "0123456789abcdef0123456789abcdef\n")
                .file("/usr/lib/systemd/systemd", "x")
                .symlink("/sbin/init", "/usr/lib/systemd/systemd")
                .symlink("/usr/lib/systemd/system/default.target", "multi-user.target")
                .file("/usr/lib/systemd/system/multi-user.target", "[Unit]\nRequires=sysinit.target\n")
                .file("/usr/lib/systemd/system/sysinit.target", "[Unit]\nDescription=x\n")
                .file("/usr/lib/systemd/system/basic.target", "[Unit]\nDescription=x\n")
                .file("/usr/lib/systemd/system/app.service", UNIT);
    }

    private static DiffReport diff(MemoryFileTree.Builder before, MemoryFileTree.Builder after) throws IOException {
        return diff(before, after, false);
    }

    private static DiffReport diff(MemoryFileTree.Builder before, MemoryFileTree.Builder after, boolean contents)
            throws IOException {
        return diff(new TreeEngines().with("a", before.build()).with("b", after.build()), contents);
    }

    private static DiffReport diff(TreeEngines engines, boolean contents) throws IOException {
        Inspector inspector = new Inspector(engines, Catalogue.all(), Gatherers.all());
        ScanRequest request = ScanRequest.of(Path.of("a"), Path.of("b")).withCheck("accounts.*");
        return new ImageDiff(inspector).compare(request, contents);
    }

    private static SectionResult section(DiffReport report, String id) {
        return report.sections().stream()
                .filter(section -> section.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> changes(DiffReport report, String id) {
        List<String> texts = new ArrayList<>();
        section(report, id).changes().forEach(change -> texts.add(change.kind().words() + " " + TextDiff.text(change)));
        return texts;
    }

    private static String written(DiffReport report, String format) throws IOException {
        StringWriter out = new StringWriter();
        DiffFormat.named(format).orElseThrow().write(report, out);
        return out.toString();
    }

    @Test
    void equalGuestsHaveNoDifference() throws Exception {
        DiffReport report = diff(guest("1"), guest("1"));
        assertThat(report.unread()).isEmpty();
        assertThat(report.status()).isEqualTo(DiffReport.Status.SAME);
        assertThat(report.status().exitCode()).isZero();
        assertThat(report.sections())
                .allMatch(SectionResult::compared)
                .allMatch(each -> each.changes().isEmpty());
        assertThat(section(report, "files").remarks())
                .containsExactly("What 7 files of equal size hold was not compared; --contents does that");
        assertThat(section(diff(guest("1"), guest("1"), true), "files").remarks())
                .isEmpty();
    }

    @Test
    void versionsAreComparedByTheManagersOwnOrder() throws Exception {
        assertThat(changes(diff(guest("1.9"), guest("1.10")), "packages"))
                .containsExactly("upgraded tool: 1.9 -> 1.10");
        assertThat(changes(diff(guest("1:1"), guest("2")), "packages")).containsExactly("downgraded tool: 1:1 -> 2");
        assertThat(changes(diff(guest("1.0"), guest("1.0~rc1")), "packages"))
                .containsExactly("downgraded tool: 1.0 -> 1.0~rc1");
        assertThat(changes(diff(guest("1"), guest("0:1")), "packages"))
                .containsExactly("changed tool: version: 1 -> 0:1");
    }

    @Test
    void aSecondArchitectureIsAPackageOfItsOwn() throws Exception {
        String other = "Package: tool\nStatus: install ok installed\nArchitecture: i386\nVersion: 1\n\n";
        MemoryFileTree.Builder both = guest("2").file("/var/lib/dpkg/status", STATUS.formatted("2") + other);
        DiffReport report = diff(guest("1"), both);
        assertThat(changes(report, "packages")).containsExactly("upgraded tool:amd64: 1 -> 2", "added tool:i386: 1");
        assertThat(report.status().exitCode()).isEqualTo(1);
    }

    @Test
    void statesHoldsAndRemovalsAreTold() throws Exception {
        String left = STATUS.formatted("1")
                .replaceFirst("(?s)(Package: tool.*?)install ok installed", "$1deinstall ok config-files");
        assertThat(changes(diff(guest("1"), guest("1").file("/var/lib/dpkg/status", left)), "packages"))
                .containsExactly("changed tool: state: installed -> config-files");
        String held = STATUS.formatted("1").replaceFirst("(?s)(Package: tool.*?)install ok", "$1hold ok");
        assertThat(changes(diff(guest("1"), guest("1").file("/var/lib/dpkg/status", held)), "packages"))
                .containsExactly("changed tool: selection: none -> hold");
        String gone = STATUS.substring(0, STATUS.indexOf("Package: tool"));
        assertThat(changes(diff(guest("1"), guest("1").file("/var/lib/dpkg/status", gone)), "packages"))
                .containsExactly("removed tool: 1");
    }

    @Test
    void enablingMaskingAndAddingUnits() throws Exception {
        MemoryFileTree.Builder enabled = guest("1")
                .symlink(
                        "/etc/systemd/system/multi-user.target.wants/app.service",
                        "/usr/lib/systemd/system/app.service");
        assertThat(changes(diff(guest("1"), enabled), "units"))
                .containsExactly("changed app.service: not started: nothing wants it -> starts at boot");
        MemoryFileTree.Builder masked = guest("1").symlink("/etc/systemd/system/app.service", "/dev/null");
        assertThat(changes(diff(guest("1"), masked), "units"))
                .containsExactly("changed app.service: not started: nothing wants it -> masked");
        MemoryFileTree.Builder more = guest("1").file("/etc/systemd/system/new.service", UNIT);
        assertThat(changes(diff(guest("1"), more), "units"))
                .containsExactly("added new.service: not started: nothing wants it");
        assertThat(changes(diff(more, guest("1")), "units"))
                .containsExactly("removed new.service: not started: nothing wants it");
    }

    @Test
    void aUnitOfWhichNothingIsKnownIsToldAndTheOthersAreCompared() throws Exception {
        MemoryFileTree.Builder after = guest("1")
                .file("/etc/systemd/system/odd.service", UNIT + "[Unit]\nRequires=nowhere.service\n")
                .symlink("/etc/systemd/system/multi-user.target.wants/odd.service", "../odd.service")
                .file("/etc/systemd/system/new.service", UNIT);
        DiffReport report = diff(guest("1"), after);
        assertThat(changes(report, "units")).containsExactly("added new.service: not started: nothing wants it");
        assertThat(report.unread())
                .singleElement()
                .matches(unread -> unread.side() == Side.AFTER && unread.why().contains("odd.service"))
                .matches(unread -> unread.sections().equals(List.of("units")));
        assertThat(report.status().exitCode()).isEqualTo(3);
    }

    @Test
    void accountsAreComparedWithoutTheirHashes() throws Exception {
        String hash = "$6$salt$" + "a".repeat(86);
        MemoryFileTree.Builder before = guest("1")
                .file("/etc/passwd", "demo:x:1000:1000:Demo:/home/demo:/bin/bash\ngone:x:7:7::/:/bin/sh\n")
                .file("/etc/shadow", "demo:" + hash + ":1::::::\ngone:*:1::::::\n")
                .file("/etc/group", "demo:x:1000:\nsudo:x:27:demo\n");
        MemoryFileTree.Builder after = guest("1")
                .file("/etc/passwd", "demo:x:1001:1000:Demo:/home/demo:/bin/sh\nnew:x:8:8::/:/bin/sh\n")
                .file("/etc/shadow", "demo:!" + hash + ":1::::::\nnew:*:1::::::\n")
                .file("/etc/group", "demo:x:1000:\nsudo:x:27:\nnew:x:8:\n");
        DiffReport report = diff(before, after);
        assertThat(changes(report, "accounts"))
                .containsExactly(
                        "changed demo: uid: 1000 -> 1001",
                        "changed demo: shell: /bin/bash -> /bin/sh",
                        "changed demo: password: set (sha512crypt) -> locked (sha512crypt kept)",
                        "removed gone: uid 7, gid 7, comment , home /, shell /bin/sh, password none",
                        "added new: uid 8, gid 8, comment , home /, shell /bin/sh, password none");
        assertThat(changes(report, "groups"))
                .containsExactly("changed sudo: members: demo -> none", "added new: gid 8, members none");
        for (String format : DiffFormat.ids()) {
            assertThat(written(report, format)).doesNotContain("aaaaaaaa").doesNotContain("$salt");
        }
        assertThat(changes(report, "checks"))
                .anyMatch(line -> line.startsWith("mended accounts.no-password-hash: 1 finding -> passes"));
        assertThat(changes(diff(after, before), "checks"))
                .anyMatch(line -> line.startsWith("newly failing accounts.no-password-hash: passes -> 1 finding"));
    }

    @Test
    void kernelArgumentsAreAddedRemovedAndChanged() throws Exception {
        String menu = "menuentry 'Debian' {\n linux /vmlinuz root=%s ro quiet %s\n}\n";
        DiffReport report = diff(
                guest("1").file("/boot/grub/grub.cfg", menu.formatted("UUID=1", "console=tty0")),
                guest("1")
                        .file(
                                "/boot/grub/grub.cfg",
                                menu.formatted("UUID=2", "console=tty0 console=ttyS0")
                                        .replace("quiet ", "")));
        assertThat(changes(report, "kernel-arguments"))
                .containsExactly(
                        "changed default entry: root: root=UUID=1 -> root=UUID=2",
                        "removed default entry: quiet",
                        "added default entry: console=ttyS0");
    }

    @Test
    void filesOutsidePackages() throws Exception {
        MemoryFileTree.Builder before = guest("1")
                .file("/opt/gone", "1")
                .file("/opt/same", "abc")
                .file("/opt/longer", "abc")
                .file("/opt/link", "abc")
                .file("/opt/mode", new byte[] {1}, 0644, 0, 0)
                .file("/opt/owner", new byte[] {1}, 0644, 0, 0);
        MemoryFileTree.Builder after = guest("1")
                .file("/opt/new", "1")
                .file("/opt/same", "abX")
                .file("/opt/longer", "abcd")
                .symlink("/opt/link", "same")
                .file("/opt/mode", new byte[] {1}, 04755, 0, 0)
                .file("/opt/owner", new byte[] {1}, 0644, 5, 6);
        List<String> common = List.of(
                "removed /opt/gone: size 1 B, mode 0644, owner 0:0",
                "changed /opt/link: type: file outside packages -> symlink",
                "changed /opt/longer: size: 3 B -> 4 B",
                "changed /opt/mode: mode: 0644 -> 4755",
                "changed /opt/owner: owner: 0:0 -> 5:6",
                "added /opt/new: size 1 B, mode 0644, owner 0:0");
        assertThat(changes(diff(before, after), "files")).containsExactlyInAnyOrderElementsOf(common);
        List<String> all = new ArrayList<>(common);
        all.add("changed /opt/same: content: differs from byte 2 on");
        assertThat(changes(diff(before, after, true), "files")).containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    void manyFilesAreGroupedAndNoneIsLost() throws Exception {
        MemoryFileTree.Builder after = guest("1");
        for (int i = 0; i < 700; i++) {
            after.file("/srv/d" + i % 90 + "/e/f" + i, "x");
            after.file("/opt/app/lib/f" + i, "x");
        }
        DiffReport report = diff(guest("1"), after);
        List<Change> changes = section(report, "files").changes();
        assertThat(changes).hasSize(1400);
        List<FileGroups.Group> groups = FileGroups.of(changes);
        assertThat(groups).hasSizeLessThanOrEqualTo(40);
        assertThat(groups.stream().mapToInt(group -> group.changes().size()).sum())
                .isEqualTo(1400);
        assertThat(written(report, "text")).contains("  /opt/  700 added\n  /srv/  700 added\n");
        assertThat(written(report, "json")).contains("/srv/d89/e/f89\"").contains("/opt/app/lib/f699\"");
    }

    @Test
    void storageIsComparedByPlace() throws Exception {
        StorageEntry.Kind fs = StorageEntry.Kind.FILE_SYSTEM;
        DiffReport report = diff(
                new TreeEngines()
                        .with("a", guest("1").build(), TreeEngines.entry("a > gpt:1 > ext4", fs, "ext4", "u-1"))
                        .with(
                                "b",
                                guest("1").build(),
                                TreeEngines.entry("b > gpt:1 > xfs", fs, "xfs", "u-2"),
                                TreeEngines.entry("b > gpt:2 > swap", StorageEntry.Kind.SWAP, "swap", null)),
                false);
        assertThat(changes(report, "storage"))
                .containsExactly(
                        "changed gpt:1, content: format: ext4 -> xfs",
                        "changed gpt:1, content: UUID: u-1 -> u-2",
                        "added gpt:2, content: format swap, size 1 MiB (1048576 bytes)");
    }

    @Test
    void whatCannotBeReadIsNeverNoDifference() throws Exception {
        MemoryFileTree.Builder broken = guest("1")
                .damaged("/var/lib/dpkg/status", Kind.FILE, () -> new DamagedImageException("inode is torn", "b"));
        for (boolean first : new boolean[] {true, false}) {
            DiffReport report = first ? diff(broken, guest("1")) : diff(guest("1"), broken);
            assertThat(report.status()).isEqualTo(DiffReport.Status.INCOMPLETE);
            assertThat(report.status().exitCode()).isEqualTo(3);
            assertThat(section(report, "packages").compared()).isFalse();
            assertThat(section(report, "packages").changes()).isEmpty();
            assertThat(section(report, "groups").compared()).isTrue();
            assertThat(report.unread())
                    .anyMatch(unread -> unread.side() == (first ? Side.BEFORE : Side.AFTER)
                            && unread.why().contains("inode is torn")
                            && unread.sections().contains("packages")
                            && unread.sections().contains("files"));
            assertThat(written(report, "text"))
                    .startsWith("INCOMPLETE  ")
                    .contains("Packages: not compared, because it could not be read");
            assertThat(written(report, "markdown")).contains("**Packages**: not compared");
            assertValid(written(report, "json"));
        }
    }

    @Test
    void aFileThatCannotBeReadIsToldWithContents() throws Exception {
        MemoryFileTree.Builder before = guest("1").file("/opt/x", "abc");
        DiffReport report = diff(before, guest("1").file("/opt/x", "abc"), true);
        assertThat(report.status()).isEqualTo(DiffReport.Status.SAME);
        Inspector inspector = new Inspector(
                new TreeEngines().with("a", before.build()).with("b", before.build()), List.of(), Gatherers.all());
        DiffReport bounded = new ImageDiff(inspector)
                .compare(
                        ScanRequest.of(Path.of("a"), Path.of("b"))
                                .withLimits(org.imginspect.io.Limits.defaults()
                                        .with(org.imginspect.io.Limits.DECOMPRESSED_BYTES, 20)),
                        true);
        assertThat(bounded.status()).isEqualTo(DiffReport.Status.INCOMPLETE);
        assertThat(bounded.unread())
                .isNotEmpty()
                .allMatch(unread -> unread.why().contains("decompressed-bytes"));
    }

    @Test
    void requirementsAreComparedByProfile() throws Exception {
        Inspector inspector = new Inspector(
                new TreeEngines()
                        .with("a", guest("1").build())
                        .with(
                                "b",
                                guest("1")
                                        .file("/etc/passwd", "root:x:0:0::/root:/bin/sh\n")
                                        .file("/etc/shadow", "root::1::::::\n")
                                        .build()),
                Catalogue.all(),
                Gatherers.all());
        Profiles profiles = new Profiles(
                inspector.checks().stream().map(check -> check.info()).toList());
        DiffReport report = new ImageDiff(inspector)
                .compare(ScanRequest.of(Path.of("a"), Path.of("b")).withProfile(profiles.load("yandex-cloud")), false);
        assertThat(changes(report, "requirements")).anyMatch(line -> line.startsWith("newly failing YC-"));
        assertThat(changes(report, "requirements")).allMatch(line -> line.contains("YC-"));
    }

    @Test
    void anImageThatCannotBeOpenedIsAnException() {
        assertThatThrownBy(() -> diff(new TreeEngines().with("a", guest("1").build()), false))
                .isInstanceOf(ImageReadException.class);
    }

    @Test
    void evilNamesMeanNothingButThemselves() throws Exception {
        String evil = "\u001b[2J<script>alert(1)<&script>]]>|*x*`@a [x](http:&&e) \u202etxt\u200b www.e.org";
        MemoryFileTree.Builder after = guest("1")
                .file("/opt/" + evil, "x")
                .file("/etc/passwd", evil + ":x:0:0:" + evil.replace(":", "") + ":/:/bin/sh\n")
                .file("/etc/os-release", "ID=debian\nPRETTY_NAME='" + evil + "'\n")
                .file(
                        "/var/lib/dpkg/status",
                        STATUS.formatted("1") + "Package: " + evil + "\nStatus: install ok installed\nVersion: " + evil
                                + "\n\n")
                .file("/etc/systemd/system/e\u202evil.service", UNIT)
                .file("/boot/grub/grub.cfg", "menuentry 'x' {\n linux /v '" + evil + "'\n}\n");
        DiffReport report = diff(guest("1"), after);
        assertThat(report.changes()).isGreaterThan(5);
        for (String format : DiffFormat.ids()) {
            String text = written(report, format);
            assertThat(text.chars().filter(c -> c < 0x20 && c != '\n'))
                    .as(format)
                    .isEmpty();
            assertThat(text).as(format).doesNotContain("\u202e").doesNotContain("\u200b");
        }
        assertThat(written(report, "markdown"))
                .contains("script")
                .doesNotContain("<script")
                .doesNotContain("]]>")
                .doesNotContain("`")
                .doesNotContain("@a")
                .doesNotContain("[x]")
                .doesNotContain("*x*")
                .doesNotContain("http:")
                .doesNotContain("www.");
        assertValid(written(report, "json"));
    }

    private static void assertValid(String json) throws IOException {
        try (InputStream schema = Objects.requireNonNull(DiffFormat.class.getResourceAsStream("diff.schema.json"))) {
            assertThat(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                            .getSchema(schema, InputFormat.JSON)
                            .validate(json, InputFormat.JSON))
                    .isEmpty();
        }
    }
}

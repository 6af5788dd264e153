package org.imginspect.checks.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.imginspect.check.CheckContext;
import org.imginspect.check.Outcome;
import org.imginspect.check.Params;
import org.imginspect.check.Verdict;
import org.imginspect.checks.Catalogue;
import org.imginspect.checks.TestContext;
import org.imginspect.engine.DiskSpace;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.facts.Facts;
import org.imginspect.facts.Inputs;
import org.imginspect.facts.InvalidInputException;
import org.imginspect.facts.TestFacts;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.Kind;
import org.imginspect.guest.MemoryFileTree;
import org.imginspect.scan.Gatherers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Edge cases of packages.security-updates. */
class SecurityUpdatesTest {
    private static final String ID = "packages.security-updates";
    private static final LocalDate TODAY = LocalDate.of(2026, 11, 21);
    private static final String LISTS = "/var/lib/apt/lists/deb.debian.org_debian-security_dists_bookworm-security_";
    private static final String PACKAGES = "Package: libssl3\nVersion: 3.0.15-1~deb12u1\nArchitecture: amd64\n\n";

    @TempDir
    private Path given;

    private static MemoryFileTree.Builder debian() {
        return MemoryFileTree.builder()
                .file("/etc/os-release", "ID=debian\nNAME=Debian\nVERSION_ID=12\nVERSION_CODENAME=bookworm\n")
                .file("/etc/apt/sources.list", "deb https://deb.debian.org/debian-security bookworm-security main\n")
                .file("/var/lib/dpkg/status", """
                        Package: libssl3
                        Status: install ok installed
                        Architecture: amd64
                        Source: openssl
                        Version: 3.0.9-1

                        Package: openssl
                        Status: install ok installed
                        Architecture: amd64
                        Version: 3.0.9-1

                        Package: linux-image-6.1.0-1
                        Status: install ok installed
                        Architecture: amd64
                        Source: linux-signed (6.1.1-1)
                        Version: 6.1.1+1

                        Package: linux-image-6.1.0-2
                        Status: install ok installed
                        Architecture: amd64
                        Source: linux-signed (6.1.9-1)
                        Version: 6.1.9+1
                        """);
    }

    private static String release(String packages) throws Exception {
        byte[] digest =
                java.security.MessageDigest.getInstance("SHA-256").digest(packages.getBytes(StandardCharsets.UTF_8));
        return "Origin: Debian\nLabel: Debian-Security\nSuite: stable-security\nCodename: bookworm-security\n"
                + "Date: Fri, 20 Nov 2026 09:30:00 UTC\nSHA256:\n "
                + HexFormat.of().formatHex(digest) + " "
                + packages.length() + " main/binary-amd64/Packages\n";
    }

    private Verdict evaluate(MemoryFileTree.Builder files, boolean withGiven) throws Exception {
        return evaluate(files, withGiven ? Inputs.defaults().withRepoMetadata(given) : Inputs.defaults(), Map.of());
    }

    private static Verdict evaluate(MemoryFileTree.Builder files, Inputs inputs, Map<String, String> params)
            throws Exception {
        GuestTree tree = TestFacts.tree(files.build());
        Facts facts = new Facts(
                tree, TestFacts.storage(), DiskSpace.unknown("disk.raw"), inputs.withDate(TODAY), Gatherers.all());
        return Catalogue.find(ID)
                .orElseThrow()
                .evaluate(new CheckContext(tree, TestFacts.storage(), facts, new Params(params)));
    }

    private void give(String name, String text) throws Exception {
        Path file = given.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static String osv(String id, String more, String affected) {
        return "{\"schema_version\":\"1.7.0\",\"id\":\"" + id + "\",\"modified\":\"2026-11-20T00:00:00Z\"," + more
                + "\"affected\":[" + affected + "]}";
    }

    private static String affected(String ecosystem, String name, String events) {
        return "{\"ranges\":[{\"type\":\"GIT\",\"events\":[{\"introduced\":\"0\"},{\"fixed\":\"abc\"}]},"
                + "{\"type\":\"ECOSYSTEM\",\"events\":[" + events + "]}],\"package\":{\"ecosystem\":\"" + ecosystem
                + "\",\"name\":\"" + name + "\",\"purl\":\"pkg:x\"}}";
    }

    private static final String FIXED = "{\"introduced\":\"0\"},{\"fixed\":\"3.0.15-1~deb12u1\"}";

    @Test
    void withoutMetadataNothingIsKnown() {
        assertThatThrownBy(() -> evaluate(debian(), false))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("no metadata of package repositories is in the image");
    }

    @Test
    void anIndexThatIsNotTheOneOfItsReleaseIsDamage() throws Exception {
        MemoryFileTree.Builder files = debian().file(LISTS + "InRelease", release(PACKAGES))
                .file(LISTS + "main_binary-amd64_Packages", PACKAGES.replace("deb12u1", "deb12u0"));
        assertThatThrownBy(() -> evaluate(files, false))
                .isInstanceOf(DamagedImageException.class)
                .hasMessageContaining("SHA-256");
        // The same in a file of the caller's is the caller's mistake.
        give("dists/bookworm-security/Release", release(PACKAGES));
        give("dists/bookworm-security/main/binary-amd64/Packages", PACKAGES + "\n");
        assertThatThrownBy(() -> evaluate(debian(), true))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("Packages");
    }

    @Test
    void aDamagedListIsNeverAPass() throws Exception {
        MemoryFileTree.Builder files = debian().file(LISTS + "InRelease", release(PACKAGES))
                .damaged(
                        LISTS + "main_binary-amd64_Packages",
                        Kind.FILE,
                        () -> new DamagedImageException("extent", "disk"));
        assertThatThrownBy(() -> evaluate(files, false)).isInstanceOf(DamagedImageException.class);
    }

    @Test
    void metadataOfOneRepositoryIsNotEnoughForAnother() throws Exception {
        String old = PACKAGES.replace("3.0.15-1~deb12u1", "3.0.1-1");
        MemoryFileTree.Builder files =
                debian().file(LISTS + "InRelease", release(old)).file(LISTS + "main_binary-amd64_Packages", old);
        assertThat(evaluate(files, false).outcome()).isEqualTo(Outcome.PASS);
        files.file("/etc/apt/sources.list.d/more.list", "deb https://deb.debian.org/debian bookworm main\n");
        assertThatThrownBy(() -> evaluate(files, false))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("https://deb.debian.org/debian bookworm main");
    }

    @Test
    void metadataOfAnUnknownKindIsRefused() throws Exception {
        assertThatThrownBy(() -> evaluate(debian(), Inputs.defaults().withRepoMetadata(given.resolve("not")), Map.of()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("does not exist");
        give("readme.txt", "nothing");
        assertThatThrownBy(() -> evaluate(debian(), true))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("OSV record");
        give("csaf.json", "{\"document\":{\"category\":\"csaf_security_advisory\"}}");
        assertThatThrownBy(() -> evaluate(debian(), true))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("no OSV record")
                .hasMessageContaining("csaf.json");
    }

    @Test
    void jsonThatEndsTooEarlyIsTheCallersMistake() throws Exception {
        give("a.json", "{\"id\":\"X\",\n\"modified\":\n");
        assertThatThrownBy(() -> evaluate(debian(), true))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("a.json")
                .hasMessageContaining("line");
    }

    @Test
    void osvNamesSourcesOfDebian() throws Exception {
        give(
                "one.json",
                osv(
                        "DEBIAN-CVE-2026-1",
                        "\"upstream\":[\"CVE-2026-1\"],\"severity\":[{\"type\":\"CVSS_V3\",\"score\":\"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H\"}],",
                        affected("Debian:12", "openssl", FIXED)));
        give("two.json", osv("DEBIAN-CVE-2026-2", "", affected("Debian:11", "openssl", FIXED)));
        give(
                "three.json",
                osv(
                        "DEBIAN-CVE-2026-3",
                        "\"withdrawn\":\"2026-11-01T00:00:00Z\",",
                        affected("Debian:12", "openssl", FIXED)));
        give("four.json", osv("DEBIAN-CVE-2026-4", "", affected("Debian:12", "openssl", "{\"introduced\":\"0\"}")));
        assertThat(TestContext.findings(evaluate(debian(), true)))
                .containsExactly("ERROR openssl 3.0.9-1 (libssl3) has a security update: 3.0.15-1~deb12u1"
                        + " (DEBIAN-CVE-2026-1, CVE-2026-1; critical), by Debian:12 in OSV (3 records) of 2026-11-20");
    }

    @Test
    void aFlawThatCameLaterOrWentEarlierDoesNotCount() throws Exception {
        give(
                "later.json",
                osv(
                        "A",
                        "",
                        affected("Debian:12", "openssl", "{\"introduced\":\"3.0.10-1\"},{\"fixed\":\"3.0.15-1\"}")));
        give(
                "gone.json",
                osv("B", "", affected("Debian:12", "openssl", "{\"introduced\":\"0\"},{\"fixed\":\"3.0.9-1\"}")));
        give(
                "last.json",
                osv(
                        "C",
                        "",
                        affected("Debian:12", "openssl", "{\"introduced\":\"0\"},{\"last_affected\":\"3.0.8-1\"}")));
        give(
                "twice.json",
                osv(
                        "D",
                        "",
                        affected(
                                "Debian:12",
                                "openssl",
                                "{\"fixed\":\"3.0.20-1\"},{\"introduced\":\"3.0.12-1\"},{\"fixed\":\"3.0.5-1\"},{\"introduced\":\"0\"}")));
        assertThat(evaluate(debian(), true).outcome()).isEqualTo(Outcome.PASS);
    }

    @Test
    void versionsBetweenRangesAreFoundInAnyOrder() throws Exception {
        give(
                "twice.json",
                osv(
                        "D",
                        "",
                        affected(
                                "Debian:12",
                                "openssl",
                                "{\"fixed\":\"3.0.20-1\"},{\"introduced\":\"3.0.9-1\"},{\"fixed\":\"3.0.5-1\"},{\"introduced\":\"0\"}")));
        assertThat(TestContext.findings(evaluate(debian(), true)))
                .singleElement()
                .asString()
                .contains(": 3.0.20-1 (D)");
    }

    @Test
    void ofKernelsBesideEachOtherTheNewestCounts() throws Exception {
        give(
                "kernel.json",
                osv("K", "", affected("Debian:12", "linux-signed", "{\"introduced\":\"0\"},{\"fixed\":\"6.1.5-1\"}")));
        assertThat(evaluate(debian(), true).outcome()).isEqualTo(Outcome.PASS);
        give(
                "kernel.json",
                osv("K", "", affected("Debian:12", "linux-signed", "{\"introduced\":\"0\"},{\"fixed\":\"6.1.10-1\"}")));
        assertThat(TestContext.findings(evaluate(debian(), true)))
                .singleElement()
                .asString()
                .contains("linux-signed 6.1.9-1");
    }

    @Test
    void advisoriesOfAnotherDistributionSayNothing() throws Exception {
        give("ubuntu.json", osv("USN-1-1", "", affected("Ubuntu:22.04:LTS", "openssl", FIXED)));
        assertThatThrownBy(() -> evaluate(debian(), true))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("Debian:12");
    }

    @Test
    void anArchiveOfRecordsIsReadAndWhatOnlySubscribersGetIsANote() throws Exception {
        Path zip = given.resolve("all.zip");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
            for (List<String> each : List.of(
                    List.of("USN-1.json", osv("USN-1", "", affected("Ubuntu:22.04:LTS", "openssl", FIXED))),
                    List.of("USN-2.json", osv("USN-2", "", affected("Ubuntu:Pro:22.04:LTS", "curl", FIXED))))) {
                out.putNextEntry(new ZipEntry(each.get(0)));
                out.write(each.get(1).getBytes(StandardCharsets.UTF_8));
                out.closeEntry();
            }
        }
        MemoryFileTree.Builder ubuntu = debian().file(
                        "/etc/os-release",
                        "ID=ubuntu\nID_LIKE=debian\nNAME=Ubuntu\nVERSION_ID=22.04\nVERSION_CODENAME=jammy\n")
                .file("/var/lib/dpkg/status", """
                        Package: openssl
                        Status: hold ok installed
                        Architecture: amd64
                        Version: 3.0.2-0ubuntu1

                        Package: curl
                        Status: install ok installed
                        Architecture: amd64
                        Version: 1.0
                        """);
        assertThat(TestContext.findings(evaluate(ubuntu, true)))
                .satisfiesExactly(
                        first -> assertThat(first)
                                .startsWith("ERROR openssl")
                                .contains("kept back by /var/lib/dpkg/status"),
                        second -> assertThat(second).startsWith("NOTE curl").contains("for subscribers"));
        Files.writeString(zip, "PK no more");
        assertThatThrownBy(() -> evaluate(ubuntu, true)).isInstanceOf(InvalidInputException.class);
    }

    @Test
    void howOldTheMetadataMayBeIsAParameter() throws Exception {
        give("old.json", osv("A", "", affected("Debian:12", "bash", FIXED)).replace("2026-11-20", "2026-10-01"));
        assertThat(TestContext.findings(evaluate(debian(), true)))
                .containsExactly(
                        "WARNING the newest metadata is 51 days old (2026-10-01): what has been mended since is not known");
        assertThat(evaluate(debian(), Inputs.defaults().withRepoMetadata(given), Map.of("max-age", "60"))
                        .outcome())
                .isEqualTo(Outcome.PASS);
    }

    @Test
    void anIndexOfApksThatIsNoArchiveIsDamage() throws Exception {
        MemoryFileTree.Builder files = MemoryFileTree.builder()
                .file("/etc/os-release", "ID=alpine\nNAME=Alpine\nVERSION_ID=3.20.1\n")
                .file("/lib/apk/db/installed", "P:busybox\nV:1\nA:x86_64\n\n")
                .file("/var/cache/apk/APKINDEX.12345678.tar.gz", "no archive");
        assertThatThrownBy(() -> evaluate(files, false)).isInstanceOf(DamagedImageException.class);
    }
}

package org.imginspect.sbom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.packageurl.PackageURL;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.fixtures.Fixtures;
import org.imginspect.guest.Kind;
import org.imginspect.guest.MemoryFileTree;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BillsTest {
    private static final String DEBIAN = "ID=debian\nVERSION_ID=\"12\"\nPRETTY_NAME=\"Debian GNU/Linux 12\"\n";
    private static final String STATUS = """
            Package: bash
            Status: install ok installed
            Maintainer: Matthias Klose <doko@debian.org>
            Architecture: amd64
            Version: 5.2-2
            Depends: libc6 (>= 2.36), sh | dash
            Pre-Depends: absent

            Package: libc6
            Status: install ok installed
            Maintainer: GNU Libc Maintainers <debian-glibc@lists.debian.org>
            Architecture: amd64
            Version: 2.36-9
            Source: glibc

            Package: dash
            Status: install ok half-configured
            Architecture: amd64
            Version: 0.5
            Provides: sh

            Package: gone
            Status: deinstall ok config-files
            Architecture: amd64
            Version: 1
            """;

    private static MemoryFileTree.Builder debian() {
        return MemoryFileTree.builder().file("/etc/os-release", DEBIAN).file("/var/lib/dpkg/status", STATUS);
    }

    private static JsonNode component(JsonNode bill, String name) {
        for (JsonNode each : bill.path(bill.has("components") ? "components" : "packages")) {
            if (each.path("name").textValue().equals(name)) {
                return each;
            }
        }
        throw new AssertionError("no " + name + " in " + bill);
    }

    @ParameterizedTest
    @EnumSource(SbomFormat.class)
    void billsAreValidAndTheSameEachTime(SbomFormat format) throws Exception {
        String text = Bills.valid(Guests.inventory(debian()), format);
        assertThat(Bills.text(Guests.inventory(debian()), format)).isEqualTo(text);
        assertThat(text).contains("2026-11-21T00:00:00Z").contains("imginspect");
        String other = Bills.text(
                Guests.inventory(debian().file("/var/lib/dpkg/status", STATUS.replace("5.2-2", "5.2-3"))), format);
        String id = "[0-9a-f]{8}-[0-9a-f]{4}-3[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}";
        assertThat(first(id, text)).isNotEqualTo(first(id, other));
    }

    private static String first(String regex, String text) {
        return java.util.regex.Pattern.compile(regex)
                .matcher(text)
                .results()
                .findFirst()
                .orElseThrow()
                .group();
    }

    @Test
    void cycloneDxSaysWhatIsThere() throws Exception {
        JsonNode bill = Bills.json(Guests.inventory(debian()), SbomFormat.CYCLONEDX);
        assertThat(bill.path("specVersion").textValue()).isEqualTo("1.6");
        assertThat(bill.path("metadata").path("component").path("name").textValue())
                .isEqualTo("disk.raw");
        assertThat(bill.path("components")).hasSize(4);
        JsonNode os = component(bill, "debian");
        assertThat(os.path("type").textValue()).isEqualTo("operating-system");
        assertThat(os.path("version").textValue()).isEqualTo("12");
        assertThat(os.path("cpe").textValue()).isEqualTo("cpe:2.3:o:debian:debian_linux:12:*:*:*:*:*:*:*");
        JsonNode bash = component(bill, "bash");
        assertThat(bash.path("supplier").path("name").textValue()).isEqualTo("Matthias Klose");
        assertThat(bash.path("supplier").path("contact").path(0).path("email").textValue())
                .isEqualTo("doko@debian.org");
        assertThat(bash.has("licenses")).isFalse();
        assertThat(component(bill, "dash").path("properties").toString()).contains("half-configured");
        // What bash depends on: the provider of sh before the alternative; what is absent leads nowhere.
        JsonNode needed = null;
        for (JsonNode each : bill.path("dependencies")) {
            if (each.path("ref").equals(bash.path("bom-ref"))) {
                needed = each.path("dependsOn");
            }
        }
        assertThat(needed).isNotNull().hasSize(2);
        assertThat(needed.toString()).contains("pkg:deb/debian/libc6@").contains("pkg:deb/debian/dash@");
        assertThat(bill.path("compositions").toString())
                .contains("{\"aggregate\":\"unknown\",\"assemblies\":[\"image\"]}")
                .contains("{\"aggregate\":\"complete\",\"dependencies\":[\"operating-system\"]}");
    }

    @Test
    void spdxSaysWhatIsThere() throws Exception {
        JsonNode bill = Bills.json(Guests.inventory(debian()), SbomFormat.SPDX);
        assertThat(bill.path("spdxVersion").textValue()).isEqualTo("SPDX-2.3");
        assertThat(bill.path("packages")).hasSize(5);
        JsonNode bash = component(bill, "bash");
        assertThat(bash.path("supplier").textValue()).isEqualTo("Person: Matthias Klose (doko@debian.org)");
        assertThat(component(bill, "libc6").path("supplier").textValue())
                .isEqualTo("Organization: GNU Libc Maintainers (debian-glibc@lists.debian.org)");
        assertThat(bash.path("licenseDeclared").textValue()).isEqualTo("NOASSERTION");
        assertThat(component(bill, "libc6").path("sourceInfo").textValue()).isEqualTo("built from glibc 2.36-9");
        List<String> relations = new ArrayList<>();
        for (JsonNode each : bill.path("relationships")) {
            relations.add(name(each.path("spdxElementId").textValue()) + " "
                    + each.path("relationshipType").textValue() + " "
                    + name(each.path("relatedSpdxElement").textValue()));
        }
        assertThat(relations)
                .containsExactlyInAnyOrder(
                        "DOCUMENT DESCRIBES image",
                        "image CONTAINS system",
                        "system CONTAINS bash",
                        "system CONTAINS libc6",
                        "system CONTAINS dash",
                        "bash DEPENDS_ON libc6",
                        "bash DEPENDS_ON dash");
    }

    private static String name(String id) {
        return id.substring(id.lastIndexOf('-') + 1);
    }

    /** A database that rpm wrote; the listing is what rpm -qa says of it. */
    @Test
    void packagesOfRpmAreThoseThatRpmShows() throws Exception {
        byte[] packed = Fixtures.bytes("packages/sqlite.listing.gz");
        List<String> expected = new ArrayList<>();
        for (String line : new String(
                        new GZIPInputStream(new ByteArrayInputStream(packed)).readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList()) {
            String[] fields = line.split("\\|", -1);
            if (fields[0].equals("P") && !fields[1].equals("gpg-pubkey")) {
                expected.add(String.join("|", fields[1], fields[2], fields[3] + "-" + fields[4], fields[5]));
            }
        }
        Inventory inventory = Guests.inventory(MemoryFileTree.builder()
                .file("/etc/os-release", "ID=fedora\nVERSION_ID=39\nCPE_NAME=\"cpe:/o:fedoraproject:fedora:39\"\n")
                .file("/var/lib/rpm/rpmdb.sqlite", Files.readAllBytes(Fixtures.image("packages/sqlite")), 0644, 0, 0));
        for (SbomFormat format : SbomFormat.values()) {
            Bills.valid(inventory, format);
        }
        for (SbomFormat format : List.of(SbomFormat.CYCLONEDX, SbomFormat.SPDX)) {
            List<String> ours = new ArrayList<>();
            for (String url : Bills.urls(Bills.json(inventory, format))) {
                PackageURL read = new PackageURL(url);
                assertThat(read.getType() + "/" + read.getNamespace()).isEqualTo("rpm/fedora");
                assertThat(read.getQualifiers()).containsEntry("distro", "fedora-39");
                ours.add(String.join(
                        "|",
                        read.getName(),
                        read.getQualifiers().getOrDefault("epoch", ""),
                        read.getVersion(),
                        read.getQualifiers().getOrDefault("arch", "")));
            }
            assertThat(ours).hasSizeGreaterThan(30).containsExactlyInAnyOrderElementsOf(expected);
        }
        assertThat(Bills.text(inventory, SbomFormat.SPDX))
                .contains("cpe22Type")
                .contains("Organization: Example Vendor");
    }

    @Test
    void licencesOfApk() throws Exception {
        String installed = """
                P:musl
                V:1.2.4-r2
                A:x86_64
                L:MIT
                o:musl
                m:Timo <t@a.org>
                p:so:libc.musl-x86_64.so.1=1

                P:busybox
                V:1.36-r5
                A:x86_64
                L:GPL-2.0-only AND MIT
                o:busybox
                D:so:libc.musl-x86_64.so.1

                P:old
                V:1-r0
                A:x86_64
                L:GPL2 custom
                o:old
                D:busybox>=1.36 !musl>9

                """;
        Inventory inventory = Guests.inventory(MemoryFileTree.builder()
                .file("/etc/os-release", "ID=alpine\nVERSION_ID=3.19.1\n")
                .file("/lib/apk/db/installed", installed));
        JsonNode bill = Bills.json(inventory, SbomFormat.CYCLONEDX);
        assertThat(component(bill, "musl").path("licenses").toString())
                .isEqualTo("[{\"license\":{\"id\":\"MIT\",\"acknowledgement\":\"declared\"}}]");
        assertThat(component(bill, "busybox")
                        .path("licenses")
                        .path(0)
                        .path("expression")
                        .textValue())
                .isEqualTo("GPL-2.0-only AND MIT");
        assertThat(component(bill, "old")
                        .path("licenses")
                        .path(0)
                        .path("license")
                        .path("name")
                        .textValue())
                .isEqualTo("GPL2 custom");
        JsonNode spdx = Bills.json(inventory, SbomFormat.SPDX);
        assertThat(component(spdx, "musl").path("licenseDeclared").textValue()).isEqualTo("MIT");
        assertThat(component(spdx, "busybox").path("licenseDeclared").textValue())
                .isIn("(GPL-2.0-only AND MIT)", "(MIT AND GPL-2.0-only)");
        String own = component(spdx, "old").path("licenseDeclared").textValue();
        assertThat(own).startsWith("LicenseRef-");
        assertThat(spdx.path("hasExtractedLicensingInfos").toString())
                .contains(own)
                .contains("GPL2 custom");
        assertThat(inventory.packages().stream()
                        .filter(each -> each.entry().name().equals("old"))
                        .findFirst()
                        .orElseThrow()
                        .dependsOn())
                .containsExactly("pkg:apk/alpine/busybox@1.36-r5?arch=x86_64&distro=alpine-3.19.1");
        for (SbomFormat format : SbomFormat.values()) {
            Bills.valid(inventory, format);
        }
    }

    @Test
    void aDatabaseThatCannotBeReadGivesNoBill() {
        assertThatThrownBy(() -> Guests.inventory(debian().damaged(
                                "/var/lib/dpkg/status",
                                Kind.FILE,
                                () -> new DamagedImageException("inode is torn", "disk.raw"))))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("inode is torn");
        assertThatThrownBy(() -> Guests.inventory(MemoryFileTree.builder()
                        .file("/etc/os-release", "ID=gentoo\n")
                        .directory("/var/db/pkg")))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("portage");
    }

    @Test
    void whatWasNotReadMakesABillIncomplete() throws Exception {
        Inventory encrypted = Guests.inventory("disk.raw", debian(), true);
        assertThat(encrypted.isComplete()).isFalse();
        assertThat(Bills.valid(encrypted, SbomFormat.CYCLONEDX))
                .contains("\"aggregate\" : \"incomplete\"")
                .doesNotContain("\"aggregate\" : \"complete\"")
                .contains("LUKS: encrypted");
        assertThat(Bills.valid(encrypted, SbomFormat.SPDX)).contains("Incomplete: not read: LUKS: encrypted");
        Inventory bare = Guests.inventory(MemoryFileTree.builder().file("/etc/os-release", DEBIAN));
        assertThat(bare.isComplete()).isFalse();
        assertThat(Bills.valid(bare, SbomFormat.CYCLONEDX)).contains("no package database was found");
    }

    @Test
    void theHashIsThatOfTheFile(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("x"), "abc");
        Inventory inventory = Guests.inventory(debian()).withHash(file);
        // FIPS 180-2, B.1
        String hash = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assertThat(Bills.valid(inventory, SbomFormat.CYCLONEDX)).contains(hash);
        assertThat(Bills.valid(inventory, SbomFormat.SPDX)).contains(hash);
        assertThat(Bills.text(Guests.inventory(debian()), SbomFormat.SPDX)).doesNotContain("SHA256");
    }

    @Test
    void evilNamesAreEscapedAndBillsStayValid() throws Exception {
        String evil = "\u001b[2J<script>]]>&\"'\u202etxt\u200b%0a../../x";
        Inventory inventory = Guests.inventory(
                "disk\u001b]]>\u202e<x>.raw",
                MemoryFileTree.builder()
                        .file(
                                "/etc/os-release",
                                "ID=" + evil + "\nVERSION_ID='" + evil.replace("'", "") + "'\nPRETTY_NAME=x" + evil
                                        + "\nCPE_NAME=cpe:/o:" + evil + "\n")
                        .file(
                                "/lib/apk/db/installed",
                                "P:" + evil + "\nV:" + evil + "\nA:" + evil + "\nL:" + evil + "\no:" + evil + "\nm:"
                                        + evil + " <" + evil + ">\n\nP:" + evil + "\nV:" + evil + "\nA:" + evil
                                        + "\n\n"),
                true);
        assertThat(inventory.packages()).hasSize(2);
        assertThat(new HashSet<>(inventory.packages().stream()
                        .map(InstalledPackage::reference)
                        .toList()))
                .hasSize(2);
        for (SbomFormat format : SbomFormat.values()) {
            String text = Bills.valid(inventory, format);
            assertThat(text.chars().filter(c -> c < 0x20 && c != '\n'))
                    .as(format.id())
                    .isEmpty();
            assertThat(text)
                    .as(format.id())
                    .doesNotContain("\u202e")
                    .doesNotContain("\u200b")
                    .doesNotContain("cpe:/o:\u001b");
        }
        assertThat(Bills.text(inventory, SbomFormat.CYCLONEDX_XML)).doesNotContain("<script>");
        for (String url : Bills.urls(Bills.json(inventory, SbomFormat.CYCLONEDX))) {
            assertThat(url).matches("[!-~]+");
            PackageURL read = new PackageURL(url);
            assertThat(read.getType()).isEqualTo("apk");
            assertThat(read.getNamespace()).isNull();
            assertThat(read.getQualifiers()).containsKey("arch").doesNotContainKey("distro");
        }
    }

    /** Ten times what a large server has. */
    @Test
    void twentyThousandPackages() throws Exception {
        int many = 20_000;
        StringBuilder installed = new StringBuilder(many * 60);
        for (int i = 0; i < many; i++) {
            installed.append("P:p").append(i).append("\nV:1-r0\nA:x86_64\nL:MIT\no:p\nD:p");
            installed.append(i / 2).append("\n\n");
        }
        Inventory inventory = Guests.inventory(MemoryFileTree.builder()
                .file("/etc/os-release", "ID=alpine\n")
                .file("/lib/apk/db/installed", installed.toString()));
        assertThat(inventory.packages()).hasSize(many);
        JsonNode bill = Bills.json(inventory, SbomFormat.CYCLONEDX);
        assertThat(new HashSet<>(Bills.urls(bill))).hasSize(many);
    }
}

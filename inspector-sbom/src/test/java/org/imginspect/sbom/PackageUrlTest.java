package org.imginspect.sbom;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.packageurl.PackageURL;
import java.util.List;
import org.imginspect.guest.MemoryFileTree;
import org.junit.jupiter.api.Test;

/** Against the examples of the specification's types, and what packageurl-java reads out of ours. */
class PackageUrlTest {
    private static MemoryFileTree.Builder dpkg(
            String os, String name, String version, String architecture, String more) {
        return MemoryFileTree.builder()
                .file("/etc/os-release", os)
                .file(
                        "/var/lib/dpkg/status",
                        "Package: " + name + "\nStatus: install ok installed\nArchitecture: " + architecture
                                + "\nVersion: " + version + "\n" + more + "\n");
    }

    private static String url(MemoryFileTree.Builder guest) throws Exception {
        List<InstalledPackage> packages = Guests.inventory(guest).packages();
        assertThat(packages).hasSize(1);
        return packages.get(0).purl();
    }

    @Test
    void theSpecificationsExamples() throws Exception {
        // deb: curl, dpkg; the epoch is part of the version
        assertThat(url(dpkg("ID=debian\n", "curl", "7.50.3-1", "i386", "")))
                .isEqualTo("pkg:deb/debian/curl@7.50.3-1?arch=i386&distro=debian");
        assertThat(url(dpkg("ID=ubuntu\n", "dpkg", "1.19.0.4", "amd64", "")))
                .isEqualTo("pkg:deb/ubuntu/dpkg@1.19.0.4?arch=amd64&distro=ubuntu");
        assertThat(url(dpkg("ID=debian\nVERSION_ID=12\n", "attr", "1:2.4.47-2", "amd64", "")))
                .isEqualTo("pkg:deb/debian/attr@1:2.4.47-2?arch=amd64&distro=debian-12");
        assertThat(url(MemoryFileTree.builder()
                        .file("/etc/os-release", "ID=alpine\n")
                        .file("/lib/apk/db/installed", "P:curl\nV:7.83.0-r0\nA:x86\no:curl\n\n")))
                .isEqualTo("pkg:apk/alpine/curl@7.83.0-r0?arch=x86&distro=alpine");
        assertThat(url(MemoryFileTree.builder()
                        .file("/etc/os-release", "ID=arch\n")
                        .file(
                                "/var/lib/pacman/local/containers-common-1:0.47.4-4/desc",
                                "%NAME%\ncontainers-common\n\n%VERSION%\n1:0.47.4-4\n\n%ARCH%\nx86_64\n\n")))
                .isEqualTo("pkg:alpm/arch/containers-common@1:0.47.4-4?arch=x86_64&distro=arch");
    }

    @Test
    void aSourceThatIsCalledOtherwiseIsUpstream() throws Exception {
        assertThat(url(dpkg("ID=debian\n", "libc6", "2.36-9", "amd64", "Source: glibc\n")))
                .endsWith("&upstream=glibc");
        assertThat(url(dpkg("ID=debian\n", "bash", "5.2-2+b13", "amd64", "Source: bash (5.2-2)\n")))
                .isEqualTo("pkg:deb/debian/bash@5.2-2%2Bb13?arch=amd64&distro=debian&upstream=bash%405.2-2");
    }

    /** packageurl-java 1.5.0 takes each byte for a character of its own, so that the text itself is compared. */
    @Test
    void whatIsNotAsciiIsEncodedByItsBytes() throws Exception {
        assertThat(url(dpkg("ID=debian\n", "ü€", "1", "amd64", "")))
                .isEqualTo("pkg:deb/debian/%C3%BC%E2%82%AC@1?arch=amd64&distro=debian");
    }

    @Test
    void whatIsReadOutOfAnUrlIsWhatWasPutIn() throws Exception {
        for (String name : List.of("libstdc++6", "a b", "x/../y", "q?x=1&y=2#z", "%41", "@", "a:b")) {
            String text =
                    url(dpkg("ID=debian\nVERSION_ID=12\n", name, "1:2~rc1+x/y?z", "am/d&64", "Source: s@s (1 2)\n"));
            PackageURL read = new PackageURL(text);
            assertThat(read.getType()).isEqualTo("deb");
            assertThat(read.getNamespace()).isEqualTo("debian");
            assertThat(read.getName()).isEqualTo(name);
            assertThat(read.getVersion()).isEqualTo("1:2~rc1+x/y?z");
            assertThat(read.getQualifiers())
                    .containsEntry("arch", "am/d&64")
                    .containsEntry("distro", "debian-12")
                    .containsEntry("upstream", "s@s@1 2");
            assertThat(read.getSubpath()).isNull();
        }
    }
}

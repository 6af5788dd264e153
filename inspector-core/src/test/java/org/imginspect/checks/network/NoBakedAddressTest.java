package org.imginspect.checks.network;

import static org.assertj.core.api.Assertions.assertThat;

import org.imginspect.checks.TestContext;
import org.imginspect.guest.MemoryFileTree;
import org.junit.jupiter.api.Test;

class NoBakedAddressTest {
    /** As md5sum prints it of "# Insta Demo CA\n". */
    private static final String SUM = "5fc296803cb4e0a3a5d1721ab4c4fb35";

    private static MemoryFileTree.Builder guest(String content) {
        return MemoryFileTree.builder()
                .file("/etc/hostname", "demo\n")
                .file("/etc/ssl/openssl.cnf", content)
                .file(
                        "/var/lib/dpkg/status",
                        "Package: openssl\nStatus: install ok installed\nArchitecture: amd64\nVersion: 3.0\n"
                                + "Conffiles:\n /etc/ssl/openssl.cnf " + SUM + "\n")
                .file("/var/lib/dpkg/info/openssl.list", "/.\n/etc\n/etc/ssl\n/etc/ssl/openssl.cnf\n");
    }

    @Test
    void whatAPackageDeliversTellsNothingOfTheBuildMachine() throws Exception {
        assertThat(TestContext.findings(TestContext.evaluate(
                        "network.no-baked-address", guest("# Insta Demo CA\n").build())))
                .isEmpty();
    }

    @Test
    void whatWasWrittenIntoThePackagesFileDoes() throws Exception {
        assertThat(TestContext.findings(TestContext.evaluate(
                        "network.no-baked-address",
                        guest("# Insta Demo CA\nCN = demo\n").build())))
                .containsExactly(
                        "WARNING /etc/ssl/openssl.cnf:1 names the build machine's host name demo, known from /etc/hostname",
                        "WARNING /etc/ssl/openssl.cnf:2 names the build machine's host name demo, known from /etc/hostname");
    }

    @Test
    void onlyTheWholeAddressInTextThatIsNoProgramCounts() throws Exception {
        assertThat(TestContext.findings(TestContext.evaluate(
                        "network.no-baked-address",
                        MemoryFileTree.builder()
                                .file("/var/lib/dhclient/dhclient.leases", "lease {\n fixed-address 10.1.2.3;\n}\n")
                                .file("/etc/hostname", "localhost.localdomain\n")
                                .file("/etc/a.conf", "10.1.2.31\n110.1.2.3\n10.1.2.3.4\nallow 10.1.2.3/32\nlocalhost\n")
                                .file("/etc/b.conf", "10.1.2.3\0\n")
                                .file("/etc/hosts", "10.1.2.3 shop\n")
                                .symlink("/etc/c.conf", "/nowhere")
                                .build())))
                .containsExactly(
                        "WARNING /etc/a.conf:4 names the build machine's address 10.1.2.3, known from /var/lib/dhclient/dhclient.leases");
    }
}

package org.imginspect.checks.cloudinit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.imginspect.check.Outcome;
import org.imginspect.check.Verdict;
import org.imginspect.checks.TestContext;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.guest.Kind;
import org.imginspect.guest.MemoryFileTree;
import org.imginspect.scan.CloudGuests;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which cloud-init it is: its version, and whose build. */
class CloudinitVersionTest {
    private static final String MIN_VERSION = "cloudinit.min-version";
    private static final String VENDOR_BUILD = "cloudinit.vendor-build";
    private static final String VENDOR_BUILD_HELD = "cloudinit.vendor-build-held";

    private static String dpkg(String status, String version) {
        return "-- /usr/bin/cloud-init mode=0755 --\n#!/usr/bin/python3\n-- /var/lib/dpkg/status --\nPackage: cloud-init\n"
                + "Status: " + status + "\nArchitecture: all\nVersion: " + version + "\n";
    }

    private static String rpm(String system, String version, String arch) {
        return "-- /etc/os-release --\n" + system.replace(' ', '\n') + "\n-- /var/lib/rpm/Packages rpm --\ncloud-init "
                + version + " " + arch + "\n";
    }

    private static List<String> findings(String id, String guest) throws Exception {
        return TestContext.findings(CloudGuests.ask(id, "", guest));
    }

    /** A count, not a fraction; years after 0.7; what the distribution adds is no part of it. */
    @ParameterizedTest
    @CsvSource({
        "0.7.9-2, 0.7.6, PASS",
        "0.7.9-2, 0.7.10, FINDINGS",
        "0.7.9-2, 17.1, FINDINGS",
        "17.1-27-geb292c18-0ubuntu1~16.04.1, 0.7.9, PASS",
        "24.3.1-0ubuntu0~22.04.1, 24.3.1, PASS",
        "24.3.1-0ubuntu0~22.04.1, 24.4, FINDINGS",
        "24.3.1-0ubuntu0~22.04.1, 17.1, PASS",
        "1:22.4.2-1, 22.4.2, PASS",
        "1:0.7.9-1, 17.1, FINDINGS",
        "25.1~1g0123456-0ubuntu1, 25.1, PASS",
        "9.0-1, 17.1, FINDINGS",
        // As DigitalOcean writes 0.7.6 and 0.7.9.
        "0.7.9-2, 0.76, PASS",
        "0.7.9-2, 0.79, PASS",
        "22.4.2-1, 0.76, PASS"
    })
    void versionsAreOrderedAsTheirAuthorsCountThem(String version, String wanted, Outcome expected) throws Exception {
        assertThat(CloudGuests.ask(
                                MIN_VERSION,
                                "",
                                "param: version=" + wanted + "\n" + dpkg("install ok installed", version))
                        .outcome())
                .isEqualTo(expected);
    }

    @Test
    void whatIsTooOldForTheParameterIsAnErrorAndSaysWhatWasAskedFor() throws Exception {
        assertThat(findings(
                        MIN_VERSION, "param: version=0.79\n" + dpkg("install ok installed", "0.7.7~bzr1212-0ubuntu1")))
                .containsExactly("ERROR cloud-init 0.7.7~bzr1212 is older than 0.7.9");
        assertThat(findings(MIN_VERSION, dpkg("install ok installed", "0.7.7~bzr1212-0ubuntu1")))
                .containsExactly("WARNING cloud-init 0.7.7~bzr1212 is older than 0.7.9, which is recommended");
    }

    @Test
    void aRemovedPackageIsNotTheCloudInitThatRuns() throws Exception {
        String removed = dpkg("deinstall ok config-files", "0.7.5-1")
                + "-- /usr/local/lib/python3.11/dist-packages/cloudinit/version.py --\n"
                + "# This file is part of cloud-init.\n__VERSION__ = \"%s\"\n_PACKAGED_VERSION = \"@@PACKAGED_VERSION@@\"\n";
        assertThat(findings(MIN_VERSION, removed.formatted("23.4"))).isEmpty();
        assertThat(findings(MIN_VERSION, removed.formatted("0.7.8")))
                .containsExactly("WARNING cloud-init 0.7.8 is older than 0.7.9, which is recommended");
    }

    @Test
    void aCloudInitThatDoesNotSayItsVersionLeavesItOpen() {
        assertThatThrownBy(() -> findings(MIN_VERSION, "-- /usr/bin/cloud-init mode=0755 --\n#!/usr/bin/python3\n"))
                .isInstanceOf(UnsupportedFeatureException.class);
        assertThatThrownBy(() -> findings(MIN_VERSION, """
                        -- /usr/bin/cloud-init mode=0755 --
                        #!
                        -- /usr/lib/python3/dist-packages/cloudinit/version.py --
                        """)).isInstanceOf(UnsupportedFeatureException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {MIN_VERSION, VENDOR_BUILD, VENDOR_BUILD_HELD})
    void packagesThatCannotBeReadAreNeverAPass(String id) {
        assertThatThrownBy(() -> TestContext.evaluate(
                        id,
                        MemoryFileTree.builder()
                                .file("/usr/bin/cloud-init", "#!")
                                .damaged(
                                        "/var/lib/dpkg/status",
                                        Kind.FILE,
                                        () -> new DamagedImageException("ext4: bad", "disk"))
                                .build()))
                .isInstanceOf(DamagedImageException.class);
    }

    /** The builds that UCloud's documentation names, by the release that they are for. */
    @ParameterizedTest
    @CsvSource({
        "ID=rocky VERSION_ID=9.4, 23.4-7.el9.5.0.1.ucloud, noarch",
        "ID=rocky VERSION_ID=8.10, 23.4-7.el8.3.0.1.ucloud, noarch",
        "ID=rhel VERSION_ID=8.6, 23.4-7.el8.3.ucloud, noarch",
        "ID=centos VERSION_ID=9, 23.4-17.el9.ucloud, noarch",
        "ID=centos VERSION_ID=8, 22.1-8.el8.ucloud, noarch",
        "ID=centos VERSION_ID=7, 19.4-7.el7.7.ucloud, x86_64",
        "ID=centos VERSION_ID=6, 19.4+11.g158c661c-1.el6, x86_64",
        // Newer ones of its own.
        "ID=rocky VERSION_ID=9.4, 23.4-7.el9.6.0.1.ucloud, noarch",
        "ID=centos VERSION_ID=6, 19.4+12.gabcdef-1.el6.ucloud, x86_64"
    })
    void theBuildsThatAreNamedPass(String system, String version, String arch) throws Exception {
        assertThat(CloudGuests.ask(VENDOR_BUILD, "", rpm(system, version, arch)).outcome())
                .isEqualTo(Outcome.PASS);
    }

    @Test
    void centOs6IsKnownWithoutOsRelease() throws Exception {
        String guest = """
                -- /etc/redhat-release --
                CentOS release 6.10 (Final)
                -- /etc/centos-release --
                CentOS release 6.10 (Final)
                -- /var/lib/rpm/Packages rpm --
                """;
        assertThat(CloudGuests.ask(VENDOR_BUILD, "", guest + "cloud-init 19.4+11.g158c661c-1.el6 x86_64\n")
                        .outcome())
                .isEqualTo(Outcome.PASS);
        assertThat(findings(VENDOR_BUILD, guest + "cloud-init 0.7.5-10.el6.centos.2 x86_64\n"))
                .containsExactly("ERROR cloud-init 0.7.5-10.el6.centos.2 is not UCloud's build, which is"
                        + " 19.4+11.g158c661c-1.el6");
    }

    /** Only the build itself is taken without the word. */
    @ParameterizedTest
    @CsvSource({
        "ID=centos VERSION_ID=6, 19.4+11.g158c661c-2.el6",
        "ID=centos VERSION_ID=6, 19.4-11.el6",
        "ID=rhel VERSION_ID=6.10, 19.4+11.g158c661c-1.el6",
        "ID=centos VERSION_ID=7, 19.4-7.el7.7",
        "ID=rocky VERSION_ID=9.4, 23.4-7.el9.5.0.1"
    })
    void aCommunityBuildNextToItFails(String system, String version) throws Exception {
        assertThat(findings(VENDOR_BUILD, rpm(system, version, "x86_64")))
                .singleElement()
                .asString()
                .startsWith("ERROR cloud-init " + version + " is not UCloud's build");
    }

    /** The distribution's update has a higher version than the build that it replaces. */
    @Test
    void aHigherVersionOfTheDistributionIsNoSubstitute() throws Exception {
        String system = "-- /etc/os-release --\nID=ubuntu\nVERSION_ID=\"24.04\"\n";
        assertThat(findings(VENDOR_BUILD, system + dpkg("install ok installed", "25.1.4-0ubuntu0~24.04.1")))
                .containsExactly(
                        "ERROR cloud-init 25.1.4-0ubuntu0~24.04.1 is not UCloud's build, which is 24.1.3-0ubuntu3.3ucloud");
        assertThat(findings(VENDOR_BUILD, system + dpkg("install ok installed", "24.1.3-0ubuntu3.10ucloud")))
                .isEmpty();
    }

    @Test
    void aCloudInitOfNoPackageIsNotUCloudsAndNothingThereIsToHold() throws Exception {
        String guest = "-- /usr/local/bin/cloud-init mode=0755 --\n#!/usr/bin/python3\n-- /var/lib/dpkg/status --\n";
        assertThat(findings(VENDOR_BUILD, guest))
                .containsExactly(
                        "ERROR /usr/local/bin/cloud-init cloud-init is no package's, and so not UCloud's build");
        assertThat(CloudGuests.ask(VENDOR_BUILD_HELD, "", guest).outcome()).isEqualTo(Outcome.NOT_APPLICABLE);
    }

    private static Outcome held(String version, String more) throws Exception {
        Verdict verdict = CloudGuests.ask(VENDOR_BUILD_HELD, "", dpkg("install ok installed", version) + more);
        return verdict.outcome();
    }

    /** apt_preferences(5): above 500 a version wins over newer ones, below 0 nothing is installed from there. */
    @ParameterizedTest
    @CsvSource({
        "cloud-init,   version 24.1.3-0ubuntu3.3ucloud, 1001, PASS",
        "cloud-init,   version 24.1.3*, 501, PASS",
        "cloud-init,   version 24.1.3*, 500, FINDINGS",
        "cloud-init,   version 22.4*, 1001, FINDINGS",
        "cloud-init,   release o=Ubuntu, -1, PASS",
        "cloud-init,   release o=Ubuntu, 100, FINDINGS",
        "cloud-*,      version *ucloud, 990, PASS",
        "cloud-utils cloud-init, version *ucloud, 990, PASS",
        "cloud-init-base, version *ucloud, 990, FINDINGS",
        "cloud-init,   version *ucloud, high, FINDINGS"
    })
    void aPinHoldsIfItsPriorityDoes(String name, String pin, String priority, Outcome expected) throws Exception {
        assertThat(held(
                        "24.1.3-0ubuntu3.3ucloud",
                        "-- /etc/apt/preferences.d/ucloud.pref --\nPackage: " + name + "\nPin: " + pin
                                + "\nPin-Priority: " + priority + "\n"))
                .isEqualTo(expected);
    }

    @Test
    void aPinThatAptDoesNotReadHoldsNothing() throws Exception {
        String pin = "Package: cloud-init\nPin: version *ucloud\nPin-Priority: 1001\n";
        assertThat(held("24.1.3-0ubuntu3.3ucloud", "-- /etc/apt/preferences.d/ucloud.bak --\n" + pin))
                .isEqualTo(Outcome.FINDINGS);
        assertThat(held("24.1.3-0ubuntu3.3ucloud", "-- /etc/apt/preferences --\n" + pin))
                .isEqualTo(Outcome.PASS);
    }

    @Test
    void theBuildOfCentOs6HasToBeHeldToo() throws Exception {
        String guest = rpm("ID=centos VERSION_ID=6", "19.4+11.g158c661c-1.el6", "x86_64");
        assertThat(findings(VENDOR_BUILD_HELD, guest))
                .containsExactly("WARNING nothing keeps cloud-init 19.4+11.g158c661c-1.el6 from being replaced by the"
                        + " distribution's at the next update");
        assertThat(findings(VENDOR_BUILD_HELD, guest + "-- /etc/yum.conf --\n[main]\n#exclude=cloud-init\n"))
                .hasSize(1);
        assertThat(findings(VENDOR_BUILD_HELD, guest + "-- /etc/yum.conf --\n[main]\nexclude = kernel*, cloud-*\n"))
                .isEmpty();
    }

    @Test
    void aLockWhosePluginIsSwitchedOffHoldsNothing() throws Exception {
        String guest = rpm("ID=rocky VERSION_ID=9.4", "23.4-7.el9.5.0.1.ucloud", "noarch")
                + "-- /etc/dnf/plugins/versionlock.list --\ncloud-init-0:23.4-7.el9.5.0.1.ucloud.*\n"
                + "-- /etc/dnf/plugins/versionlock.conf --\n[main]\n";
        assertThat(findings(VENDOR_BUILD_HELD, guest + "enabled = 1\n")).isEmpty();
        assertThat(findings(VENDOR_BUILD_HELD, guest + "enabled = 0\n")).hasSize(1);
    }

    @Test
    void holdsThatCannotBeReadAreNeverAPass() {
        assertThatThrownBy(() -> TestContext.evaluate(
                        VENDOR_BUILD_HELD,
                        MemoryFileTree.builder()
                                .file(
                                        "/var/lib/dpkg/status",
                                        "Package: cloud-init\nStatus: hold ok installed\nArchitecture: all\nVersion:"
                                                + " 24.1.3-0ubuntu3.3ucloud\n")
                                .damaged(
                                        "/etc/apt/preferences.d/ucloud",
                                        Kind.FILE,
                                        () -> new DamagedImageException("ext4: bad", "disk"))
                                .build()))
                .isInstanceOf(DamagedImageException.class);
    }
}

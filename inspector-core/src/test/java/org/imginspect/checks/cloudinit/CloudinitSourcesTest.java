package org.imginspect.checks.cloudinit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.imginspect.check.Outcome;
import org.imginspect.checks.TestContext;
import org.imginspect.error.DamagedImageException;
import org.imginspect.scan.CloudGuests;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where cloud-init looks for its data, whether it may set the network up, and what it left behind. */
class CloudinitSourcesTest {
    private static final String EC2 = "cloudinit.datasource-ec2";
    private static final String OPENSTACK = "cloudinit.datasource-openstack";
    private static final String NETWORK = "cloudinit.network-not-disabled";
    private static final String GENERATED = "cloudinit.generated-config-clean";
    private static final String LOST = "cloudinit.first-boot-scripts-lost";
    private static final String CACHE = "cloudinit.vendor-cache-removed";

    private static final String PROGRAM = "-- /usr/bin/cloud-init mode=0755 --\n#!/usr/bin/python3\n";

    /** Debian 12 keeps its list in 90_dpkg.cfg. */
    private static List<String> debian(String id, String text) throws Exception {
        return TestContext.findings(CloudGuests.ask(id, "debian-12", text));
    }

    private static List<String> bare(String id, String text) throws Exception {
        return TestContext.findings(CloudGuests.ask(id, "", text));
    }

    private static String file(String name, String text) {
        return "-- /etc/cloud/cloud.cfg.d/" + name + " --\n" + text + "\n";
    }

    @Test
    void theListThatIsLastInTheOrderOfNamesCounts() throws Exception {
        String ec2 = "datasource_list: [Ec2]";
        String others = "# another cloud\ndatasource_list: [OpenStack, None]";
        assertThat(debian(EC2, file("91.cfg", ec2) + file("99-z.cfg", others)))
                .contains(
                        "ERROR /etc/cloud/cloud.cfg.d/99-z.cfg:2 datasource_list is [OpenStack, None] and does not hold"
                                + " Ec2");
        assertThat(debian(EC2, file("91.cfg", others) + file("99-z.cfg", ec2))).isEmpty();
        assertThat(debian(OPENSTACK, file("91.cfg", others) + file("99-z.cfg", ec2)))
                .containsExactly("ERROR /etc/cloud/cloud.cfg.d/99-z.cfg:1 datasource_list is [Ec2] and holds neither"
                        + " OpenStack nor ConfigDrive");
        // "10" is before "9": names are texts.
        assertThat(debian(
                        OPENSTACK,
                        "-- !/etc/cloud/cloud.cfg.d/90_dpkg.cfg --\n" + file("9.cfg", others) + file("10.cfg", ec2)))
                .isEmpty();
    }

    /** What the installer of Ubuntu Server leaves, and names that cloud-init does not read. */
    @Test
    void theInstallersListTakesEverySourceAway() throws Exception {
        String installer = file("99-installer.cfg", "datasource:\n  None:\n    metadata: {}\ndatasource_list: [None]");
        for (String id : List.of(EC2, OPENSTACK)) {
            assertThat(debian(id, installer))
                    .as(id)
                    .anySatisfy(
                            found -> assertThat(found).startsWith("ERROR /etc/cloud/cloud.cfg.d/99-installer.cfg:4 "));
        }
        assertThat(debian(
                        EC2,
                        file("99.cfg.disabled", "datasource_list: [None]") + file("95.cfg", "datasource_list: [Ec2]")))
                .isEmpty();
    }

    /** Without ds-identify, as before 0.7.9, only cloud-init's own list counts. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[Ec2]|''|''",
                "[Ec2, None]|''|''",
                "[None, Ec2]|''|WARNING",
                "[Ec2, GCE]|''|WARNING",
                "[Ec2, GCE]|false|''",
                "[Ec2, GCE]|\"false\"|''",
                "[Ec2, GCE]|true|WARNING",
                "[Ec2, GCE]|warn|WARNING",
                "[GCE]|''|WARNING",
                "[GCE]|false|WARNING",
                "[]|''|ERROR",
                "[OpenStack]|false|ERROR"
            })
    void ec2HasToStandAloneOrBeLenient(String list, String strict, String level) throws Exception {
        String guest = PROGRAM + "-- /etc/cloud/cloud.cfg --\ndatasource_list: " + list + "\n"
                + (strict.isEmpty() ? "" : file("50.cfg", "datasource:\n  Ec2:\n    strict_id: " + strict));
        List<String> found = bare(EC2, guest);
        if (level.isEmpty()) {
            assertThat(found).isEmpty();
        } else {
            assertThat(found).singleElement().asString().startsWith(level + " /etc/cloud/cloud.cfg:1 ");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"[ConfigDrive]|0", "[OpenStack]|0", "[Ec2, ConfigDrive]|0", "~|0", "[NoCloud, Ec2, None]|1", "[]|1"
            })
    void eitherSourceOfOpenStackIsEnough(String list, int count) throws Exception {
        assertThat(bare(OPENSTACK, PROGRAM + "-- /etc/cloud/cloud.cfg --\ndatasource_list: " + list + "\n"))
                .hasSize(count);
    }

    @Test
    void theKernelsCommandLineChoosesBeforeTheFiles() throws Exception {
        String chosen =
                file("99.cfg", "datasource_list: [Ec2]") + "-- @CMDLINE@ edit --\ns/ ro / ro ci.ds=OpenStack /\n";
        assertThat(debian(EC2, chosen)).singleElement().asString().contains("fixed to 'OpenStack'");
        assertThat(debian(OPENSTACK, chosen.replace("ci.ds=OpenStack", "ci.ds=Ec2")))
                .singleElement()
                .asString()
                .contains("/boot/grub/grub.cfg:", "fixed to 'Ec2'");
    }

    @ParameterizedTest
    @ValueSource(strings = {EC2, OPENSTACK, NETWORK})
    void configurationThatCannotBeReadIsNeverAPass(String id) {
        for (String path : List.of("/etc/cloud/cloud.cfg", "/etc/cloud/cloud.cfg.d", "/etc/cloud/cloud.cfg.d/50.cfg")) {
            damaged(id, "debian-12", file("50.cfg", "datasource_list: [Ec2, OpenStack]"), path);
        }
    }

    private static void damaged(String id, String family, String text, String path) {
        assertThatThrownBy(() -> CloudGuests.askDamaged(id, family, text, path))
                .as(id + " " + path)
                .isInstanceOf(DamagedImageException.class);
    }

    private static final String NO_DHCP =
            "-- !/etc/netplan/* --\n-- !/etc/network/interfaces --\n-- !/etc/systemd/network/* --\n";
    private static final String DISABLED = "network: {config: disabled}";

    /** cloud-init merges mappings key by key: only another {@code config} takes the word back. */
    @Test
    void oneFileThatSaysDisabledIsEnoughUnlessItIsTakenBack() throws Exception {
        String off = NO_DHCP + file("10-off.cfg", "# by hand\nnetwork:\n  config: disabled");
        String two = "network:\n  version: 2\n  ethernets: {all: {match: {name: e*}, dhcp4: true}}";
        String one = "network:\n  version: 1\n  config: [{type: physical, name: eth0, subnets: [{type: dhcp}]}]";
        assertThat(debian(NETWORK, off + file("99-on.cfg", two)))
                .singleElement()
                .asString()
                .startsWith("ERROR /etc/cloud/cloud.cfg.d/10-off.cfg:3 ");
        assertThat(debian(NETWORK, off + file("99-on.cfg", one))).isEmpty();
        assertThat(debian(NETWORK, off + file("05-on.cfg", one))).hasSize(1);
    }

    @Test
    void theCommandLineAndTheUpgradesMarkKeepItOutToo() throws Exception {
        assertThat(debian(NETWORK, NO_DHCP + "-- @CMDLINE@ edit --\ns/ ro / ro network-config=disabled /\n"))
                .singleElement()
                .asString()
                .startsWith("ERROR /boot/grub/grub.cfg:");
        assertThat(debian(NETWORK, NO_DHCP + "-- /var/lib/cloud/data/upgraded-network --\n"))
                .singleElement()
                .asString()
                .startsWith("ERROR /var/lib/cloud/data/upgraded-network");
        assertThat(debian(NETWORK, NO_DHCP + "-- @CMDLINE@ edit --\ns/ ro / ro network-config=enabled /\n"))
                .isEmpty();
    }

    @Test
    void anAddressThatIsFixedIsNothingThatAsks() throws Exception {
        String netplan = NO_DHCP + file("99-off.cfg", DISABLED)
                + "-- /etc/netplan/01.yaml mode=0600 --\nnetwork:\n  version: 2\n  ethernets:\n    eth0:\n";
        assertThat(debian(NETWORK, netplan + "      addresses: [192.0.2.7/24]\n"))
                .singleElement()
                .asString()
                .startsWith("ERROR /etc/cloud/cloud.cfg.d/99-off.cfg:1 ");
    }

    @Test
    void aCloudInitThatDoesNotRunIsAnotherChecksMatter() throws Exception {
        assertThat(CloudGuests.ask(
                                NETWORK,
                                "debian-12",
                                NO_DHCP + file("99-off.cfg", DISABLED) + "-- /etc/cloud/cloud-init.disabled --\n")
                        .outcome())
                .isEqualTo(Outcome.NOT_APPLICABLE);
    }

    /** The heads that cloud-init's renderers and templates write. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/etc/resolv.conf|; Created by cloud-init automatically, do not edit.|1",
                "/etc/resolv.conf|# Your system has been configured with 'manage-resolv-conf' set to true.~# As a result,"
                        + " cloud-init has written this file with configuration data|2",
                "/etc/network/interfaces|# This file is generated from information provided by the datasource.  Changes|1",
                "/etc/sysconfig/network/ifcfg-eth0|# Created by cloud-init automatically, do not edit.|1",
                "/etc/NetworkManager/system-connections/eth0.nmconnection|# Generated by cloud-init. Changes will be"
                        + " lost.|1"
            })
    void filesAreKnownByTheirHeads(String path, String text, int line) throws Exception {
        assertThat(bare(GENERATED, "-- " + path + " --\n" + text.replace('~', '\n') + "\n"))
                .containsExactly("WARNING " + path + ":" + line
                        + " by its own words cloud-init made this file, on the machine the image was made on");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "# static, not touched by cloud-init",
                "# Managed by hand; see /etc/cloud for cloud-init",
                "auto lo\n\n\n\n\n\n\n\n\n\n# Created by cloud-init on instance boot automatically, do not edit."
            })
    void aFileThatOnlySpeaksOfCloudInitIsNotItsOwn(String text) throws Exception {
        assertThat(bare(GENERATED, "-- /etc/network/interfaces --\n" + text + "\n"))
                .isEmpty();
    }

    @Test
    void whatGoesByItsNameNeedsNoWordsAndIsNamedOnce() throws Exception {
        assertThat(bare(GENERATED, """
                        -- /etc/netplan/50-cloud-init.yaml --
                        -- /etc/sudoers.d/90-cloud-init-users -> /nowhere --
                        -- /etc/NetworkManager/system-connections/cloud-init-eth0.nmconnection --
                        # Generated by cloud-init. Changes will be lost.
                        -- /etc/netplan/51-cloud-init.yaml --
                        """))
                .extracting(found -> found.split(" ", 3)[1])
                .containsExactlyInAnyOrder(
                        "/etc/netplan/50-cloud-init.yaml",
                        "/etc/sudoers.d/90-cloud-init-users",
                        "/etc/NetworkManager/system-connections/cloud-init-eth0.nmconnection");
    }

    @Test
    void aFileWhoseHeadCannotBeReadIsNeverAPass() {
        damaged(GENERATED, "", "-- /etc/network/interfaces --\n", "/etc/network/interfaces");
        damaged(GENERATED, "", "-- /etc/netplan/01.yaml --\n", "/etc/netplan");
    }

    private static final String SCRIPTS = "/var/lib/cloud/scripts/per-instance/";

    /** A list names scripts, by name or by path; each that is not there is said. */
    @Test
    void everyExpectedScriptThatIsMissingIsSaid() throws Exception {
        assertThat(bare(
                        LOST,
                        "param: expected=001_a, " + SCRIPTS + "002_b,003_c," + SCRIPTS + "004_d,/root/setup.sh\n-- "
                                + SCRIPTS + "001_a --\n#!/bin/sh\n-- " + SCRIPTS + "003_c -> /nowhere --\n-- " + SCRIPTS
                                + "004_d --\n#!/bin/sh\n-- /root/setup.sh --\n#!/bin/sh\n"))
                .containsExactly(
                        "ERROR " + SCRIPTS + "002_b the first-boot script '002_b' is missing",
                        "ERROR " + SCRIPTS + "003_c the first-boot script '003_c' is missing",
                        "ERROR /root/setup.sh cloud-init runs no first-boot script there; it looks in"
                                + " /var/lib/cloud/scripts/per-instance");
    }

    @Test
    void anEmptyDirectoryIsAsGoodAsNoneAndEachFileThatCountsOnItIsNamed() throws Exception {
        String speakers = "-- /root/.bashrc --\ncp /root/.bashrc.orig ~\nls " + SCRIPTS + "\n"
                + "-- /usr/local/bin/build --\n#!/bin/sh\ninstall 001 " + SCRIPTS + "\n";
        List<String> files = List.of("/root/.bashrc:2", "/usr/local/bin/build:2");
        for (String directory : List.of("", "-- " + SCRIPTS + " dir --\n")) {
            assertThat(bare(LOST, speakers + directory))
                    .extracting(found -> found.split(" ", 3)[1])
                    .containsExactlyInAnyOrderElementsOf(files);
        }
        assertThat(CloudGuests.ask(LOST, "", speakers + "-- " + SCRIPTS + "001 --\n")
                        .outcome())
                .isEqualTo(Outcome.PASS);
    }

    @Test
    void aDirectoryOfScriptsThatCannotBeReadIsNeverAPass() {
        String script = "-- " + SCRIPTS + "001 --\n";
        damaged(LOST, "", script, "/var/lib/cloud/scripts/per-instance");
        damaged(LOST, "", "param: expected=001\n" + script, "/var/lib/cloud/scripts");
        damaged(LOST, "", "-- /etc/motd --\nhello\n", "/etc/motd");
    }

    @Test
    void theAgentsCopyIsFoundWhateverItIs() throws Exception {
        String path = "/usr/local/ucloud/.cache/metadata.json";
        for (String entry : List.of(path + " --\n", path + " -> /run/metadata.json --\n")) {
            assertThat(bare(CACHE, "-- " + entry))
                    .containsExactly("ERROR " + path + " metadata of the machine the image was made on is left");
        }
        // Reached through a link as well.
        assertThat(bare(CACHE, "-- /usr/local/ucloud -> /opt/ucloud --\n-- /opt/ucloud/.cache/metadata.json --\n{}\n"))
                .hasSize(1);
        assertThat(bare(CACHE, "-- /usr/local/ucloud/.cache/ dir --\n-- /usr/local/ucloud/metadata.json --\n{}\n"))
                .isEmpty();
    }

    @Test
    void aCacheThatCannotBeReadIsNeverAPass() {
        damaged(CACHE, "", "-- /usr/local/ucloud/.cache/metadata.json --\n{}\n", "/usr/local/ucloud/.cache");
    }
}

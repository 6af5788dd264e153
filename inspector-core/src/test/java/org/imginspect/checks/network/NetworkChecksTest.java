package org.imginspect.checks.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imginspect.check.CheckContext;
import org.imginspect.check.Outcome;
import org.imginspect.check.Params;
import org.imginspect.checks.Catalogue;
import org.imginspect.checks.TestContext;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.facts.Facts;
import org.imginspect.facts.TestFacts;
import org.imginspect.guest.FileTree;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.Kind;
import org.imginspect.guest.MemoryFileTree;
import org.imginspect.guest.Node;
import org.imginspect.io.ByteSource;
import org.imginspect.scan.Gatherers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkChecksTest {
    private static final String UNITS = "/usr/lib/systemd/system/";
    private static final String NETWORKD = "/etc/systemd/network/";
    private static final String WANTS = "/etc/systemd/system/multi-user.target.wants/";
    private static final String PROFILES = "/etc/NetworkManager/system-connections/";
    private static final String SERVER_CONF = "[main]\nno-auto-default=*\nignore-carrier=*\n";

    /** With an empty machine-id; without the file systemd would enable at the first boot what presets do not disable. */
    private static MemoryFileTree.Builder systemd() {
        return MemoryFileTree.builder()
                .file("/etc/machine-id", "")
                .file("/usr/lib/systemd/systemd", "\177ELF")
                .symlink("/sbin/init", "../usr/lib/systemd/systemd")
                .file(UNITS + "multi-user.target", "[Unit]\nDescription=Multi-User System\n")
                .symlink(UNITS + "default.target", "multi-user.target");
    }

    private static MemoryFileTree.Builder service(MemoryFileTree.Builder files, String unit, boolean enabled) {
        files.file(
                UNITS + unit,
                "[Unit]\nDefaultDependencies=no\n[Service]\nExecStart=/usr/lib/systemd/systemd\n[Install]\nWantedBy=multi-user.target\n");
        return enabled ? files.symlink(WANTS + unit, UNITS + unit) : files;
    }

    private static MemoryFileTree.Builder networkd() {
        return service(systemd(), "systemd-networkd.service", true);
    }

    private static MemoryFileTree.Builder manager() {
        return MemoryFileTree.builder().file("/usr/sbin/NetworkManager", "\177ELF");
    }

    private static void profile(MemoryFileTree.Builder files, String name, String content, int mode, long uid) {
        files.file(PROFILES + name, content.getBytes(StandardCharsets.UTF_8), mode, uid, 0);
    }

    private static List<String> findings(String id, MemoryFileTree.Builder files) throws Exception {
        return TestContext.findings(TestContext.evaluate(id, files.build()));
    }

    private static Outcome outcome(String id, MemoryFileTree.Builder files) throws Exception {
        return TestContext.evaluate(id, files.build()).outcome();
    }

    private static List<String> findings(String id, MemoryFileTree.Builder files, Map<String, String> params)
            throws Exception {
        GuestTree tree = TestFacts.tree(files.build());
        Facts facts = new Facts(tree, TestFacts.storage(), Gatherers.all());
        return TestContext.findings(Catalogue.find(id)
                .orElseThrow()
                .evaluate(new CheckContext(tree, facts.storage(), facts, new Params(params))));
    }

    @ParameterizedTest
    @CsvSource({
        "network.dhcp, /etc/systemd/network",
        "network.service-enabled, /etc/systemd/system/multi-user.target.wants",
        "network.no-fixed-mac, /etc/udev/rules.d/70-persistent-net.rules",
        "network.no-fixed-mac, /etc/systemd/network",
        "network.no-static-address, /etc/netplan/01.yaml",
        "network.no-static-address, /etc/systemd/resolved.conf",
        "network.no-baked-address, /var/lib/dhcp/dhclient.leases",
        "network.no-baked-address, /etc/hostname",
        "network.nm-server-conf, /etc/NetworkManager/conf.d/a.conf",
        "network.nm-config-parses, /etc/NetworkManager/NetworkManager.conf",
        "network.link-altnames-off, /etc/systemd/network",
        "network.dns-vendor, /etc/resolv.conf",
        "network.dns-vendor, /etc/nsswitch.conf",
        "network.time-sync, /etc/systemd/timesyncd.conf"
    })
    void damageIsNeverAPass(String id, String path) {
        MemoryFileTree.Builder files = service(networkd(), "systemd-timesyncd.service", true)
                .file("/usr/sbin/NetworkManager", "\177ELF")
                .damaged(
                        path,
                        path.matches(".*/(network|[a-z.-]*wants)") ? Kind.DIRECTORY : Kind.FILE,
                        () -> new DamagedImageException("ext4: bad", "disk"));
        assertThatThrownBy(() -> outcome(id, files)).isInstanceOf(DamagedImageException.class);
    }

    /** A tree over a disk whose inode table cannot be read where one path leads to. */
    private record Unreadable(MemoryFileTree files, String path) implements FileTree {
        @Override
        public Optional<Node> stat(GuestPath asked) throws ImageException {
            if (asked.text().equals(path)) {
                throw new DamagedImageException("ext4: bad inode", "disk");
            }
            return files.stat(asked);
        }

        @Override
        public List<GuestName> list(GuestPath directory) throws ImageException {
            return files.list(directory);
        }

        @Override
        public GuestName readLink(GuestPath symlink) throws ImageException {
            return files.readLink(symlink);
        }

        @Override
        public ByteSource open(GuestPath file) throws ImageException {
            return files.open(file);
        }

        @Override
        public Map<String, byte[]> xattrs(GuestPath asked) throws ImageException {
            return files.xattrs(asked);
        }

        @Override
        public void close() {
            files.close();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "network.netplan-cloudinit-removed, /etc/netplan/50-cloud-init.yaml",
        "network.netplan-cloudinit-removed, /etc/netplan",
        "network.netplan-cloudinit-removed, /usr/sbin/netplan",
        "network.sysctl-cloudimg-ipv6-removed, /etc/sysctl.d/99-cloudimg-ipv6.conf",
        "network.sysctl-cloudimg-ipv6-removed, /etc/sysctl.d"
    })
    void whatCannotBeLookedForIsNotAbsent(String id, String path) {
        MemoryFileTree.Builder files =
                MemoryFileTree.builder().directory("/usr/sbin").directory("/etc/sysctl.d");
        if (!path.startsWith("/usr")) {
            files.directory("/etc/netplan");
        }
        assertThatThrownBy(() -> TestContext.evaluate(id, new Unreadable(files.build(), path)))
                .isInstanceOf(DamagedImageException.class);
    }

    /** systemd.network(5): the first file that matches is the one, whatever a later one says. */
    @Test
    void theFirstFileThatMatchesDecidesOverDhcp() throws Exception {
        String fixed = "[Match]\nName=e*\n[Network]\nAddress=10.0.0.5/24\n";
        String dhcp = "[Match]\nName=e*\n[Network]\nDHCP=yes\n";
        assertThat(findings(
                        "network.dhcp",
                        networkd().file(NETWORKD + "10-a.network", fixed).file(NETWORKD + "20-b.network", dhcp)))
                .containsExactly(
                        "ERROR /etc/systemd/network/10-a.network:1 systemd-networkd gives the card a static address instead of DHCP");
        assertThat(findings(
                        "network.dhcp",
                        networkd()
                                .file("/usr/lib/systemd/network/10-a.network", fixed)
                                .symlink(NETWORKD + "10-a.network", "/dev/null")
                                .file(NETWORKD + "20-b.network", dhcp)))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"yes, PASS", "ipv4, PASS", "true, PASS", "ipv6, FINDINGS", "no, FINDINGS", "'', FINDINGS"})
    void aDropInDecidesWhetherIpv4IsAskedFor(String value, Outcome expected) throws Exception {
        String before = expected == Outcome.PASS ? "no" : "yes";
        assertThat(outcome(
                        "network.dhcp",
                        networkd()
                                .file(NETWORKD + "10.network", "[Match]\nName=e*\n[Network]\nDHCP=" + before + "\n")
                                .file(NETWORKD + "10.network.d/a.conf", "[Network]\nDHCP=" + value + "\n")))
                .isEqualTo(expected);
    }

    @Test
    void dhcpThatNoServiceReadsIsNoDhcp() throws Exception {
        MemoryFileTree.Builder files = service(systemd(), "systemd-networkd.service", false)
                .file(NETWORKD + "10.network", "[Match]\nName=e*\n[Network]\nDHCP=yes\n");
        assertThat(findings("network.dhcp", files))
                .containsExactly(
                        "ERROR nothing gives the first network card an address by DHCP: no network service starts at boot");
    }

    /** systemd.unit(5): a unit file of no length is masked like a link to /dev/null. */
    @Test
    void anEmptyUnitFileMasksTheService() throws Exception {
        MemoryFileTree.Builder files = networkd().file("/etc/systemd/system/systemd-networkd.service", "");
        assertThat(findings("network.service-enabled", files))
                .singleElement()
                .asString()
                .startsWith("ERROR /etc/systemd/system/systemd-networkd.service")
                .contains("masked");
    }

    @Test
    void everyServiceThatDoesNotStartIsNamed() throws Exception {
        MemoryFileTree.Builder files = service(systemd(), "systemd-networkd.service", false);
        service(files, "networking.service", false);
        assertThat(findings("network.service-enabled", files))
                .hasSize(2)
                .anyMatch(one -> one.contains("systemd-networkd does not start at boot"))
                .anyMatch(one -> one.contains("networking does not start at boot"));
        service(files, "networking.service", true);
        assertThat(outcome("network.service-enabled", files)).isEqualTo(Outcome.PASS);
    }

    @Test
    void anEnabledServiceWhoseUnitIsGoneDoesNotCount() throws Exception {
        assertThat(findings(
                        "network.service-enabled",
                        systemd().symlink(WANTS + "systemd-networkd.service", UNITS + "systemd-networkd.service")))
                .containsExactly("ERROR no service is installed that brings a network up");
    }

    @Test
    void everyMacIsReportedWithItsFileAndLine() throws Exception {
        assertThat(
                        findings(
                                "network.no-fixed-mac",
                                MemoryFileTree.builder()
                                        .file(NETWORKD + "10.network", "[Match]\nName=e*\n[Network]\nDHCP=yes\n")
                                        .file(
                                                NETWORKD + "10.network.d/m.conf",
                                                "# pinned\n[Match]\nMACAddress=02:00:00:00:00:0A\n")
                                        .file(
                                                "/etc/udev/rules.d/70-persistent-net.rules",
                                                "# two\n\nSUBSYSTEM==\"net\", \\\n  ATTR{address}==\"02:00:00:00:00:0b\", NAME=\"eth0\"\nSUBSYSTEM==\"net\",\tATTR{address}==\"02:00:00:00:00:0c\",\tNAME=\"eth1\"\n")))
                .containsExactly(
                        "ERROR /etc/systemd/network/10.network.d/m.conf:3 systemd-networkd is bound to the MAC address 02:00:00:00:00:0a",
                        "ERROR /etc/udev/rules.d/70-persistent-net.rules:3 udev is bound to the MAC address 02:00:00:00:00:0b",
                        "ERROR /etc/udev/rules.d/70-persistent-net.rules:5 udev is bound to the MAC address 02:00:00:00:00:0c");
    }

    @Test
    void maskedEmptyAndCommentedFilesPinNoMac() throws Exception {
        String rule = "SUBSYSTEM==\"net\", ATTR{address}==\"02:00:00:00:00:0b\", NAME=\"eth0\"\n";
        assertThat(findings(
                        "network.no-fixed-mac",
                        MemoryFileTree.builder()
                                .special("/dev/null", Kind.CHARACTER_DEVICE)
                                .file("/usr/lib/udev/rules.d/70-a.rules", rule)
                                .symlink("/etc/udev/rules.d/70-a.rules", "/dev/null")
                                .file("/etc/udev/rules.d/71-b.rules", "#" + rule)
                                .file("/etc/udev/rules.d/72-c.rules", "")
                                .file("/etc/udev/rules.d/73-d.rules.bak", rule)
                                .file("/usr/lib/systemd/network/10.link", "[Match]\nMACAddress=02:00:00:00:00:01\n")
                                .symlink(NETWORKD + "10.link", "/dev/null")))
                .isEmpty();
    }

    @Test
    void addressesInDropInsAreReportedWhereTheyStand() throws Exception {
        assertThat(findings(
                        "network.no-static-address",
                        MemoryFileTree.builder()
                                .file(NETWORKD + "10.network", "[Match]\nName=e*\n[Network]\nDHCP=yes\n")
                                .file(
                                        NETWORKD + "10.network.d/a.conf",
                                        "[Network]\nDNS=10.0.0.2\nGateway=10.0.0.1\n[Address]\nAddress=10.0.0.5/24\n")))
                .containsExactlyInAnyOrder(
                        "ERROR /etc/systemd/network/10.network.d/a.conf:5 systemd-networkd has the static address 10.0.0.5/24",
                        "ERROR /etc/systemd/network/10.network.d/a.conf:3 systemd-networkd has the static gateway 10.0.0.1",
                        "WARNING /etc/systemd/network/10.network.d/a.conf:2 systemd-networkd has the static name server 10.0.0.2");
    }

    /** systemd.network(5): _dhcp4 and _ipv6ra stand for what the network says; 0.0.0.0 and :: ask for a free range. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "[Route]\nGateway=_dhcp4\n",
                "[Route]\nGateway=_ipv6ra\n",
                "[Network]\nGateway=_dhcp4\n",
                "[Network]\nAddress=169.254.1.1/16\n",
                "[Network]\nAddress=0.0.0.0/24\n",
                "[Network]\nAddress=::/64\n",
                "[Network]\nDNS=127.0.0.53\n",
                "[Network]\nDNS=::1\n",
                "[Network]\n;Address=10.0.0.5/24\n"
            })
    void whatNamesNoNetworkIsNoStaticAddress(String section) throws Exception {
        assertThat(findings(
                        "network.no-static-address",
                        MemoryFileTree.builder().file(NETWORKD + "10.network", "[Match]\nName=e*\n" + section)))
                .isEmpty();
    }

    private static String netplan(int addresses) {
        StringBuilder text = new StringBuilder("network:\n  version: 2\n  ethernets:\n    ens3:\n      addresses:\n");
        for (int i = 0; i < addresses; i++) {
            text.append("        - 10.0.")
                    .append(i / 250)
                    .append('.')
                    .append(i % 250 + 1)
                    .append("/16\n");
        }
        return text.toString();
    }

    @Test
    void moreAddressesThanAreCountedAreRefusedByName() throws Exception {
        assertThat(findings(
                        "network.no-static-address",
                        MemoryFileTree.builder().file("/etc/netplan/01.yaml", netplan(1024))))
                .hasSize(1024)
                .last()
                .isEqualTo("ERROR /etc/netplan/01.yaml:1029 netplan has the static address 10.0.4.24/16");
        for (String id : List.of("network.no-static-address", "network.no-baked-address", "network.no-fixed-mac")) {
            assertThatThrownBy(() -> outcome(id, MemoryFileTree.builder().file("/etc/netplan/01.yaml", netplan(1025))))
                    .as(id)
                    .isInstanceOf(UnsupportedFeatureException.class)
                    .hasMessageContaining("more than 1024 addresses");
        }
    }

    @Test
    void moreLeaseFilesThanAreReadAreRefusedByName() throws Exception {
        MemoryFileTree.Builder files = MemoryFileTree.builder().file("/etc/app.conf", "a\nlisten=10.1.1.64\n");
        for (int i = 1; i <= 64; i++) {
            files.file(
                    "/var/lib/dhcp/dhclient.%02d.leases".formatted(i),
                    "lease {\n  fixed-address 10.1.1." + i + ";\n}\n");
        }
        assertThat(findings("network.no-baked-address", files))
                .containsExactly(
                        "WARNING /etc/app.conf:2 names the build machine's address 10.1.1.64, known from /var/lib/dhcp/dhclient.64.leases");
        files.file("/var/lib/dhclient/dhclient.leases", "");
        assertThatThrownBy(() -> outcome("network.no-baked-address", files))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("more than 64 DHCP lease files");
    }

    @Test
    void aLaterFileOfNetworkManagersReplacesOrChangesTheList() throws Exception {
        assertThat(findings(
                        "network.nm-server-conf",
                        manager()
                                .file("/etc/NetworkManager/conf.d/10.conf", SERVER_CONF)
                                .file("/etc/NetworkManager/conf.d/20.conf", "[main]\n\nignore-carrier=eth0\n")))
                .containsExactly("ERROR /etc/NetworkManager/conf.d/20.conf:3 ignore-carrier is 'eth0', not *");
        assertThat(findings(
                        "network.nm-server-conf",
                        manager()
                                .file("/etc/NetworkManager/conf.d/10.conf", SERVER_CONF)
                                .file("/etc/NetworkManager/conf.d/20.conf", "[main]\nno-auto-default-=*\n")))
                .singleElement()
                .asString()
                .startsWith("ERROR /etc/NetworkManager/conf.d/20.conf:2 no-auto-default");
    }

    /** nm_match_spec_device(): one * matches every card, unless an except: takes some out again. */
    @ParameterizedTest
    @CsvSource({
        "'eth0,*', PASS",
        "'*;', PASS",
        "'interface-name:eth*', FINDINGS",
        "'*,except:interface-name:eth0', FINDINGS",
        "'', FINDINGS"
    })
    void aListMatchesEveryCardIfAStarIsInIt(String value, Outcome expected) throws Exception {
        assertThat(outcome(
                        "network.nm-server-conf",
                        manager()
                                .file(
                                        "/etc/NetworkManager/NetworkManager.conf",
                                        "[main]\nignore-carrier=*\nno-auto-default=" + value + "\n")))
                .isEqualTo(expected);
    }

    @Test
    void settingsThatAreMaskedSwitchedOffOrInAnotherGroupDoNotCount() throws Exception {
        assertThat(findings(
                        "network.nm-server-conf",
                        manager()
                                .file("/usr/lib/NetworkManager/conf.d/00-server.conf", SERVER_CONF)
                                .symlink("/etc/NetworkManager/conf.d/00-server.conf", "/dev/null")
                                .file("/etc/NetworkManager/conf.d/10.conf", "[.config]\nenable=false\n" + SERVER_CONF)
                                .file("/etc/NetworkManager/conf.d/20.conf", SERVER_CONF.replace("[main]", "[device]"))
                                .file("/etc/NetworkManager/conf.d/30.conf.bak", SERVER_CONF)))
                .containsExactly(
                        "ERROR nothing sets no-auto-default=* in the group [main]",
                        "ERROR nothing sets ignore-carrier=* in the group [main]",
                        "WARNING /etc/NetworkManager/conf.d/00-server.conf masks /usr/lib/NetworkManager/conf.d/00-server.conf, which is to stay as it is");
    }

    @Test
    void everyConnectionThatIsLeftOutIsNamed() throws Exception {
        MemoryFileTree.Builder files = manager();
        String good = "[connection]\nid=a\ntype=ethernet\n";
        profile(files, "a.nmconnection", good, 0600, 1000);
        profile(files, "b.nmconnection", good, 0640, 0);
        profile(files, "c.nmconnection", good, 0400, 0);
        profile(files, "d.nmconnection", "[connection]\nid=d\n", 0600, 0);
        profile(files, "e.nmconnection", good + "// a comment\n", 0600, 0);
        profile(files, "f.nmconnection~", "no key file", 0644, 0);
        profile(files, "g.bak", "no key file", 0644, 0);
        profile(files, ".h.nmconnection", "no key file", 0644, 0);
        assertThat(findings("network.nm-config-parses", files))
                .satisfiesExactly(
                        one -> assertThat(one).contains("/a.nmconnection ").contains("belongs to user 1000"),
                        one -> assertThat(one).contains("/b.nmconnection ").contains("permissions are 640"),
                        one -> assertThat(one).contains("/d.nmconnection ").contains("has no type"),
                        one -> assertThat(one).contains("/e.nmconnection:4 ").contains("'// a comment'"));
    }

    @Test
    void emptyMaskedAndForeignFilesOfNetworkManagersDoNotStopIt() throws Exception {
        assertThat(findings(
                        "network.nm-config-parses",
                        manager()
                                .special("/dev/null", Kind.CHARACTER_DEVICE)
                                .file("/etc/NetworkManager/NetworkManager.conf", "")
                                .file("/usr/lib/NetworkManager/conf.d/a.conf", "broken\n")
                                .symlink("/etc/NetworkManager/conf.d/a.conf", "/dev/null")
                                .file("/etc/NetworkManager/conf.d/README", "broken\n")
                                .symlink("/etc/NetworkManager/conf.d/gone.conf", "/nowhere")))
                .isEmpty();
    }

    @Test
    void onlyTheFirstBadLineOfEachFileCounts() throws Exception {
        assertThat(findings(
                        "network.nm-config-parses",
                        manager()
                                .file("/etc/NetworkManager/NetworkManager.conf", "[main]\nbad\nworse\n")
                                .file("/etc/NetworkManager/conf.d/a.conf", "; no comment\n")))
                .satisfiesExactly(
                        one -> assertThat(one).startsWith("ERROR /etc/NetworkManager/NetworkManager.conf:2 "),
                        one -> assertThat(one).startsWith("ERROR /etc/NetworkManager/conf.d/a.conf:1 "));
    }

    @Test
    void theNamePolicyMayStandInADropInOrBelowLib() throws Exception {
        String plain = "[Match]\nOriginalName=*\n[Link]\nNamePolicy=keep\n";
        assertThat(findings(
                        "network.link-altnames-off",
                        MemoryFileTree.builder()
                                .file("/lib/systemd/network/99-default.link", plain)
                                .file(
                                        "/usr/lib/systemd/network/99-default.link.d/a.conf",
                                        "[Link]\n\nAlternativeNamesPolicy=path\n")))
                .containsExactly(
                        "ERROR /usr/lib/systemd/network/99-default.link.d/a.conf:3 gives network cards alternative names: path");
        assertThat(findings(
                        "network.link-altnames-off",
                        MemoryFileTree.builder()
                                .file(
                                        "/lib/systemd/network/99-default.link",
                                        plain + "AlternativeNamesPolicy=database \\\n  onboard\n")))
                .singleElement()
                .asString()
                .startsWith("ERROR /lib/systemd/network/99-default.link:5 ")
                .contains("database")
                .endsWith("onboard");
    }

    @Test
    void aPolicyThatIsMaskedOrInTheWrongSectionGivesNoNames() throws Exception {
        String active = "[Match]\nOriginalName=*\n[Link]\nAlternativeNamesPolicy=path\n";
        MemoryFileTree.Builder files =
                MemoryFileTree.builder().file("/usr/lib/systemd/network/99-default.link", active);
        assertThat(findings("network.link-altnames-off", files)).hasSize(1);
        assertThat(findings("network.link-altnames-off", files.symlink(NETWORKD + "99-default.link", "/dev/null")))
                .isEmpty();
        assertThat(findings(
                        "network.link-altnames-off",
                        MemoryFileTree.builder()
                                .file(
                                        NETWORKD + "99-default.link",
                                        "[Match]\nOriginalName=*\nAlternativeNamesPolicy=path\n")))
                .isEmpty();
        assertThat(findings(
                        "network.link-altnames-off",
                        MemoryFileTree.builder()
                                .file("/usr/lib/systemd/network/99-default.link", active)
                                .file(NETWORKD + "99-default.link", "")))
                .isEmpty();
    }

    @Test
    void aLinkThatLeadsNowhereIsStillNetplansFile() throws Exception {
        assertThat(findings(
                        "network.netplan-cloudinit-removed",
                        MemoryFileTree.builder().symlink("/etc/netplan/50-cloud-init.yaml", "/run/gone.yaml")))
                .containsExactly("ERROR /etc/netplan/50-cloud-init.yaml cloud-init wrote this on the build machine");
    }

    @Test
    void aFileThatNetplanDoesNotReadIsNotCloudInits() throws Exception {
        assertThat(outcome(
                        "network.netplan-cloudinit-removed",
                        MemoryFileTree.builder()
                                .file("/etc/netplan/50-cloud-init.yaml.bak", "network: {version: 2}\n")))
                .isEqualTo(Outcome.PASS);
        assertThat(outcome("network.netplan-cloudinit-removed", MemoryFileTree.builder()))
                .isEqualTo(Outcome.NOT_APPLICABLE);
        assertThat(outcome(
                        "network.netplan-cloudinit-removed",
                        MemoryFileTree.builder().file("/usr/sbin/netplan", "#!/usr/bin/python3\n")))
                .isEqualTo(Outcome.PASS);
    }

    @Test
    void anEmptyFileOrAMaskOfUbuntusIpv6SettingsIsThereToo() throws Exception {
        String path = "/etc/sysctl.d/99-cloudimg-ipv6.conf";
        for (MemoryFileTree.Builder files : List.of(
                MemoryFileTree.builder().file(path, ""),
                MemoryFileTree.builder().symlink(path, "/dev/null"),
                MemoryFileTree.builder()
                        .symlink("/etc/sysctl.d", "sysctl.real")
                        .file("/etc/sysctl.real/99-cloudimg-ipv6.conf", "x = 1\n"))) {
            assertThat(findings("network.sysctl-cloudimg-ipv6-removed", files))
                    .containsExactly("ERROR " + path + " comes from Ubuntu's cloud image and is not to stay");
        }
    }

    @Test
    void anotherFileOfSysctlsIsNotUbuntus() throws Exception {
        assertThat(outcome(
                        "network.sysctl-cloudimg-ipv6-removed",
                        MemoryFileTree.builder()
                                .file("/etc/sysctl.d/99-cloudimg-ipv6.conf.disabled", "")
                                .file("/usr/lib/sysctl.d/10-ipv6-privacy.conf", "")))
                .isEqualTo(Outcome.PASS);
    }

    /** hosts(5) and RFC 1123: the case of a host name does not matter. */
    @Test
    void namesInHostsAreFoundWhateverTheirCaseButNotInComments() throws Exception {
        assertThat(findings(
                        "network.dns-vendor",
                        MemoryFileTree.builder()
                                .file(
                                        "/etc/hosts",
                                        "127.0.0.1 localhost # api.example.com\n#10.0.0.1 api.example.com\n10.0.0.2\tx api.example.com.au\n10.0.0.3 other API.Example.com\n"),
                        Map.of("hosts", "api.example.com")))
                .containsExactly(
                        "WARNING /etc/hosts:4 api.example.com is always 10.0.0.3, whatever the name server says");
    }

    @ParameterizedTest
    @CsvSource({
        "'hosts: files myhostname resolve [!UNAVAIL=return]', PASS",
        "'hosts:files dns', PASS",
        "'#hosts: files', PASS",
        "'passwd: files', PASS",
        "'hosts: files # dns', FINDINGS",
        "'hosts: files mdns4_minimal [NOTFOUND=return]', FINDINGS"
    })
    void namesAreAskedForByDnsOrResolved(String line, Outcome expected) throws Exception {
        assertThat(outcome("network.dns-vendor", MemoryFileTree.builder().file("/etc/nsswitch.conf", line + "\n")))
                .isEqualTo(expected);
    }

    @Test
    void aLinkToAFileOnTheDiskWritesNameServersDown() throws Exception {
        assertThat(findings(
                        "network.dns-vendor",
                        MemoryFileTree.builder()
                                .symlink("/etc/resolv.conf", "resolv.static")
                                .file(
                                        "/etc/resolv.static",
                                        ";nameserver 1.1.1.1\nnameserver 8.8.8.8\nnameserver ::1\n")))
                .containsExactly(
                        "WARNING /etc/resolv.conf:2 the name server 8.8.8.8 is neither DHCP's nor the marketplace's");
        for (String target : List.of("../run/systemd/resolve/stub-resolv.conf", "/var/run/resolvconf/resolv.conf")) {
            assertThat(findings(
                            "network.dns-vendor",
                            MemoryFileTree.builder()
                                    .symlink("/var/run", "/run")
                                    .file("/run/systemd/resolve/stub-resolv.conf", "nameserver 8.8.8.8\n")
                                    .file("/run/resolvconf/resolv.conf", "nameserver 8.8.8.8\n")
                                    .symlink("/etc/resolv.conf", target)))
                    .as(target)
                    .isEmpty();
        }
    }

    private static MemoryFileTree.Builder timesyncd(String conf) {
        return service(systemd(), "systemd-timesyncd.service", true).file("/etc/systemd/timesyncd.conf", conf);
    }

    /** timesyncd.conf(5): an empty FallbackNTP= takes the compiled-in servers away. */
    @Test
    void timesyncdWithoutAnyServerKeepsNoClock() throws Exception {
        MemoryFileTree.Builder files = timesyncd("[Time]\nFallbackNTP=\n");
        assertThat(findings("network.time-sync", files))
                .containsExactly("WARNING /etc/systemd/timesyncd.conf systemd-timesyncd knows no time server");
        files.file("/etc/systemd/timesyncd.conf.d/a.conf", "[Time]\nNTP=169.254.169.123\n");
        assertThat(outcome("network.time-sync", files)).isEqualTo(Outcome.PASS);
        files.file("/etc/systemd/timesyncd.conf.d/b.conf", "[Time]\nNTP=\n");
        assertThat(outcome("network.time-sync", files)).isEqualTo(Outcome.FINDINGS);
    }

    private static MemoryFileTree.Builder chrony(String conf) {
        return service(systemd(), "chronyd.service", true)
                .file("/usr/sbin/chronyd", "\177ELF")
                .file("/etc/chrony.conf", conf);
    }

    /** conf.c of chrony compares directives with strcasecmp, and takes lines that begin with ! ; # or % for comments. */
    @ParameterizedTest
    @CsvSource({
        "SERVER time.example.com iburst, PASS",
        "Pool time.example.com, PASS",
        "include /etc/chrony.more/*.conf, PASS",
        "confdir /etc/chrony.more, PASS",
        "SourceDir /etc/chrony.d, PASS",
        "include /etc/nowhere/*.conf, FINDINGS",
        "sourcedir /etc/chrony.more, FINDINGS",
        "! server time.example.com, FINDINGS",
        "!server time.example.com, FINDINGS",
        "% server time.example.com, FINDINGS",
        "server, FINDINGS"
    })
    void chronyReadsItsDirectivesAsWritten(String line, Outcome expected) throws Exception {
        assertThat(outcome(
                        "network.time-sync",
                        chrony(line + "\n")
                                .file("/etc/chrony.more/a.conf", "refclock PHC /dev/ptp0\n")
                                .file("/etc/chrony.d/a.sources", "server 169.254.169.123\n")))
                .isEqualTo(expected);
    }

    @Test
    void everyProgramThatDoesNotKeepTheClockIsNamed() throws Exception {
        MemoryFileTree.Builder files = chrony("driftfile /var/lib/chrony/drift\n");
        service(files, "systemd-timesyncd.service", false)
                .file("/etc/crontab", "#0 * * * * root ntpdate time.example.com\n")
                .file("/etc/cron.d/ntp~", "0 * * * * root ntpdate time.example.com\n")
                .file("/etc/cron.d/ntp.rpmsave", "0 * * * * root ntpdate time.example.com\n")
                .file("/etc/cron.d/.ntp", "0 * * * * root ntpdate time.example.com\n");
        assertThat(findings("network.time-sync", files))
                .hasSize(2)
                .anyMatch(one -> one.equals("WARNING /etc/chrony.conf chronyd knows no time server"))
                .anyMatch(one -> one.contains("systemd-timesyncd does not start at boot"));
        files.file("/var/spool/cron/crontabs/root", "0 * * * * /usr/sbin/ntpdate time.example.com\n");
        assertThat(outcome("network.time-sync", files)).isEqualTo(Outcome.PASS);
    }
}

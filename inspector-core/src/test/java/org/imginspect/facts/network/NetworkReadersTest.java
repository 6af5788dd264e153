package org.imginspect.facts.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.facts.Facts;
import org.imginspect.facts.TestFacts;
import org.imginspect.facts.network.InterfaceConfig.Kind;
import org.imginspect.facts.network.InterfaceConfig.Method;
import org.imginspect.facts.network.InterfaceMatch.Fit;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.MemoryFileTree;
import org.imginspect.io.Limits;
import org.imginspect.scan.Gatherers;
import org.junit.jupiter.api.Test;

/** What the tools that the other tests compare with cannot be asked: names of cards, refusals, masks, hostile files. */
class NetworkReadersTest {
    private static final InterfaceNaming SLOTS = new InterfaceNaming(true, "by slot", Optional.empty());
    private static final InterfaceNaming KERNEL = new InterfaceNaming(false, "by the kernel", Optional.empty());

    private static GuestTree tree(String... pathsAndTexts) {
        MemoryFileTree.Builder files = MemoryFileTree.builder();
        for (int i = 0; i < pathsAndTexts.length; i += 2) {
            files.file(pathsAndTexts[i], pathsAndTexts[i + 1].getBytes(StandardCharsets.UTF_8), 0600, 0, 0);
        }
        return new GuestTree(files.build(), Limits.defaults());
    }

    private static Facts facts(GuestTree tree) {
        return new Facts(tree, TestFacts.storage(), Gatherers.all());
    }

    private static Fit fit(InterfaceNaming naming, String... names) {
        return new InterfaceMatch(List.of(names), List.of(), List.of(), List.of()).fit(naming);
    }

    @Test
    void aNameFitsTheFirstCardByTheSchemeThatNamesIt() {
        assertThat(fit(KERNEL, "eth0")).isEqualTo(Fit.ONLY_NAME);
        assertThat(fit(KERNEL, "e*")).isEqualTo(Fit.ANY);
        assertThat(fit(KERNEL, "ens3")).isEqualTo(Fit.WRONG_NAME);
        assertThat(fit(KERNEL, "eth1")).isEqualTo(Fit.WRONG_NAME);
        assertThat(fit(SLOTS, "eth0")).isEqualTo(Fit.WRONG_NAME);
        assertThat(fit(SLOTS, "ens33")).isEqualTo(Fit.ONE_SLOT);
        assertThat(fit(SLOTS, "enp1s0")).isEqualTo(Fit.ONE_SLOT);
        assertThat(fit(SLOTS, "en*")).isEqualTo(Fit.ANY);
        assertThat(fit(SLOTS, "eth*", "en*")).isEqualTo(Fit.ANY);
        assertThat(fit(SLOTS, "!lo")).isEqualTo(Fit.ANY);
        assertThat(fit(SLOTS, "!en*")).isEqualTo(Fit.WRONG_NAME);
        assertThat(fit(SLOTS)).isEqualTo(Fit.ANY);
        Setting condition = new Setting("Host=a", GuestPath.ROOT, 1);
        assertThat(new InterfaceMatch(List.of(), List.of(), List.of("ena"), List.of()).fit(SLOTS))
                .isEqualTo(Fit.OTHER_DRIVER);
        assertThat(new InterfaceMatch(List.of(), List.of(), List.of("virtio*"), List.of(condition)).fit(SLOTS))
                .isEqualTo(Fit.CONDITION);
        assertThat(new InterfaceMatch(List.of("en*"), List.of(condition), List.of(), List.of()).fit(SLOTS))
                .isEqualTo(Fit.OTHER_MAC);
    }

    @Test
    void macAddressesAreKnownInEveryNotation() {
        assertThat(MacAddress.of("52:54:00:AB:cd:01")).contains("52:54:00:ab:cd:01");
        assertThat(MacAddress.of("52-54-00-AB-CD-01")).contains("52:54:00:ab:cd:01");
        assertThat(MacAddress.of("5254.00ab.cd01")).contains("52:54:00:ab:cd:01");
        for (String none :
                List.of("", "random", "52:54:00:*", "52:54:00:ab:cd", "00:00:00:00:00:00", "preserve", "::")) {
            assertThat(MacAddress.of(none)).as(none).isEmpty();
        }
    }

    @Test
    void ifupdownFollowsPatternsRenamesAndMacAddresses() throws Exception {
        List<InterfaceConfig> configs = IfupdownReader.read(
                tree(
                        "/etc/network/interfaces",
                        "auto /en*=lan\niface lan inet dhcp\nauto mac/52:54:00:00:00:01=wan\niface wan inet dhcp\nrename eth7=old\nauto old\niface old inet manual\niface idle inet dhcp\n"));
        assertThat(configs.get(0).match().names()).containsExactly("en*");
        assertThat(configs.get(0).automatic()).isTrue();
        assertThat(configs.get(1).match().fit(SLOTS)).isEqualTo(Fit.OTHER_MAC);
        assertThat(configs.get(1).macs()).extracting(Setting::line).containsExactly(3);
        assertThat(configs.get(2).match().names()).containsExactly("eth7");
        assertThat(configs.get(3).automatic()).isFalse();
    }

    @Test
    void ifupdownOfAlpineNeedsNeitherFamilyNorMethod() throws Exception {
        List<InterfaceConfig> configs = IfupdownReader.read(
                tree(
                        "/etc/network/interfaces",
                        "template base\n  gateway 10.0.0.1\nauto eth0\niface eth0\n  use dhcp\nauto eth1\niface eth1\n  inherit base\n  address 10.0.0.2/24\n"));
        assertThat(configs).extracting(InterfaceConfig::ipv4).containsExactly(Method.DHCP, Method.STATIC);
        assertThat(configs.get(1).gateways()).extracting(Setting::value).containsExactly("10.0.0.1");
    }

    @Test
    void ifupdownIsRefusedByNameWhereAScriptOrShellDecides() {
        assertThatThrownBy(() -> IfupdownReader.read(
                        tree("/etc/network/interfaces", "mapping eth0\n  script /bin/guess\nauto eth0\n")))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("script that maps 'eth0' is not run");
        for (String word : List.of("$HOME/x", "`ls`", "~/x", "/etc/{a,b}", "/a\0b")) {
            assertThatThrownBy(() -> IfupdownReader.read(tree("/etc/network/interfaces", "source " + word + "\n")))
                    .isInstanceOf(UnsupportedFeatureException.class)
                    .hasMessageContaining("needs a shell");
        }
    }

    @Test
    void ifupdownFilesThatNameThemselvesEnd() throws Exception {
        assertThat(IfupdownReader.read(
                        tree("/etc/network/interfaces", "source *\nauto eth0\niface eth0 inet dhcp inherits eth0\n")))
                .hasSize(1);
        assertThatThrownBy(() -> IfupdownReader.read(
                        tree("/etc/network/interfaces", "iface a inherits b\niface b inherits a\n")))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("inherits through more than 16");
    }

    @Test
    void sysconfigIsRefusedByNameWhereAShellDecides() throws Exception {
        GuestPath file = GuestPath.of("/etc/sysconfig/x");
        ShellVariables variables =
                ShellVariables.parse(List.of("A=$HOME", "B='$x'", "C=\"two", "lines\" D=4 # e"), file);
        assertThat(variables.get("B")).contains(new Setting("$x", file, 2));
        assertThat(variables.get("C")).contains(new Setting("two\nlines", file, 3));
        assertThat(variables.get("D")).contains(new Setting("4", file, 3));
        assertThatThrownBy(() -> variables.get("A"))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("line 1: the value of A needs a shell");
        for (String line : List.of("if true; then A=1; fi", ". /etc/other", "A=1 command", "A='open")) {
            assertThatThrownBy(() -> ShellVariables.parse(List.of(line), file))
                    .as(line)
                    .isInstanceOf(UnsupportedFeatureException.class);
        }
    }

    @Test
    void anOpenQuoteDoesNotMakeALongFileSlow() {
        List<String> lines = new ArrayList<>();
        lines.add("A='");
        for (int i = 0; i < 1_000_000; i++) {
            lines.add("B=1");
        }
        assertThatThrownBy(() -> ShellVariables.parse(lines, GuestPath.of("/x")))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("more than 65536 characters");
    }

    @Test
    void suseStartsWhatSaysSo() throws Exception {
        List<InterfaceConfig> interfaces = new ArrayList<>();
        List<Setting> servers = new ArrayList<>();
        List<Setting> gateways = new ArrayList<>();
        WickedReader.read(
                tree(
                        "/etc/sysconfig/network/ifcfg-eth0",
                        "BOOTPROTO='dhcp4'\nSTARTMODE='hotplug'\n",
                        "/etc/sysconfig/network/ifcfg-eth1",
                        "BOOTPROTO='dhcp'\n",
                        "/etc/sysconfig/network/ifcfg-eth1.bak",
                        "IPADDR=1.2.3.4\n",
                        "/etc/sysconfig/network/config",
                        "NETCONFIG_DNS_STATIC_SERVERS='10.0.0.1 10.0.0.2'\n"),
                interfaces,
                servers,
                gateways);
        assertThat(interfaces).extracting(InterfaceConfig::automatic).containsExactly(true, false);
        assertThat(interfaces).extracting(InterfaceConfig::ipv6).containsExactly(Method.NONE, Method.DHCP);
        assertThat(servers).extracting(Setting::value).containsExactly("10.0.0.1", "10.0.0.2");
        assertThatThrownBy(() -> WickedReader.read(
                        tree("/etc/wicked/ifconfig/eth0.xml", "<interface/>"), interfaces, servers, gateways))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("wicked: interfaces in XML");
    }

    @Test
    void cardsAreNamedByTheRuleItsMaskAndTheFirstLinkFile() throws Exception {
        String rule = "/usr/lib/udev/rules.d/80-net-setup-link.rules";
        String link = "/usr/lib/systemd/network/99-default.link";
        String policy = "[Match]\nOriginalName=*\n[Link]\nNamePolicy=keep kernel slot path\n";
        assertThat(predictable(tree(rule, "x", link, policy))).isTrue();
        assertThat(predictable(tree(link, policy))).isFalse();
        assertThat(predictable(tree(rule, "x", link, policy, "/etc/udev/rules.d/80-net-setup-link.rules", "")))
                .isFalse();
        assertThat(predictable(tree(rule, "x", link, policy, "/etc/systemd/network/99-default.link", "")))
                .isFalse();
        assertThat(predictable(tree(
                        rule,
                        "x",
                        link,
                        policy,
                        "/etc/systemd/network/10-a.link",
                        "[Match]\nDriver=virtio_net\n[Link]\nName=eth0\n")))
                .isFalse();
        assertThat(predictable(tree(
                        rule,
                        "x",
                        link,
                        policy,
                        "/etc/systemd/network/10-a.link",
                        "[Match]\nPath=*-usb-*\n[Link]\nNamePolicy=mac\n")))
                .isTrue();
        assertThat(predictable(tree(
                        rule,
                        "x",
                        link,
                        policy,
                        "/boot/grub/grub.cfg",
                        "menuentry 'a' {\n  linux /boot/vmlinuz net.ifnames=1 net.ifnames=0\n}\n")))
                .isFalse();
    }

    private static boolean predictable(GuestTree tree) throws ImageException {
        return facts(tree).find(InterfaceNaming.class).orElseThrow().predictable();
    }

    @Test
    void udevRulesAreReadOverLinesAndOnlyForNetworkCards() {
        List<Setting> macs = new ArrayList<>();
        UdevRules.read(
                List.of(
                        "SUBSYSTEM==\"net\", \\",
                        "  ATTR{address}==\"52:54:00:00:00:01|52:54:00:00:00:02\", NAME=\"a\"",
                        "# ATTR{address}==\"52:54:00:00:00:03\"",
                        "SUBSYSTEM==\"block\", ATTR{address}==\"52:54:00:00:00:04\"",
                        "ATTR{address}!=\"52:54:00:00:00:05\", NAME=\"b\"",
                        "ATTR{address}==\"52:54:00:00:00:06",
                        "SYSFS{address}==\"52:54:00:00:00:07\", NAME=\"eth0\""),
                GuestPath.of("/r"),
                macs);
        assertThat(macs)
                .extracting(one -> one.value().substring(15) + ":" + one.line())
                .containsExactly("01:1", "02:1", "07:7");
    }

    @Test
    void ofTwoConnectionsWithOneUuidTheOneInEtcCountsAndATombstoneHides() throws Exception {
        String connection =
                "[connection]\nid=a\nuuid=11111111-1111-1111-1111-111111111111\ntype=ethernet\ninterface-name=%s\n";
        String vendor = "/usr/lib/NetworkManager/system-connections/";
        String local = "/etc/NetworkManager/system-connections/";
        GuestTree two = tree(
                vendor + "a.nmconnection",
                String.format(connection, "vendor"),
                local + "b",
                String.format(connection, "local"));
        assertThat(facts(two).find(NetworkManagerProfiles.class).orElseThrow().interfaces())
                .extracting(one -> one.match().names())
                .containsExactly(List.of("local"));
        MemoryFileTree.Builder hidden = MemoryFileTree.builder()
                .file(
                        vendor + "a.nmconnection",
                        String.format(connection, "vendor").getBytes(StandardCharsets.UTF_8),
                        0600,
                        0,
                        0)
                .symlink(local + "11111111-1111-1111-1111-111111111111.nmmeta", "/dev/null");
        assertThat(facts(new GuestTree(hidden.build(), Limits.defaults()))
                        .find(NetworkManagerProfiles.class)
                        .orElseThrow()
                        .interfaces())
                .isEmpty();
        GuestTree invalid = tree(local + "c", String.format(connection, "x") + "[ipv4]\naddress1=1.2.3.4/24\n");
        assertThat(facts(invalid)
                        .find(NetworkManagerProfiles.class)
                        .orElseThrow()
                        .ignored())
                .extracting(NetworkManagerProfiles.Ignored::reason)
                .containsExactly("the group [ipv4] has no method");
    }

    @Test
    void aDropInWithAConditionIsRefusedOnlyWhereItCouldChangeAnAnswer() throws Exception {
        GuestPath program = GuestPath.of("/usr/sbin/NetworkManager");
        String condition = "[.config]\nenable=nm-version-min:1.45\n";
        NetworkManagerConf conf = NetworkManagerConfGatherer.read(
                tree(
                        "/usr/lib/NetworkManager/conf.d/22-wifi.conf",
                        condition + "[connection.wifi]\nwifi.cloned-mac-address=stable\n"),
                program);
        assertThat(conf.defects()).isEmpty();
        assertThatThrownBy(() -> NetworkManagerConfGatherer.read(
                        tree("/usr/lib/NetworkManager/conf.d/a.conf", condition + "[main]\nno-auto-default=*\n"),
                        program))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("nm-version-min:1.45 on the group [main]");
    }

    @Test
    void aBridgeIsNoCardAndAPortBelongsToIt() throws Exception {
        List<InterfaceConfig> configs = NetworkdReader.read(tree(
                "/etc/systemd/network/br0.netdev",
                "[NetDev]\nName=br0\nKind=bridge\n",
                "/etc/systemd/network/br0.network",
                "[Match]\nName=br0\n[Network]\nDHCP=yes\n",
                "/etc/systemd/network/port.network",
                "[Match]\nName=en*\n[Network]\nBridge=br0\n",
                "/etc/systemd/network/z.network",
                "[Network]\nDHCP=yes\n"));
        assertThat(configs).extracting(InterfaceConfig::kind).containsExactly(Kind.STACKED, Kind.ETHERNET);
        assertThat(configs.get(1).controller()).contains("br0");
    }

    @Test
    void whatCannotBeReadIsUnknown() {
        for (String path :
                List.of("/etc/netplan/a.yaml", "/etc/network/interfaces", "/etc/sysconfig/network/ifcfg-eth0")) {
            MemoryFileTree.Builder files = MemoryFileTree.builder()
                    .damaged(path, org.imginspect.guest.Kind.FILE, () -> new DamagedImageException("test", path));
            assertThatThrownBy(() -> facts(new GuestTree(files.build(), Limits.defaults()))
                            .find(NetworkConfig.class))
                    .as(path)
                    .isInstanceOf(DamagedImageException.class);
        }
    }

    @Test
    void zerosInNamesAreNoMistakeOfOurs() throws Exception {
        GuestTree tree = tree(
                "/usr/sbin/NetworkManager", "x",
                "/etc/NetworkManager/NetworkManager.conf", "[keyfile]\npath=/a\0b\n",
                "/etc/NetworkManager/system-connections/a",
                        "[connection]\nuuid=a\0b\ntype=ethernet\ninterface-name=\0\n",
                "/etc/netplan/a.yaml", "network: {ethernets: {\"a\\0\": {dhcp4: true}}}\n",
                "/etc/systemd/network/a.network", "[Match]\nName=\0 [\n[Network]\nDHCP=yes\n",
                "/etc/chrony.conf", "sourcedir /a\0b\ninclude /c\0d\n");
        Facts facts = facts(tree);
        assertThat(facts.find(NetworkConfig.class).orElseThrow().interfaces()).hasSize(3);
        for (InterfaceConfig config :
                facts.find(NetworkConfig.class).orElseThrow().interfaces()) {
            assertThat(config.match().fit(SLOTS)).isEqualTo(Fit.WRONG_NAME);
        }
    }
}

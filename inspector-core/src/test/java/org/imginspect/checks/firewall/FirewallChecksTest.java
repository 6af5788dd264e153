package org.imginspect.checks.firewall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.imginspect.check.CheckContext;
import org.imginspect.check.Outcome;
import org.imginspect.check.Params;
import org.imginspect.check.Verdict;
import org.imginspect.checks.Catalogue;
import org.imginspect.checks.TestContext;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.facts.Facts;
import org.imginspect.facts.InvalidInputException;
import org.imginspect.facts.TestFacts;
import org.imginspect.facts.firewall.TestGuest;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.Kind;
import org.imginspect.guest.MemoryFileTree;
import org.imginspect.io.Limits;
import org.imginspect.scan.Gatherers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FirewallChecksTest {
    private static final String RULES = "/etc/nftables.conf";
    private static final String NFTABLES = "[Service]\nExecStart=/usr/sbin/nft -f /etc/nftables.conf\n";
    private static final String DROPS =
            "table inet f {\n chain i {\n type filter hook input priority 0; policy drop;\n";

    private static MemoryFileTree.Builder nft(String rules) {
        return TestGuest.with("nftables.service", NFTABLES).file(RULES, DROPS + rules + "\n }\n}\n");
    }

    private static MemoryFileTree.Builder withSsh(MemoryFileTree.Builder files, String config) {
        return TestGuest.starting(files, "ssh.service", "[Service]\nExecStart=/usr/sbin/sshd -D\n")
                .file("/usr/sbin/sshd", "ELF".getBytes(java.nio.charset.StandardCharsets.UTF_8), 0755, 0, 0)
                .file("/etc/ssh/sshd_config", config);
    }

    private static MemoryFileTree.Builder damaged(MemoryFileTree.Builder files, String path) {
        return files.damaged(path, Kind.FILE, () -> new DamagedImageException("extent is out of range", path));
    }

    private static Verdict evaluate(String id, MemoryFileTree.Builder files, String... params) throws ImageException {
        GuestTree tree = new GuestTree(files.build(), Limits.defaults());
        Facts facts = new Facts(tree, TestFacts.storage(), Gatherers.all());
        Map<String, String> values = params.length == 0 ? Map.of() : Map.of(params[0], params[1]);
        return Catalogue.find(id)
                .orElseThrow()
                .evaluate(new CheckContext(tree, TestFacts.storage(), facts, new Params(values)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"firewall.enabled", "firewall.ssh-allowed", "firewall.minimal-ports"})
    void rulesThatCannotBeReadAreNeverAPass(String id) {
        MemoryFileTree.Builder files = withSsh(TestGuest.with("nftables.service", NFTABLES), "");
        assertThatThrownBy(() -> evaluate(id, damaged(files, RULES))).isInstanceOf(DamagedImageException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"firewall.enabled", "firewall.disabled", "firewall.ssh-allowed", "firewall.minimal-ports"})
    void anUfwWhoseSwitchCannotBeReadIsNeverAPass(String id) {
        MemoryFileTree.Builder files = TestGuest.with("ufw.service", "[Service]\nExecStart=/lib/ufw/ufw-init start\n")
                .file("/etc/default/ufw", "IPV6=yes\n");
        assertThatThrownBy(() -> evaluate(id, damaged(files, "/etc/ufw/ufw.conf")))
                .isInstanceOf(DamagedImageException.class);
    }

    @Test
    void aUnitThatCannotBeReadIsNeverAPass() {
        MemoryFileTree.Builder files = TestGuest.with("other.service", "[Service]\nExecStart=/bin/x\n");
        damaged(files, "/usr/lib/systemd/system/firewalld.service");
        files.symlink(
                "/etc/systemd/system/multi-user.target.wants/firewalld.service",
                "/usr/lib/systemd/system/firewalld.service");
        assertThatThrownBy(() -> evaluate("firewall.firewalld-disabled", files))
                .isInstanceOf(DamagedImageException.class);
        assertThatThrownBy(() -> evaluate("firewall.disabled", files)).isInstanceOf(DamagedImageException.class);
    }

    @ParameterizedTest
    @CsvSource({"22.04,ERROR", "24.10,ERROR", "20.04,WARNING"})
    void firewalldIsForbiddenOnNewUbuntuOnly(String version, String level) throws Exception {
        MemoryFileTree.Builder files = TestGuest.with("firewalld.service", "[Service]\nExecStart=/usr/sbin/firewalld\n")
                .file("/etc/os-release", "ID=ubuntu\nVERSION_ID=\"" + version + "\"\n");
        assertThat(TestContext.findings(evaluate("firewall.firewalld-disabled", files)))
                .singleElement()
                .asString()
                .startsWith(level
                        + " /etc/systemd/system/multi-user.target.wants/firewalld.service firewalld starts at boot");
    }

    @Test
    void firewalldThatIsMaskedDoesNotStart() throws Exception {
        MemoryFileTree.Builder files = TestGuest.with("firewalld.service", "[Service]\nExecStart=/usr/sbin/firewalld\n")
                .symlink("/etc/systemd/system/firewalld.service", "/dev/null");
        assertThat(evaluate("firewall.firewalld-disabled", files).outcome()).isEqualTo(Outcome.PASS);
        assertThat(evaluate("firewall.disabled", files).outcome()).isEqualTo(Outcome.PASS);
    }

    @Test
    void rulesThatNothingLoadsAreAWarning() throws Exception {
        MemoryFileTree.Builder files = TestGuest.with("other.service", "[Service]\nExecStart=/bin/x\n")
                .file("/usr/lib/systemd/system/nftables.service", NFTABLES)
                .file(RULES, DROPS + "tcp dport 22 accept\n }\n}\n")
                .file("/etc/sysconfig/iptables", "*filter\nCOMMIT\n");
        assertThat(TestContext.findings(evaluate("firewall.disabled", files)))
                .hasSize(2)
                .allMatch(finding -> finding.startsWith("WARNING"));
    }

    @Test
    void everyFirewallThatStartsIsNamed() throws Exception {
        MemoryFileTree.Builder files =
                TestGuest.starting(nft("accept"), "shorewall.service", "[Service]\nExecStart=/sbin/shorewall start\n");
        assertThat(TestContext.findings(evaluate("firewall.disabled", files)))
                .anyMatch(finding -> finding.contains("nftables loads its rules at boot"))
                .anyMatch(finding -> finding.contains("shorewall loads its rules at boot"))
                .hasSize(2);
    }

    @Test
    void whatIsNotReadIsRefusedByItsName() {
        assertThatThrownBy(() -> evaluate(
                        "firewall.enabled",
                        TestGuest.with("shorewall.service", "[Service]\nExecStart=/sbin/shorewall start\n")))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("the rules of shorewall are not read here");
        assertThatThrownBy(() -> evaluate(
                        "firewall.enabled",
                        TestGuest.starting(
                                        nft("accept"), "ufw.service", "[Service]\nExecStart=/lib/ufw/ufw-init start\n")
                                .file("/etc/default/ufw", "DEFAULT_INPUT_POLICY=DROP\n")
                                .file("/etc/ufw/ufw.conf", "ENABLED=yes\n")))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("ufw and nftables both start");
    }

    @Test
    void aScriptOfSomebodysOwnThatLoadsRulesIsSeen() {
        MemoryFileTree.Builder files = TestGuest.with("rc-local.service", "[Service]\nExecStart=/etc/rc.local start\n")
                .file(
                        "/etc/rc.local",
                        "#!/bin/sh\n# iptables -F\n/sbin/iptables -A INPUT -j DROP\n"
                                .getBytes(java.nio.charset.StandardCharsets.UTF_8),
                        0755,
                        0,
                        0);
        assertThatThrownBy(() -> evaluate("firewall.minimal-ports", files))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("/etc/rc.local:3");
    }

    @Test
    void theRealPortOfSshCounts() throws Exception {
        assertThat(TestContext.findings(
                        evaluate("firewall.ssh-allowed", withSsh(nft("tcp dport 22 accept"), "Port 2222\n"))))
                .containsExactly(
                        "ERROR " + RULES + ":3 the firewall lets nobody reach SSH on port 2222: the policy drop");
        assertThat(TestContext.findings(
                        evaluate("firewall.ssh-allowed", withSsh(nft("tcp dport 2222 accept"), "Port 2222\n"))))
                .singleElement()
                .asString()
                .startsWith("NOTE /etc/ssh/sshd_config:1 SSH is let in on port 2222");
    }

    @Test
    void oneOfTwoPortsIsEnough() throws Exception {
        assertThat(TestContext.findings(
                        evaluate("firewall.ssh-allowed", withSsh(nft("tcp dport 22 accept"), "Port 22\nPort 2222\n"))))
                .singleElement()
                .asString()
                .startsWith("WARNING " + RULES + ":3 the firewall lets nobody reach SSH on port 2222");
    }

    @Test
    void aConnectionIsMoreThanItsFirstPacket() throws Exception {
        assertThat(evaluate("firewall.ssh-allowed", withSsh(nft("tcp dport 22 ct state new accept"), ""))
                        .outcome())
                .isEqualTo(Outcome.FINDINGS);
        assertThat(evaluate(
                                "firewall.ssh-allowed",
                                withSsh(nft("ct state established accept\ntcp dport 22 ct state new accept"), ""))
                        .outcome())
                .isEqualTo(Outcome.PASS);
    }

    @Test
    void whatHangsOnTheRunningMachineIsUndetermined() {
        assertThatThrownBy(() ->
                        evaluate("firewall.ssh-allowed", withSsh(nft("ip daddr 10.0.0.5 tcp dport 22 accept"), "")))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("ip daddr 10.0.0.5 tcp dport 22 accept");
    }

    @Test
    void whatCannotChangeTheAnswerDoesNotMatter() throws Exception {
        assertThat(evaluate("firewall.ssh-allowed", withSsh(nft("tcp dport 22 accept\nosf name \"Linux\" drop"), ""))
                        .outcome())
                .isEqualTo(Outcome.PASS);
    }

    @Test
    void portsAreReportedByTheRuleThatOpensThem() throws Exception {
        assertThat(TestContext.findings(evaluate(
                        "firewall.minimal-ports",
                        nft("tcp dport { 22, 80 } accept\ntcp dport 81 accept\nudp dport 53 accept"))))
                .containsExactly(
                        "WARNING " + RULES + ":4 strangers reach 80/tcp: tcp dport { 22, 80 } accept",
                        "WARNING " + RULES + ":5 strangers reach 81/tcp: tcp dport 81 accept",
                        "WARNING " + RULES + ":6 strangers reach 53/udp: udp dport 53 accept");
        assertThat(evaluate("firewall.minimal-ports", nft("tcp dport 8000-8010 accept"), "ports", "8000-8010/tcp")
                        .outcome())
                .isEqualTo(Outcome.PASS);
    }

    @Test
    void whatIsOpenOverIpv6OnlyIsOpen() throws Exception {
        assertThat(TestContext.findings(
                        evaluate("firewall.minimal-ports", nft("meta nfproto ipv6 tcp dport 8080 accept"))))
                .singleElement()
                .asString()
                .contains("8080/tcp over IPv6");
    }

    @Test
    void aStrangerMayChooseHisOwnPort() throws Exception {
        assertThat(TestContext.findings(evaluate("firewall.minimal-ports", nft("tcp sport 53 accept"))))
                .singleElement()
                .asString()
                .startsWith("ERROR " + RULES + ":4 strangers reach what no rule names over TCP: tcp sport 53 accept");
    }

    @Test
    void namedNetworksAreNoStrangers() throws Exception {
        assertThat(evaluate("firewall.minimal-ports", nft("ip saddr { 10.0.0.0/8, 198.51.100.0/24 } accept"))
                        .outcome())
                .isEqualTo(Outcome.PASS);
        assertThat(TestContext.findings(evaluate("firewall.minimal-ports", nft("ip saddr 128.0.0.0/1 accept"))))
                .isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "0", "70000", "22/sctp", "9-8"})
    void aDeclaredPortThatIsNoneIsSaidSo(String port) {
        assertThatThrownBy(() -> evaluate("firewall.minimal-ports", nft("accept"), "ports", port))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(port);
    }

    @Test
    void aListenerThatOnlyNamedNetworksReachIsPassedOver() throws Exception {
        String redis = "[Service]\nExecStart=/usr/bin/redis-server\n";
        MemoryFileTree.Builder shut = TestGuest.starting(
                        nft("ip saddr 10.0.0.0/8 accept"), "redis-server.service", redis)
                .file("/etc/redis/redis.conf", "bind 0.0.0.0\n");
        MemoryFileTree.Builder open = TestGuest.starting(nft("tcp dport 6379 accept"), "redis-server.service", redis)
                .file("/etc/redis/redis.conf", "bind 0.0.0.0\n");
        assertThat(evaluate("services.listeners", shut).outcome()).isEqualTo(Outcome.PASS);
        assertThat(TestContext.findings(evaluate("services.listeners", open)))
                .containsExactly("WARNING /etc/redis/redis.conf:1 redis-server.service starts and opens 6379/tcp");
    }

    @Test
    void whatDockerPublishesGoesPastTheFirewall() throws Exception {
        MemoryFileTree.Builder files = TestGuest.starting(
                        nft("tcp dport 22 accept"), "docker.service", "[Service]\nExecStart=/usr/bin/dockerd\n")
                .file("/var/lib/docker/containers/0abc/config.v2.json", "{\"Name\":\"/web\"}")
                .file(
                        "/var/lib/docker/containers/0abc/hostconfig.json",
                        "{\"RestartPolicy\":{\"Name\":\"always\"},\"PortBindings\":{\"80/tcp\":[{\"HostIp\":\"\",\"HostPort\":\"8080\"}]}}");
        assertThat(TestContext.findings(evaluate("services.listeners", files)))
                .singleElement()
                .asString()
                .contains("container web starts and opens 8080/tcp");
    }

    @Test
    void withoutAnInitSystemNothingIsAsked() throws Exception {
        for (String id : List.of(
                "firewall.enabled",
                "firewall.disabled",
                "firewall.firewalld-disabled",
                "firewall.ssh-allowed",
                "firewall.minimal-ports")) {
            assertThat(evaluate(id, MemoryFileTree.builder().file("/etc/hostname", "x\n"))
                            .outcome())
                    .as(id)
                    .isEqualTo(Outcome.NOT_APPLICABLE);
        }
    }
}

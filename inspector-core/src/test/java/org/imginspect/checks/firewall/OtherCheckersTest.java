package org.imginspect.checks.firewall;

import static org.assertj.core.api.Assertions.assertThat;

import org.imginspect.check.Outcome;
import org.imginspect.check.Verdict;
import org.imginspect.checks.TestContext;
import org.imginspect.error.ImageException;
import org.imginspect.facts.firewall.TestGuest;
import org.imginspect.guest.MemoryFileTree;
import org.junit.jupiter.api.Test;

/** Mistakes that other checkers of images make about firewalls. */
class OtherCheckersTest {
    private static final String FIREWALLD = "[Service]\nExecStart=/usr/sbin/firewalld --nofork\n";
    private static final String ZONE = "<zone><service name=\"ssh\"/></zone>\n";
    private static final String SERVICE = "<service><port protocol=\"tcp\" port=\"22\"/></service>\n";
    private static final String NFTABLES = "[Service]\nExecStart=/usr/sbin/nft -f /etc/nftables.conf\n";

    private static Outcome enabled(MemoryFileTree.Builder files) throws ImageException {
        return TestContext.evaluate("firewall.enabled", files.build()).outcome();
    }

    private static MemoryFileTree.Builder firewalld(String unit) {
        return TestGuest.with(unit, FIREWALLD)
                .file("/usr/lib/firewalld/zones/public.xml", ZONE)
                .file("/usr/lib/firewalld/services/ssh.xml", SERVICE);
    }

    /** DigitalOcean's script compares the output of a command with itself on Red Hat's family, so that firewalld always passes there. */
    @Test
    void firewalldThatIsInstalledAndDoesNotStartIsNoFirewall() throws Exception {
        MemoryFileTree.Builder files = firewalld("other.service");
        files.file("/usr/lib/systemd/system/firewalld.service", FIREWALLD);
        assertThat(enabled(files)).isEqualTo(Outcome.FINDINGS);
    }

    /** The same comparison is always empty on Debian, where the script therefore never sees firewalld. */
    @Test
    void firewalldThatStartsIsSeenOnDebianToo() throws Exception {
        MemoryFileTree.Builder files =
                firewalld("firewalld.service").file("/etc/os-release", "ID=debian\nVERSION_ID=12\n");
        assertThat(enabled(files)).isEqualTo(Outcome.PASS);
    }

    /** The script asks for csf in a way that can never succeed. */
    @Test
    void csfCanPassAndOneThatOnlyTriesDoesNot() throws Exception {
        String unit = "[Service]\nExecStart=/usr/sbin/csf --initup\n";
        MemoryFileTree.Builder works = TestGuest.with("csf.service", unit)
                .file(
                        "/etc/csf/csf.conf",
                        "TESTING = \"0\"\nTCP_IN = \"22,80\"\nUDP_IN = \"\"\nIPV6 = \"1\"\nTCP6_IN = \"22\"\n");
        MemoryFileTree.Builder tries =
                TestGuest.with("csf.service", unit).file("/etc/csf/csf.conf", "TESTING = \"1\"\nTCP_IN = \"22,80\"\n");
        assertThat(enabled(works)).isEqualTo(Outcome.PASS);
        assertThat(TestContext.findings(TestContext.evaluate("firewall.enabled", tries.build())))
                .singleElement()
                .asString()
                .startsWith("ERROR /etc/csf/csf.conf:1 csf is installed and does not filter: TESTING is 1");
    }

    /** Several only look whether the module ip_tables is loaded, which it is without a single rule. */
    @Test
    void aLoadedModuleIsNoFirewall() throws Exception {
        MemoryFileTree.Builder files = TestGuest.with("sshd.service", "[Service]\nExecStart=/usr/sbin/sshd -D\n")
                .file("/etc/modules-load.d/firewall.conf", "ip_tables\nnf_tables\n");
        assertThat(enabled(files)).isEqualTo(Outcome.FINDINGS);
    }

    /** An empty set of rules passes where only the service or the module is asked about. */
    @Test
    void anEmptySetOfRulesIsNoFirewall() throws Exception {
        MemoryFileTree.Builder files =
                TestGuest.with("nftables.service", NFTABLES).file("/etc/nftables.conf", "flush ruleset\n");
        assertThat(enabled(files)).isEqualTo(Outcome.FINDINGS);
        MemoryFileTree.Builder iptables = TestGuest.with(
                        "iptables.service", "[Service]\nExecStart=/usr/libexec/iptables.init start\n")
                .file("/etc/sysconfig/iptables", "*filter\n:INPUT ACCEPT [0:0]\nCOMMIT\n");
        assertThat(enabled(iptables)).isEqualTo(Outcome.FINDINGS);
    }

    /** Lynis and others take nft's rules for none, since iptables shows none. */
    @Test
    void rulesOfNftCountWithoutAnyOfIptables() throws Exception {
        MemoryFileTree.Builder files = TestGuest.with("nftables.service", NFTABLES)
                .file(
                        "/etc/nftables.conf",
                        "table inet f {\n chain i {\n type filter hook input priority 0; policy drop;\n tcp dport 22 accept\n }\n}\n");
        assertThat(enabled(files)).isEqualTo(Outcome.PASS);
    }

    /** Where a missing firewall only warns, the status of the script stays 0. */
    @Test
    void aMissingFirewallIsAFinding() throws Exception {
        Verdict verdict = TestContext.evaluate(
                "firewall.enabled",
                TestGuest.with("x.service", "[Service]\nExecStart=/bin/x\n").build());
        assertThat(TestContext.findings(verdict)).containsExactly("ERROR no firewall is installed that is known here");
    }

    /** {@code ufw status} cannot be asked offline; looking for ENABLED=yes alone misses a service that nothing starts. */
    @Test
    void ufwNeedsItsServiceToo() throws Exception {
        MemoryFileTree.Builder files = TestGuest.with("other.service", "[Service]\nExecStart=/bin/x\n")
                .file("/etc/default/ufw", "IPV6=yes\nDEFAULT_INPUT_POLICY=\"DROP\"\n")
                .file("/etc/ufw/ufw.conf", "ENABLED=yes\n")
                .file("/usr/lib/systemd/system/ufw.service", "[Service]\nExecStart=/lib/ufw/ufw-init start quiet\n");
        assertThat(enabled(files)).isEqualTo(Outcome.FINDINGS);
    }
}

package org.imginspect.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.imginspect.check.Outcome;
import org.imginspect.fixtures.DebianImage;
import org.imginspect.fixtures.GuestContainer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** On the real Debian images every verdict about firewalls is what the guest's own tools say. */
class RealDebianFirewallTest {
    private static final List<String> UNITS = List.of(
            "ufw",
            "firewalld",
            "nftables",
            "iptables",
            "ip6tables",
            "netfilter-persistent",
            "csf",
            "shorewall",
            "ferm",
            "SuSEfirewall2");

    @ParameterizedTest
    @EnumSource(DebianImage.class)
    void verdictsAreThoseOfTheGuestsOwnTools(DebianImage debian) {
        GuestContainer guest = debian == DebianImage.TWELVE ? GuestContainer.debian12() : GuestContainer.debian13();
        boolean starts = false;
        for (String unit : UNITS) {
            String state = guest.exec("systemctl", "--root=/", "is-enabled", unit + ".service")
                    .out()
                    .strip();
            starts |= state.startsWith("enabled");
        }
        boolean noScripts = guest.shell(
                        "grep -rlsE '^[^#]*(iptables|nft |ufw |firewall-cmd)' /etc/rc.local /etc/network/if-*.d /etc/network/interfaces"
                                + " /etc/networkd-dispatcher /etc/NetworkManager/dispatcher.d /etc/systemd/system")
                .out()
                .isBlank();
        boolean none = !starts && noScripts;
        boolean noRules = guest.shell(
                        "ls /etc/iptables/rules.v4 /etc/sysconfig/iptables /etc/csf/csf.conf /etc/firewalld/zones/*.xml 2>/dev/null; grep -sE 'accept|drop|reject' /etc/nftables.conf")
                .out()
                .isBlank();

        Map<String, Outcome> expected = new TreeMap<>();
        expected.put("firewall.enabled", none ? Outcome.FINDINGS : Outcome.PASS);
        expected.put("firewall.disabled", none && noRules ? Outcome.PASS : Outcome.FINDINGS);
        expected.put("firewall.firewalld-disabled", none ? Outcome.PASS : Outcome.FINDINGS);
        expected.put("firewall.ssh-allowed", Outcome.PASS);
        expected.put("firewall.minimal-ports", none ? Outcome.FINDINGS : Outcome.PASS);
        assertThat(verdicts(debian)).isEqualTo(expected);
        assertThat(none).isTrue();
    }

    private static Map<String, Outcome> verdicts(DebianImage debian) {
        Map<String, Outcome> verdicts = new TreeMap<>();
        for (CheckResult result : scan(debian).results()) {
            verdicts.put(result.info().id(), result.outcome());
        }
        return verdicts;
    }

    private static ScanReport scan(DebianImage debian) {
        List<ScanReport> reports = new Inspector()
                .scan(ScanRequest.of(debian.qcow2())
                        .withEngine(EngineChoice.EMBEDDED)
                        .withCheck("firewall.*"));
        assertThat(reports).hasSize(1);
        return reports.get(0);
    }
}

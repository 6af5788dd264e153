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

/** On the real Debian images every verdict about the network is what the guest's own tools say. */
class RealDebianNetworkTest {
    private static final String MAC = "([0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}";

    @ParameterizedTest
    @EnumSource(DebianImage.class)
    void verdictsAreThoseOfTheGuestsOwnTools(DebianImage debian) {
        GuestContainer guest = debian == DebianImage.TWELVE ? GuestContainer.debian12() : GuestContainer.debian13();
        Map<String, Outcome> verdicts = new TreeMap<>();
        for (CheckResult result : scan(debian).results()) {
            verdicts.put(result.info().id(), result.outcome());
        }

        boolean networkd = says(guest, "test enabled = \"$(systemctl --root=/ is-enabled systemd-networkd.service)\"");
        boolean driver = says(guest, "find /lib/modules -name 'virtio_net.ko*' | grep -q .");
        boolean nobodysNetwork = says(
                guest,
                "python3 -c \"from cloudinit import util; import sys; sys.exit('network' in util.read_conf_with_confd('/etc/cloud/cloud.cfg'))\"");
        boolean noNetplan = says(guest, "test -z \"$(netplan get 2>/dev/null | grep -vE '^(network:|  version: 2)')\"");
        boolean onlyLoopback =
                says(guest, "! command -v ifquery || test lo = \"$(ifquery --list)\" || test -z \"$(ifquery --list)\"");
        boolean cloudInit = says(guest, "test enabled = \"$(systemctl --root=/ is-enabled cloud-init-local.service)\"");
        boolean noMac = says(
                guest,
                "! grep -rqE '" + MAC
                        + "' /etc/udev /usr/lib/udev/rules.d /etc/netplan /etc/network /etc/systemd/network /usr/lib/systemd/network /etc/cloud");
        boolean noManager = !says(guest, "command -v NetworkManager");
        boolean noAlternativeNames = says(
                guest,
                "! systemd-analyze cat-config systemd/network/99-default.link | grep -q ^AlternativeNamesPolicy=");
        boolean noServers = says(
                guest,
                "! systemd-analyze cat-config systemd/resolved.conf | grep -q ^DNS= && ! grep -qE '^(supersede|prepend) domain-name-servers' /etc/dhcp/dhclient.conf 2>/dev/null");
        boolean asksDns = says(
                guest, "getent -s dns hosts localhost; grep -qE '^hosts:.*\\b(dns|resolve)\\b' /etc/nsswitch.conf");
        boolean timesync = says(guest, "test enabled = \"$(systemctl --root=/ is-enabled systemd-timesyncd.service)\"");
        boolean fallback =
                says(guest, "! systemd-analyze cat-config systemd/timesyncd.conf | grep -q '^FallbackNTP=$'");
        boolean noLeases =
                says(guest, "! find /var/lib/dhcp /var/lib/NetworkManager -type f -size +0 2>/dev/null | grep -q .");

        Map<String, Outcome> expected = new TreeMap<>();
        expected.put("network.dhcp", pass(cloudInit && nobodysNetwork && networkd && noNetplan && onlyLoopback));
        expected.put("network.service-enabled", pass(networkd && driver));
        expected.put("network.no-fixed-mac", pass(noMac));
        expected.put("network.no-static-address", pass(noNetplan && onlyLoopback && noServers));
        expected.put("network.no-baked-address", noLeases ? Outcome.NOT_APPLICABLE : Outcome.FINDINGS);
        expected.put("network.nm-server-conf", noManager ? Outcome.NOT_APPLICABLE : Outcome.FINDINGS);
        expected.put("network.nm-config-parses", noManager ? Outcome.NOT_APPLICABLE : Outcome.PASS);
        expected.put("network.link-altnames-off", pass(noAlternativeNames));
        expected.put(
                "network.netplan-cloudinit-removed",
                !says(guest, "test -e /etc/netplan")
                        ? Outcome.NOT_APPLICABLE
                        : pass(says(guest, "test ! -e /etc/netplan/50-cloud-init.yaml")));
        expected.put(
                "network.sysctl-cloudimg-ipv6-removed",
                pass(says(guest, "test ! -e /etc/sysctl.d/99-cloudimg-ipv6.conf")));
        expected.put("network.dns-vendor", pass(noServers && asksDns));
        expected.put("network.time-sync", pass(timesync && fallback));
        assertThat(verdicts).isEqualTo(expected);
        assertThat(expected)
                .containsEntry("network.dhcp", Outcome.PASS)
                .containsEntry("network.link-altnames-off", Outcome.FINDINGS);
    }

    private static Outcome pass(boolean holds) {
        return holds ? Outcome.PASS : Outcome.FINDINGS;
    }

    private static boolean says(GuestContainer guest, String script) {
        return guest.shell(script).exitCode() == 0;
    }

    private static ScanReport scan(DebianImage debian) {
        List<ScanReport> reports = new Inspector()
                .scan(ScanRequest.of(debian.qcow2())
                        .withEngine(EngineChoice.EMBEDDED)
                        .withCheck("network.*"));
        assertThat(reports).hasSize(1);
        return reports.get(0);
    }
}

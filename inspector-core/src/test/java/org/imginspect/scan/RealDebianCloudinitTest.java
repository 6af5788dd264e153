package org.imginspect.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.imginspect.check.Area;
import org.imginspect.check.Check;
import org.imginspect.check.Finding;
import org.imginspect.check.Outcome;
import org.imginspect.checks.Catalogue;
import org.imginspect.fixtures.DebianImage;
import org.imginspect.fixtures.GuestContainer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The verdicts about cloud-init on the real Debian 12 and 13, each beside what the guest's own tools say: its cloud-init (as a Python module), its
 * ds-identify, dpkg, systemctl.
 */
class RealDebianCloudinitTest {
    private static final Map<DebianImage, Map<String, CheckResult>> RESULTS = new TreeMap<>();

    /** Prints what the guest's cloud-init makes of its configuration. */
    private static final String CONFIG = """
            import glob, logging, yaml
            from cloudinit import util
            logging.disable(logging.CRITICAL)
            cfg = util.read_conf_with_confd('/etc/cloud/cloud.cfg')
            print('list', ', '.join(cfg.get('datasource_list') or []))
            print('manual', util.get_cfg_option_bool(cfg, 'manual_cache_clean', False))
            print('network', cfg.get('network'))
            print('datasource', cfg.get('datasource'))
            print('files', all(isinstance(yaml.safe_load(open(f)), dict) for f in ['/etc/cloud/cloud.cfg'] + glob.glob('/etc/cloud/cloud.cfg.d/*.cfg')))
            print('growpart', cfg.get('growpart'), cfg.get('resize_rootfs'))
            names = [m if isinstance(m, str) else m[0] for s in ('init', 'config', 'final') for m in cfg.get('cloud_%s_modules' % s)]
            print('modules', ' '.join(m.replace('_', '-') for m in names))
            """;

    private static GuestContainer guest(DebianImage debian) {
        return debian == DebianImage.TWELVE ? GuestContainer.debian12() : GuestContainer.debian13();
    }

    private static synchronized CheckResult result(DebianImage debian, String name) {
        return Objects.requireNonNull(
                RESULTS.computeIfAbsent(debian, RealDebianCloudinitTest::scan).get("cloudinit." + name));
    }

    private static Map<String, CheckResult> scan(DebianImage debian) {
        ScanRequest request = ScanRequest.of(debian.qcow2()).withEngine(EngineChoice.EMBEDDED);
        for (Check check : Catalogue.all()) {
            if (check.info().area() == Area.CLOUDINIT) {
                request = request.withCheck(check.info().id());
            }
        }
        Map<String, CheckResult> results = new TreeMap<>();
        for (CheckResult result : new Inspector().scan(request).get(0).results()) {
            results.put(result.info().id(), result);
        }
        return results;
    }

    private static Map<String, String> config(DebianImage debian) {
        Map<String, String> said = new TreeMap<>();
        for (String line : guest(debian).exec("python3", "-c", CONFIG).lines()) {
            int blank = line.indexOf(' ');
            said.put(line.substring(0, blank), line.substring(blank + 1));
        }
        return said;
    }

    private static void assertOutcome(DebianImage debian, String name, Outcome expected) {
        CheckResult result = result(debian, name);
        assertThat(result.outcome())
                .as("%s: %s %s", name, result.reason(), result.findings())
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource(DebianImage.class)
    void itIsInstalledAndEnabledAsDpkgAndSystemctlSay(DebianImage debian) {
        GuestContainer guest = guest(debian);
        assertThat(guest.exec("dpkg-query", "-W", "-f", "${db:Status-Abbrev}", "cloud-init")
                        .succeeded())
                .isEqualTo("ii ");
        assertThat(guest.exec("cloud-init", "--version").succeeded()).isNotBlank();
        assertOutcome(debian, "installed", Outcome.PASS);
        List<String> units = debian == DebianImage.TWELVE
                ? List.of(
                        "cloud-init-local.service", "cloud-init.service", "cloud-config.service", "cloud-final.service")
                : List.of(
                        "cloud-init-main.service",
                        "cloud-init-local.service",
                        "cloud-init-network.service",
                        "cloud-config.service",
                        "cloud-final.service");
        for (String unit : units) {
            assertThat(guest.exec("systemctl", "--root=/", "is-enabled", unit)
                            .out()
                            .strip())
                    .as(unit)
                    .isEqualTo("enabled");
        }
        assertThat(guest.shell(
                                "test -x /lib/systemd/system-generators/cloud-init-generator && test ! -e /etc/cloud/cloud-init.disabled")
                        .exitCode())
                .isZero();
        assertOutcome(debian, "enabled", Outcome.PASS);
    }

    @ParameterizedTest
    @EnumSource(DebianImage.class)
    void dataSourcesAreWhatItsOwnMergerMakesOfThem(DebianImage debian) {
        String list = config(debian).getOrDefault("list", "");
        assertThat(list)
                .contains("OpenStack", "ConfigDrive", "Ec2")
                .isNotEqualTo("None")
                .isNotEqualTo("Ec2");
        assertOutcome(debian, "datasource-openstack", Outcome.PASS);
        assertThat(list).endsWith("None");
        assertThat(guest(debian)
                        .exec("test", "-e", "/etc/cloud/cloud.cfg.d/99-installer.cfg")
                        .exitCode())
                .isNotZero();
        assertOutcome(debian, "datasource-none", Outcome.PASS);
        // More than one: ds-identify, run in the guest on no known cloud, does not settle for Ec2.
        assertThat(result(debian, "datasource-ec2").findings())
                .extracting(Finding::message)
                .singleElement()
                .asString()
                .startsWith("datasource_list is [" + list + "]");
        String log = guest(debian)
                .shell(
                        "mkdir -p /tmp/ci && DI_LOG=stderr PATH_RUN_CI=/tmp/ci PATH_RUN_CI_CFG=/tmp/ci/cfg PATH_RUN_DI_RESULT=/tmp/ci/result"
                                + " PATH_PROC_CMDLINE=/dev/null /usr/lib/cloud-init/ds-identify --force 2>&1; rm -r /tmp/ci")
                .out();
        assertThat(log)
                .contains("DSLIST=" + list.replace(",", ""))
                .contains("DSNAME=\n")
                .contains("MODE=search");
    }

    @ParameterizedTest
    @EnumSource(DebianImage.class)
    void theConfigurationIsReadAndKeepsNothingBack(DebianImage debian) {
        Map<String, String> config = config(debian);
        assertThat(config)
                .containsEntry("files", "True")
                .containsEntry("manual", "False")
                .containsEntry("network", "None");
        assertOutcome(debian, "config-valid", Outcome.PASS);
        assertOutcome(debian, "no-manual-cache-clean", Outcome.PASS);
        assertThat(guest(debian)
                        .exec("test", "-e", "/var/lib/cloud/data/upgraded-network")
                        .exitCode())
                .isNotZero();
        assertOutcome(debian, "network-not-disabled", Outcome.PASS);
        assertThat(List.of(config.getOrDefault("modules", "").split(" ", -1)))
                .contains("ssh", "users-groups", "set-passwords", "growpart", "resizefs");
        assertThat(config).containsEntry("growpart", "None None");
        assertOutcome(debian, "key-modules", Outcome.PASS);
    }

    @ParameterizedTest
    @EnumSource(DebianImage.class)
    void nothingOfABuildMachineIsLeft(DebianImage debian) {
        GuestContainer guest = guest(debian);
        assertThat(guest.shell(
                                "find /var/lib/cloud/instance /var/lib/cloud/instances /var/lib/cloud/sem /var/lib/cloud/data"
                                        + " /var/lib/cloud/seed -mindepth 0 ! -type d 2>/dev/null")
                        .out())
                .isEmpty();
        assertOutcome(debian, "state-clean", Outcome.PASS);
        assertThat(config(debian)).containsEntry("datasource", "None");
        assertThat(guest.shell(
                                "grep -lE '^ *(passwd|password|hashed_passwd|plain_text_passwd|chpasswd):' /etc/cloud/cloud.cfg /etc/cloud/cloud.cfg.d/*.cfg")
                        .out())
                .isEmpty();
        assertOutcome(debian, "seed-clean", Outcome.PASS);
        // The files that its own "clean --configs all" would delete, as far as this version knows them, and the first
        // user's rights.
        String generated = guest.exec("python3", "-c", """
                import glob
                from cloudinit.cmd import clean
                files = getattr(clean, 'GEN_NET_CONFIG_FILES', []) + getattr(clean, 'GEN_SSH_CONFIG_FILES', [])
                files += ['/etc/netplan/50-cloud-init.yaml', '/etc/sudoers.d/90-cloud-init-users', '/etc/network/interfaces.d/50-cloud-init*']
                print(sorted(sum(map(glob.glob, files), [])))
                """).succeeded();
        assertThat(generated.strip()).isEqualTo("[]");
        assertThat(guest.shell("grep -rl 'by cloud-init' /etc/network /etc/NetworkManager 2>/dev/null")
                        .out())
                .isEmpty();
        assertOutcome(debian, "generated-config-clean", Outcome.PASS);
        assertThat(guest.exec("test", "-e", "/usr/local/ucloud").exitCode()).isNotZero();
        assertOutcome(debian, "vendor-cache-removed", Outcome.PASS);
    }

    @ParameterizedTest
    @EnumSource(DebianImage.class)
    void thereAreNoFirstBootScripts(DebianImage debian) {
        GuestContainer guest = guest(debian);
        assertThat(guest.shell("find /var/lib/cloud/scripts -type f 2>/dev/null")
                        .out())
                .isEmpty();
        assertOutcome(debian, "first-boot-scripts-executable", Outcome.NOT_APPLICABLE);
        assertThat(guest.shell(
                                "grep -rl scripts/per-instance /etc/motd /etc/update-motd.d /etc/profile.d /root /usr/local /opt /etc/systemd/system 2>/dev/null")
                        .out())
                .isEmpty();
        assertOutcome(debian, "first-boot-scripts-lost", Outcome.NOT_APPLICABLE);
    }
}

package org.imginspect.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.imginspect.check.CheckContext;
import org.imginspect.check.Outcome;
import org.imginspect.check.Params;
import org.imginspect.check.Verdict;
import org.imginspect.checks.Catalogue;
import org.imginspect.engine.Guest;
import org.imginspect.engine.OpenOptions;
import org.imginspect.engine.embedded.EmbeddedEngine;
import org.imginspect.facts.Facts;
import org.imginspect.facts.units.BootServices;
import org.imginspect.facts.units.Start;
import org.imginspect.facts.units.Unit;
import org.imginspect.fixtures.DebianImage;
import org.imginspect.fixtures.GuestContainer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The units of the real Debian 12 and 13: what starts, against the transaction that the guest's own systemd computes ({@code systemd --test}), against
 * {@code systemctl is-enabled} and {@code get-default}; programs and PAM modules against the guest's own file system.
 */
class RealDebianServicesTest {
    /** What the guest's generators make differently in a container: no virtual machine, no cloud, no serial port, no file systems. */
    private static final Set<String> OF_THE_MACHINE = Set.of(
            "cloud-init.target",
            "cloud-init-local.service",
            "cloud-init-main.service",
            "cloud-init-network.service",
            "cloud-init.service",
            "cloud-config.service",
            "cloud-config.target",
            "cloud-final.service",
            "cloud-init-hotplugd.socket",
            "network-online.target",
            "systemd-networkd-wait-online.service",
            "serial-getty@ttyS0.service",
            "console-getty.service",
            // The units that fstab's generator makes want it.
            "local-fs-pre.target",
            // systemd-ssh-generator's, for containers and hosts of virtual machines.
            "sshd-unix-local.socket",
            "sshd-vsock.socket",
            // netplan's generator writes this one into /run.
            "netplan-ovs-cleanup.service");

    private static final String TYPES = ".*\\.(service|socket|target|timer|path)";

    private static GuestContainer container(DebianImage debian) {
        return switch (debian) {
            case TWELVE -> GuestContainer.debian12();
            case THIRTEEN -> GuestContainer.debian13();
        };
    }

    private interface Question {
        void ask(BootServices services, CheckContext context) throws IOException;
    }

    private static void with(DebianImage debian, Question question) throws IOException {
        try (Guest guest = new EmbeddedEngine().open(debian.qcow2(), OpenOptions.defaults())) {
            Facts facts = new Facts(guest.tree(), guest.storage(), Gatherers.all());
            question.ask(
                    facts.find(BootServices.class).orElseThrow(),
                    new CheckContext(guest.tree(), guest.storage(), facts, Params.NONE));
        }
    }

    @ParameterizedTest
    @EnumSource(DebianImage.class)
    void startsWhatTheGuestsOwnSystemdStarts(DebianImage debian) throws IOException {
        List<String> jobs = container(debian)
                .shell(
                        "chmod 1777 /run; HOME=/tmp XDG_RUNTIME_DIR=/tmp SYSTEMD_LOG_TARGET=console setpriv --reuid=65534 --regid=65534"
                                + " --clear-groups /usr/lib/systemd/systemd --test --system --unit=graphical.target 2>&1"
                                + " | sed -n '/By jobs:/,$p' | sed -n 's/.*Action: \\(.*\\) -> start/\\1/p'")
                .lines();
        Set<String> theirs = new TreeSet<>();
        for (String job : jobs) {
            if (job.matches(TYPES) && !OF_THE_MACHINE.contains(job)) {
                theirs.add(job);
            }
        }
        assertThat(theirs).hasSizeGreaterThan(60);
        with(debian, (services, context) -> {
            assertThat(services.target().name()).isEqualTo("graphical.target");
            Map<String, Start> ours = new TreeMap<>();
            for (BootServices.Started started : services.started()) {
                String name = started.unit().name();
                if (name.matches(TYPES) && started.start().atBoot() && !OF_THE_MACHINE.contains(name)) {
                    ours.put(name, started.start());
                }
            }
            Set<String> more = new TreeSet<>(ours.keySet());
            more.removeAll(theirs);
            assertThat(more).as("started by us only: %s", ours).isEmpty();
            Map<String, Start> notOurs = new TreeMap<>();
            for (String unit : theirs) {
                Start start = services.start(unit);
                // A condition is looked at when the job runs, which is later.
                if (!start.atBoot() && start.reason() != Start.Reason.CONDITION) {
                    notOurs.put(unit, start);
                }
            }
            assertThat(notOurs).isEmpty();
        });
    }

    @ParameterizedTest
    @EnumSource(DebianImage.class)
    void agreesWithSystemctl(DebianImage debian) throws IOException {
        GuestContainer container = container(debian);
        assertThat(container
                        .exec("systemctl", "--root=/", "get-default")
                        .succeeded()
                        .strip())
                .isEqualTo("graphical.target");
        List<String> files = container
                .shell("systemctl --root=/ list-unit-files --no-legend --no-pager")
                .lines();
        with(debian, (services, context) -> {
            int enabled = 0;
            int masked = 0;
            for (String line : files) {
                String[] words = line.strip().split(" +", -1);
                String name = words[0];
                if (!name.matches(TYPES) || name.contains("@.") || name.startsWith("netplan-ovs")) {
                    continue;
                }
                Unit unit = services.find(name).orElseThrow(() -> new AssertionError("no unit " + name));
                switch (words[1]) {
                    case "masked" -> {
                        masked++;
                        assertThat(unit.load()).as(name).isEqualTo(Unit.Load.MASKED);
                    }
                    case "alias" -> assertThat(unit.name()).isNotEqualTo(name);
                    default -> {
                        assertThat(unit.load()).as(name).isEqualTo(Unit.Load.LOADED);
                        assertThat(unit.name()).isEqualTo(name);
                    }
                }
                if (words[1].equals("enabled") && !OF_THE_MACHINE.contains(name)) {
                    enabled++;
                    // Enabled is: some link was made. All that Debian makes lead to the default target, but for those
                    // of other targets.
                    Start start = services.start(name);
                    assertThat(
                                    start.atBoot()
                                            || start.reason() == Start.Reason.CONDITION
                                            || start.because()
                                                    .orElseThrow()
                                                    .toString()
                                                    .contains("-shutdown")
                                            || start.why()
                                                    .matches(
                                                            "only (rescue|emergency|halt|poweroff|reboot|kexec|shutdown|suspend|hibernate|sleep|network-online|cloud-init|cloud-config|hybrid-sleep|suspend-then-hibernate).*"))
                            .as("%s: %s", name, start)
                            .isTrue();
                }
            }
            assertThat(enabled).isGreaterThan(10);
            assertThat(masked).isGreaterThan(1);
        });
    }

    @ParameterizedTest
    @EnumSource(DebianImage.class)
    void everyVerdictIsWhatTheGuestsToolsSay(DebianImage debian) throws IOException {
        GuestContainer container = container(debian);
        // The facts behind the verdicts, by the guest's own shell.
        assertThat(container.shell("test -x /usr/sbin/auditd").exitCode()).isNotZero();
        assertThat(container
                        .shell(
                                "for f in $(grep -ho 'pam_[a-z0-9_]*\\.so' /etc/pam.d/common-* /etc/pam.d/login /etc/pam.d/sshd"
                                        + " /etc/pam.d/passwd | sort -u); do test -e /usr/lib/x86_64-linux-gnu/security/$f || echo $f; done")
                        .lines())
                .isSubsetOf("pam_selinux.so");
        assertThat(container
                        .shell("grep -rs '^HandlePowerKey=ignore' /etc/systemd/logind.conf*")
                        .exitCode())
                .isNotZero();
        assertThat(container
                        .shell("ls /etc/systemd/system/*.service | while read u; do test -L $u || echo $u; done")
                        .lines())
                .isEmpty();
        assertThat(container.shell("ls -d /var/lib/docker").exitCode()).isNotZero();
        Map<String, Outcome> expected = Map.of(
                "boot.default-target", Outcome.PASS,
                "boot.serial-login", Outcome.PASS,
                "services.app-enabled", Outcome.NOT_APPLICABLE,
                "services.restart-policy", Outcome.NOT_APPLICABLE,
                "services.execstart-exists", Outcome.PASS,
                "services.auditd", Outcome.FINDINGS,
                "services.listeners", Outcome.PASS,
                "services.password-reset-path", Outcome.PASS);
        with(debian, (services, context) -> {
            Map<String, Supplier<String>> wrong = new TreeMap<>();
            for (Map.Entry<String, Outcome> each : expected.entrySet()) {
                Verdict verdict = Catalogue.find(each.getKey()).orElseThrow().evaluate(context);
                if (verdict.outcome() != each.getValue()) {
                    wrong.put(each.getKey(), verdict::toString);
                }
            }
            assertThat(wrong.entrySet().stream()
                            .map(entry ->
                                    entry.getKey() + " " + entry.getValue().get()))
                    .isEmpty();
        });
    }

    /** Every program that a started unit names is one that the guest's own shell can execute. */
    @ParameterizedTest
    @EnumSource(DebianImage.class)
    void programsAreThereInTheGuest(DebianImage debian) throws IOException {
        Set<String> programs = new TreeSet<>();
        with(debian, (services, context) -> {
            for (BootServices.Started started : services.started()) {
                for (org.imginspect.facts.units.ExecCommand command :
                        org.imginspect.facts.units.ExecCommand.of(started.unit())) {
                    programs.add(command.program());
                }
            }
        });
        assertThat(programs).hasSizeGreaterThan(20);
        assertThat(container(debian)
                        .shell("for p in " + String.join(" ", programs)
                                + "; do command -v $p >/dev/null || echo $p; done")
                        .lines())
                .isEmpty();
    }
}

package org.imginspect.checks.services;

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
import org.imginspect.facts.Facts;
import org.imginspect.facts.TestFacts;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.Kind;
import org.imginspect.guest.MemoryFileTree;
import org.imginspect.io.Limits;
import org.imginspect.scan.Gatherers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServicesChecksTest {
    private static final String UNITS = "/usr/lib/systemd/system/";
    private static final String OWN = "/etc/systemd/system/";
    private static final String WANTS = OWN + "multi-user.target.wants/";

    /** A systemd that boots into multi-user.target and starts nothing else. */
    private static MemoryFileTree.Builder systemd() {
        MemoryFileTree.Builder files = MemoryFileTree.builder()
                .file("/etc/os-release", "ID=debian\n")
                .file("/etc/machine-id", "0123456789abcdef0123456789abcdef\n")
                .symlink(UNITS + "default.target", "multi-user.target")
                .file(UNITS + "multi-user.target", "[Unit]\nRequires=basic.target\n")
                .file(UNITS + "basic.target", "[Unit]\nWants=sockets.target timers.target\nRequires=sysinit.target\n");
        for (String name : List.of("sysinit", "sockets", "timers", "shutdown")) {
            files.file(UNITS + name + ".target", "[Unit]\n");
        }
        return files;
    }

    private static MemoryFileTree.Builder program(MemoryFileTree.Builder files, String path, String content) {
        return files.file(path, content.getBytes(java.nio.charset.StandardCharsets.UTF_8), 0755, 0, 0);
    }

    private static MemoryFileTree.Builder enabled(MemoryFileTree.Builder files, String unit, String content) {
        return files.file(OWN + unit, content).symlink(WANTS + unit, "../" + unit);
    }

    private static Verdict evaluate(String id, MemoryFileTree.Builder files, String... params) throws ImageException {
        GuestTree tree = new GuestTree(files.build(), Limits.defaults());
        Facts facts = new Facts(tree, TestFacts.storage(), Gatherers.all());
        Map<String, String> values = params.length == 0 ? Map.of() : Map.of(params[0], params[1]);
        return Catalogue.find(id)
                .orElseThrow()
                .evaluate(new CheckContext(tree, TestFacts.storage(), facts, new Params(values)));
    }

    private static List<String> findings(String id, MemoryFileTree.Builder files, String... params) throws Exception {
        return TestContext.findings(evaluate(id, files, params));
    }

    private static void assertDamaged(
            String id, MemoryFileTree.Builder files, String path, Kind kind, String... params) {
        assertThatThrownBy(() -> evaluate(
                        id, files.damaged(path, kind, () -> new DamagedImageException("ext4: bad", "disk")), params))
                .as(id + " " + path)
                .isInstanceOf(DamagedImageException.class);
    }

    // services.app-enabled

    @Test
    void maskWinsOverTheLinkThatEnablesTheProduct() throws Exception {
        MemoryFileTree.Builder files = systemd()
                .file(UNITS + "app.service", "[Service]\nExecStart=/opt/app\n")
                .symlink(WANTS + "app.service", UNITS + "app.service")
                .symlink(OWN + "app.service", "/dev/null");
        assertThat(findings("services.app-enabled", files, "units", "app.service"))
                .singleElement()
                .asString()
                .startsWith("ERROR /etc/systemd/system/app.service app.service is masked");
    }

    @Test
    void everyNamedUnitThatDoesNotStartIsNamedAndTheOthersAreNot() throws Exception {
        MemoryFileTree.Builder files = enabled(systemd(), "web.service", "[Service]\nExecStart=/opt/web\n")
                .file(OWN + "worker.service", "[Service]\nExecStart=/opt/worker\n");
        assertThat(findings("services.app-enabled", files, "units", "web, worker.service, queue"))
                .hasSize(2)
                .anyMatch(text -> text.startsWith("ERROR /etc/systemd/system/worker.service "))
                .anyMatch(text -> text.startsWith("ERROR ") && text.contains("queue.service"));
    }

    @Test
    void aTimerThatIsEnabledStartsItsService() throws Exception {
        MemoryFileTree.Builder files = systemd()
                .file(OWN + "app.service", "[Service]\nExecStart=/opt/app\n")
                .file(OWN + "app.timer", "[Timer]\nOnBootSec=1min\n[Install]\nWantedBy=timers.target\n")
                .symlink(OWN + "timers.target.wants/app.timer", "../app.timer");
        assertThat(evaluate("services.app-enabled", files, "units", "app.service")
                        .outcome())
                .isEqualTo(Outcome.PASS);
    }

    /** The unit is a copy of the distribution's, and a link or a template is nobody's product. */
    @Test
    void whatStandsInForAUnitOfTheDistributionIsNoProduct() throws Exception {
        String unit = "[Service]\nExecStart=/opt/app\n[Install]\nWantedBy=multi-user.target\n";
        MemoryFileTree.Builder files = systemd()
                .file(UNITS + "nginx.service", unit)
                .file(OWN + "nginx.service", unit)
                .file(OWN + "app@.service", unit)
                .symlink(OWN + "alias.service", UNITS + "nginx.service");
        assertThat(evaluate("services.app-enabled", files).outcome()).isEqualTo(Outcome.NOT_APPLICABLE);
    }

    @Test
    void whatCannotBeReadIsNeitherEnabledNorDisabled() {
        assertDamaged("services.app-enabled", systemd(), OWN + "app.service", Kind.FILE, "units", "app.service");
        assertDamaged("services.app-enabled", systemd(), OWN.substring(0, OWN.length() - 1), Kind.DIRECTORY);
    }

    // services.restart-policy

    /** systemd passes over a value that it does not know, and keeps what it has. */
    @ParameterizedTest
    @CsvSource({
        "Restart=yes, 'it has no Restart='",
        "Restart=, 'it has no Restart='",
        "Restart=on-success, 'Restart=on-success'",
        "'Restart=always\nRestart=no', 'Restart=no'",
        "'Restart=no\nRestart=sometimes', 'Restart=no'"
    })
    void valuesThatDoNotBringAFailedServiceBack(String lines, String words) throws Exception {
        assertThat(findings(
                        "services.restart-policy",
                        systemd().file(OWN + "app.service", "[Service]\nExecStart=/opt/app\n" + lines + "\n"),
                        "units",
                        "app.service"))
                .singleElement()
                .asString()
                .startsWith("WARNING /etc/systemd/system/app.service")
                .endsWith(words);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Restart=always",
                "Restart=on-abnormal",
                "Restart=no\nRestart=on-failure",
                "Restart=on-failure\nRestart=yes"
            })
    void valuesThatDo(String lines) throws Exception {
        MemoryFileTree.Builder files =
                systemd().file(OWN + "app.service", "[Service]\nExecStart=/opt/app\n" + lines + "\n");
        assertThat(evaluate("services.restart-policy", files, "units", "app.service")
                        .outcome())
                .isEqualTo(Outcome.PASS);
    }

    @Test
    void eachContainerWithoutAPolicyIsNamed() throws Exception {
        MemoryFileTree.Builder files = systemd()
                .file("/var/lib/docker/containers/0a/hostconfig.json", "{\"RestartPolicy\":{\"Name\":\"\"}}")
                .file("/var/lib/docker/containers/0b/hostconfig.json", "{}")
                .file("/var/lib/docker/containers/0c/hostconfig.json", "{\"RestartPolicy\":{\"Name\":\"always\"}}");
        assertThat(findings("services.restart-policy", files))
                .hasSize(2)
                .anyMatch(text -> text.startsWith("WARNING /var/lib/docker/containers/0a/hostconfig.json container 0a"))
                .anyMatch(
                        text -> text.startsWith("WARNING /var/lib/docker/containers/0b/hostconfig.json container 0b"));
    }

    @Test
    void rcLocalThatIsNotExecutableStartsNothing() throws Exception {
        assertThat(evaluate("services.restart-policy", systemd().file("/etc/rc.local", "#!/bin/sh\n/opt/app &\n"))
                        .outcome())
                .isEqualTo(Outcome.NOT_APPLICABLE);
    }

    @Test
    void containersThatCannotBeReadLeaveThePolicyOpen() {
        String file = "/var/lib/docker/containers/0a/hostconfig.json";
        assertDamaged("services.restart-policy", systemd(), file, Kind.FILE);
        assertThatThrownBy(() -> evaluate("services.restart-policy", systemd().file(file, "{\"RestartPolicy\":")))
                .isInstanceOf(ImageException.class);
    }

    // services.execstart-exists

    @Test
    void programsAreLookedForAsSystemdDoes() throws Exception {
        MemoryFileTree.Builder files =
                systemd().symlink("/opt/link", "/opt/app").directory("/opt/directory");
        program(files, "/opt/app", "#!/bin/sh\n");
        program(files, "/bin/sh", "ELF");
        program(files, "/usr/local/bin/onpath", "ELF");
        program(files, "/opt/empty", "");
        enabled(
                files,
                "app.service",
                "[Service]\nType=oneshot\nExecStart=!!/opt/link\nExecStart=onpath --x\nExecStart=/run/later\nExecStart=nowhere\nExecStart=/opt/directory\nExecStart=:-/opt/empty\n");
        assertThat(findings("services.execstart-exists", files))
                .containsExactly(
                        "ERROR /etc/systemd/system/app.service:6 app.service runs nowhere, which is in none of systemd's"
                                + " directories",
                        "ERROR /etc/systemd/system/app.service:7 app.service runs /opt/directory, which is no file",
                        "WARNING /etc/systemd/system/app.service:8 app.service runs /opt/empty, which is empty");
    }

    @Test
    void aMaskedUnitRunsNothingAndALoopOfLinksIsNoProgram() throws Exception {
        MemoryFileTree.Builder files = systemd()
                .file(UNITS + "masked.service", "[Service]\nExecStart=/opt/gone\n")
                .symlink(OWN + "masked.service", "/dev/null")
                .symlink(WANTS + "masked.service", UNITS + "masked.service");
        assertThat(evaluate("services.execstart-exists", files).outcome()).isEqualTo(Outcome.PASS);
        files.symlink("/opt/a", "b").symlink("/opt/b", "a");
        enabled(files, "loop.service", "[Service]\nExecStart=/opt/a\n");
        assertThat(findings("services.execstart-exists", files))
                .singleElement()
                .asString()
                .startsWith("ERROR /etc/systemd/system/loop.service:2 loop.service runs /opt/a, which is ");
    }

    @Test
    void aUnitOrADirectoryThatCannotBeReadIsNoPass() {
        assertDamaged(
                "services.execstart-exists",
                systemd().symlink(WANTS + "app.service", "../app.service"),
                OWN + "app.service",
                Kind.FILE);
        assertDamaged("services.execstart-exists", systemd(), WANTS.substring(0, WANTS.length() - 1), Kind.DIRECTORY);
    }

    // services.auditd

    private static MemoryFileTree.Builder audited(String configuration) {
        MemoryFileTree.Builder files = systemd()
                .file("/etc/audit/auditd.conf", configuration)
                .file(UNITS + "auditd.service", "[Service]\nExecStart=/usr/sbin/auditd\n")
                .symlink(WANTS + "auditd.service", UNITS + "auditd.service")
                .directory("/var/log/audit");
        return program(files, "/usr/sbin/auditd", "ELF");
    }

    /** auditd reads its keywords without regard to case; a line that begins with a hash sign is none. */
    @ParameterizedTest
    @CsvSource({
        "'', ''",
        "'#log_file = /srv/audit/audit.log', ''",
        "log_file=/srv/audit/audit.log, /srv/audit",
        "LOG_FILE = /srv/audit/audit.log, /srv/audit",
        "log_file = /var/log/audit/a.log, ''"
    })
    void theLogLiesWhereTheConfigurationSays(String line, String missing) throws Exception {
        List<String> findings = findings("services.auditd", audited(line + "\n"));
        if (missing.isEmpty()) {
            assertThat(findings).isEmpty();
        } else {
            assertThat(findings).singleElement().asString().startsWith("ERROR " + missing + " the directory");
        }
    }

    /** Linux, kernel/audit.c: {@code audit_enable} compares "off" without regard to case; the last argument counts. */
    @ParameterizedTest
    @CsvSource({
        "audit=0, 1",
        "audit=off, 1",
        "audit=OFF, 1",
        "audit=1 audit=0, 1",
        "audit=0 audit=1, 0",
        "xaudit=0, 0",
        "audit=00, 0"
    })
    void theCommandLineSwitchesTheKernelsPartOff(String arguments, int count) throws Exception {
        assertThat(findings(
                        "services.auditd",
                        audited("").file("/boot/grub/grub.cfg", "menuentry L {\nlinux /k " + arguments + "\n}\n")))
                .hasSize(count)
                .allMatch(text -> text.startsWith("ERROR /boot/grub/grub.cfg:2 "));
    }

    @Test
    void maskAndEmptiedLogsAreBothSaid() throws Exception {
        MemoryFileTree.Builder files = audited("log_file = /srv/audit.d/audit.log\n")
                .symlink(OWN + "auditd.service", "/dev/null")
                .symlink("/srv/audit.d", "gone");
        assertThat(findings("services.auditd", files))
                .hasSize(2)
                .anyMatch(text -> text.startsWith("ERROR /etc/systemd/system/auditd.service auditd.service is masked"))
                .anyMatch(text -> text.startsWith("ERROR /srv/audit.d the directory"));
    }

    @Test
    void anAuditConfigurationThatCannotBeReadIsNoPass() {
        assertDamaged("services.auditd", audited(""), "/etc/audit/auditd.conf", Kind.FILE);
        assertDamaged("services.auditd", audited(""), "/boot/grub/grub.cfg", Kind.FILE);
    }

    // services.agent-tencent

    @Test
    void eitherOfTodaysMonitoringAgentsIsEnough() throws Exception {
        MemoryFileTree.Builder files = MemoryFileTree.builder()
                .file("/etc/os-release", "ID=centos\n")
                .symlink("/usr/local/qcloud", "/data/qcloud")
                .file("/data/qcloud/YunJing/uninst.sh", "")
                .directory("/data/qcloud/monitor/barad")
                .file("/data/qcloud/stargate/admin/start.sh", "");
        assertThat(evaluate("services.agent-tencent", files).outcome()).isEqualTo(Outcome.PASS);
    }

    @Test
    void oldAgentsOnlyWarnAndEmptyOldOnesAreNone() throws Exception {
        MemoryFileTree.Builder files = MemoryFileTree.builder()
                .file("/etc/os-release", "ID=centos\n")
                .directory("/usr/local/sa")
                .file("/usr/local/agenttools/agent/agent", "ELF");
        assertThat(findings("services.agent-tencent", files))
                .containsExactly(
                        "ERROR there is no security agent, neither /usr/local/qcloud/YunJing nor /usr/local/sa",
                        "WARNING /usr/local/agenttools is the monitoring agent of years ago, not today's"
                                + " /usr/local/qcloud/monitor/barad");
    }

    @Test
    void aDirectoryOfTencentsThatCannotBeListedIsNoPass() {
        assertDamaged(
                "services.agent-tencent",
                MemoryFileTree.builder().file("/etc/os-release", "ID=centos\n"),
                "/usr/local/qcloud/YunJing",
                Kind.DIRECTORY);
    }

    // services.agent-ucloud

    private static MemoryFileTree.Builder uma(String line, int permissions) {
        MemoryFileTree.Builder files = program(systemd(), "/usr/sbin/uma", "ELF");
        return files.file(
                "/etc/rc.local",
                ("#!/bin/sh\n" + line + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8),
                permissions,
                0,
                0);
    }

    @ParameterizedTest
    @CsvSource({
        "/usr/sbin/uma start, PASS",
        "service uma start, PASS",
        "/etc/init.d/uma start &, PASS",
        "uma-py3 start, PASS",
        "/opt/app/human.sh, FINDINGS",
        "/opt/uma-theme/install, FINDINGS",
        "  # /usr/sbin/uma start, FINDINGS"
    })
    void onlyTheAgentItselfIsTheAgent(String line, Outcome outcome) throws Exception {
        assertThat(evaluate("services.agent-ucloud", uma(line, 0755)).outcome()).isEqualTo(outcome);
    }

    @Test
    void anAgentThatIsMaskedOrWhoseScriptMayNotRunOnlyWarns() throws Exception {
        assertThat(findings("services.agent-ucloud", uma("/usr/sbin/uma start", 0644)))
                .containsExactly("WARNING /etc/rc.local starts the monitoring agent uma, but is not executable");
        MemoryFileTree.Builder masked = program(systemd(), "/usr/sbin/uma", "ELF")
                .file(UNITS + "uma.service", "[Service]\nExecStart=/usr/sbin/uma\n")
                .symlink(WANTS + "uma.service", UNITS + "uma.service")
                .symlink(OWN + "uma.service", "/dev/null");
        assertThat(findings("services.agent-ucloud", masked))
                .containsExactly("WARNING the monitoring agent uma is installed, but nothing starts it");
    }

    @Test
    void aPackageThatWasRemovedIsNoAgent() throws Exception {
        MemoryFileTree.Builder files = systemd()
                .file(
                        "/var/lib/dpkg/status",
                        "Package: uma\nStatus: deinstall ok config-files\nArchitecture: amd64\nVersion: 1\n");
        assertThat(findings("services.agent-ucloud", files))
                .containsExactly("ERROR the monitoring agent uma is not installed");
        assertDamaged("services.agent-ucloud", systemd(), "/var/lib/dpkg/status", Kind.FILE);
        assertDamaged("services.agent-ucloud", program(systemd(), "/usr/sbin/uma", "ELF"), "/etc/rc.local", Kind.FILE);
    }

    // services.agent-do-absent

    @Test
    void whatIsLeftOfDigitalOceansAgentsIsFound() throws Exception {
        MemoryFileTree.Builder files = MemoryFileTree.builder()
                .file("/etc/os-release", "ID=debian\n")
                .symlink("/opt/digitalocean", "/srv/gone")
                .file(
                        "/var/lib/dpkg/status",
                        "Package: droplet-agent\nStatus: install ok half-configured\nArchitecture: amd64\nVersion: 1\n\nPackage: do-agent\nStatus: install ok installed\nArchitecture: amd64\nVersion: 3\n\nPackage: do-agent-doc\nStatus: install ok installed\nArchitecture: all\nVersion: 3\n");
        assertThat(findings("services.agent-do-absent", files))
                .contains(
                        "ERROR /opt/digitalocean holds DigitalOcean's agents",
                        "ERROR the package do-agent is installed")
                .noneMatch(text -> text.contains("do-agent-doc"));
    }

    @Test
    void anEmptyDirectoryOfTheAgentsCountsAndAnUnreadableDatabaseIsNoPass() throws Exception {
        assertThat(findings("services.agent-do-absent", MemoryFileTree.builder().directory("/opt/digitalocean")))
                .hasSize(1);
        assertDamaged(
                "services.agent-do-absent",
                MemoryFileTree.builder().file("/etc/os-release", "ID=debian\n"),
                "/var/lib/dpkg/status",
                Kind.FILE);
    }

    // services.no-foreign-guest-tools

    /** systemd.unit(5): conditions with a bar are alternatives, one with an exclamation mark is negated, an empty one forgets. */
    @ParameterizedTest
    @CsvSource({
        "ConditionVirtualization=vmware, 0",
        "ConditionVirtualization=!kvm, 0",
        "ConditionVirtualization=container, 0",
        "AssertVirtualization=vmware, 0",
        "'ConditionVirtualization=|vmware\nConditionVirtualization=|oracle', 0",
        "'ConditionVirtualization=|vmware\nConditionVirtualization=|kvm', 1",
        "'ConditionVirtualization=vm\nConditionVirtualization=vmware', 0",
        "'ConditionVirtualization=vmware\nConditionVirtualization=', 1",
        "ConditionVirtualization=vm, 1",
        "ConditionVirtualization=!container, 1",
        "ConditionArchitecture=x86-64, 1"
    })
    void toolsThatLookAtTheHypervisorStayOut(String conditions, int count) throws Exception {
        MemoryFileTree.Builder files = enabled(
                program(systemd(), "/usr/bin/vmtoolsd", "ELF"),
                "open-vm-tools.service",
                "[Unit]\n" + conditions + "\n[Service]\nExecStart=/usr/bin/vmtoolsd\n");
        assertThat(findings("services.no-foreign-guest-tools", files))
                .hasSize(count)
                .allMatch(text -> text.endsWith("open-vm-tools.service of VMware's guest tools starts at boot"));
    }

    @Test
    void aDropInThatForgetsTheConditionLetsTheToolsStart() throws Exception {
        MemoryFileTree.Builder files = enabled(
                        systemd(),
                        "vmtoolsd.service",
                        "[Unit]\nConditionVirtualization=vmware\n[Service]\nExecStart=/usr/bin/vmtoolsd\n")
                .file(OWN + "vmtoolsd.service.d/always.conf", "[Unit]\nConditionVirtualization=\n");
        assertThat(findings("services.no-foreign-guest-tools", files)).hasSize(1);
        files.symlink(OWN + "vmtoolsd.service", "/dev/null");
        assertThat(findings("services.no-foreign-guest-tools", files)).isEmpty();
    }

    @Test
    void toolsWhoseUnitCannotBeReadAreNoPass() {
        assertDamaged(
                "services.no-foreign-guest-tools",
                systemd().symlink(WANTS + "vboxadd.service", "../vboxadd.service"),
                OWN + "vboxadd.service",
                Kind.FILE);
    }

    // services.listeners

    private static MemoryFileTree.Builder listening(String... streams) {
        StringBuilder unit = new StringBuilder("[Socket]\n");
        for (String stream : streams) {
            unit.append(stream).append('\n');
        }
        return systemd()
                .file(OWN + "app.service", "[Service]\nExecStart=/opt/app\n")
                .file(OWN + "app.socket", unit.toString())
                .symlink(OWN + "sockets.target.wants/app.socket", "../app.socket");
    }

    @Test
    void eachSocketThatIsOpenToOthersIsNamedWithItsLine() throws Exception {
        assertThat(findings(
                        "services.listeners",
                        listening(
                                "ListenStream=127.0.0.1:8001",
                                "ListenStream=[::1]:8002",
                                "ListenStream=/run/app.sock",
                                "ListenStream=8003",
                                "ListenDatagram=8004")))
                .hasSize(2)
                .anyMatch(text ->
                        text.startsWith("WARNING /etc/systemd/system/app.socket:5 ") && text.contains("opens 8003/tcp"))
                .anyMatch(text -> text.startsWith("WARNING /etc/systemd/system/app.socket:6 ")
                        && text.contains("opens 8004/udp"));
    }

    @ParameterizedTest
    @CsvSource({"'80', 0", "'22,80/tcp', 0", "'80/udp', 1", "'8', 1", "'800', 1"})
    void aPortIsDeclaredWithOrWithoutItsProtocol(String ports, int count) throws Exception {
        assertThat(findings("services.listeners", listening("ListenStream=0.0.0.0:80"), "ports", ports))
                .hasSize(count);
    }

    @Test
    void aMaskedSocketOpensNothingAndAnUnreadableOneIsNoPass() throws Exception {
        assertThat(findings(
                        "services.listeners", listening("ListenStream=80").symlink(OWN + "app.socket", "/dev/null")))
                .isEmpty();
        assertDamaged("services.listeners", listening("ListenStream=80"), OWN + "app.socket", Kind.FILE);
    }

    // services.password-reset-path

    private static MemoryFileTree.Builder resettable() {
        MemoryFileTree.Builder files = systemd()
                .file("/etc/shadow", "root:*:19000:0:99999:7:::\n")
                .file(UNITS + "getty@.service", "[Service]\nExecStart=-/sbin/agetty %I $TERM\n")
                .symlink(WANTS + "getty@tty1.service", UNITS + "getty@.service")
                .file(UNITS + "systemd-logind.service", "[Service]\nExecStart=/usr/lib/systemd/systemd-logind\n")
                .symlink(WANTS + "systemd-logind.service", UNITS + "systemd-logind.service")
                .file("/etc/pam.d/login", "auth required pam_unix.so\n")
                .file("/usr/lib/x86_64-linux-gnu/security/pam_unix.so", "ELF");
        return program(files, "/usr/bin/passwd", "ELF");
    }

    /** pam.conf(5): types and controls in any case, a backslash continues a line, brackets are one word. */
    @ParameterizedTest
    @CsvSource({
        "auth required pam_unix.so, ''",
        "'auth required \\\n    pam_unix.so nullok', ''",
        "'auth \\\n required \\\n pam_gone.so', ERROR :1",
        "'# auth required \\\nauth required pam_gone.so', ERROR :2",
        "AUTH Required pam_gone.so, ERROR :1",
        "auth optional pam_gone.so, WARNING :1",
        "-AUTH required pam_gone.so, ''",
        "auth Include gone, ERROR :1",
        "auth [success=1 default=ignore] pam_gone.so, WARNING :1"
    })
    void rulesAreReadAsPamReadsThem(String rules, String expected) throws Exception {
        List<String> findings =
                findings("services.password-reset-path", resettable().file("/etc/pam.d/login", rules + "\n"));
        if (expected.isEmpty()) {
            assertThat(findings).isEmpty();
        } else {
            assertThat(findings).singleElement().asString().startsWith(expected.replace(" :", " /etc/pam.d/login:"));
        }
    }

    @Test
    void rulesThatIncludeOneAnotherEnd() throws Exception {
        MemoryFileTree.Builder files = resettable()
                .file("/etc/pam.d/login", "@include common\n")
                .file("/etc/pam.d/common", "auth substack login\nauth requisite pam_gone.so\n");
        assertThat(findings("services.password-reset-path", files))
                .containsExactly("ERROR /etc/pam.d/common:2 names the PAM module pam_gone.so, which is not there");
    }

    @Test
    void aDropInInEtcReplacesTheVendorsOfTheSameName() throws Exception {
        MemoryFileTree.Builder files =
                resettable().file("/usr/lib/systemd/logind.conf.d/10-key.conf", "[Login]\nHandlePowerKey=ignore\n");
        assertThat(findings("services.password-reset-path", files))
                .containsExactly(
                        "WARNING /usr/lib/systemd/logind.conf.d/10-key.conf:2 the power button is not answered:"
                                + " HandlePowerKey=ignore");
        files.symlink("/etc/systemd/logind.conf.d/10-key.conf", "/dev/null");
        assertThat(findings("services.password-reset-path", files)).isEmpty();
    }

    @Test
    void onAlpineForArmTheSerialPortHasAnotherName() throws Exception {
        MemoryFileTree.Builder files = resettable()
                .symlink(OWN + "getty@tty1.service", "/dev/null")
                .file(UNITS + "serial-getty@.service", "[Service]\nExecStart=-/sbin/agetty %I\n")
                .symlink(WANTS + "serial-getty@ttyAMA0.service", UNITS + "serial-getty@.service");
        assertThat(findings("services.password-reset-path", files))
                .singleElement()
                .asString()
                .startsWith("ERROR ");
        files.file("/lib/ld-musl-aarch64.so.1", "ELF");
        assertThat(findings("services.password-reset-path", files))
                .singleElement()
                .asString()
                .startsWith("WARNING ");
    }

    @Test
    void rulesAndSettingsThatCannotBeReadAreNoPass() {
        assertDamaged("services.password-reset-path", resettable(), "/etc/pam.d/login", Kind.FILE);
        assertDamaged("services.password-reset-path", resettable(), "/etc/systemd/logind.conf", Kind.FILE);
    }
}

package org.imginspect.checks.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.imginspect.check.Outcome;
import org.imginspect.checks.TestContext;
import org.imginspect.error.DamagedImageException;
import org.imginspect.guest.Kind;
import org.imginspect.guest.MemoryFileTree;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BootSettingsTest {
    private static final String UNITS = "/usr/lib/systemd/system/";
    private static final String OWN = "/etc/systemd/system/";

    private static List<String> findings(String id, MemoryFileTree.Builder files) throws Exception {
        return TestContext.findings(TestContext.evaluate(id, files.build()));
    }

    private static Outcome outcome(String id, MemoryFileTree.Builder files) throws Exception {
        return TestContext.evaluate(id, files.build()).outcome();
    }

    private static void assertDamaged(String id, MemoryFileTree.Builder files, String path) {
        assertThatThrownBy(() -> findings(
                        id, files.damaged(path, Kind.FILE, () -> new DamagedImageException("ext4: bad", "disk"))))
                .as(id + " " + path)
                .isInstanceOf(DamagedImageException.class);
    }

    private static MemoryFileTree.Builder grub(String arguments) {
        return MemoryFileTree.builder()
                .file("/boot/grub/grub.cfg", "menuentry L {\nlinux /boot/k " + arguments + "\n}\n");
    }

    private static MemoryFileTree.Builder systemd(String arguments) {
        MemoryFileTree.Builder files = grub(arguments)
                .file("/etc/machine-id", "0123456789abcdef0123456789abcdef\n")
                .symlink(UNITS + "default.target", "graphical.target")
                .file(UNITS + "graphical.target", "[Unit]\nRequires=multi-user.target\n")
                .file(UNITS + "multi-user.target", "[Unit]\nRequires=sysinit.target\nWants=getty.target\n")
                .file(UNITS + "serial-getty@.service", "[Service]\nExecStart=-/sbin/agetty %I $TERM\n")
                .symlink(UNITS + "runlevel3.target", "multi-user.target")
                .symlink(UNITS + "runlevel1.target", "rescue.target");
        for (String name : List.of("sysinit", "getty", "rescue", "emergency", "reboot", "shutdown")) {
            files.file(UNITS + name + ".target", "[Unit]\n");
        }
        return files;
    }

    // boot.serial-login

    @Test
    void loginOnThePortThatTheMachineHas() throws Exception {
        MemoryFileTree.Builder files = systemd("ro")
                .symlink(OWN + "getty.target.wants/serial-getty@ttyAMA0.service", UNITS + "serial-getty@.service");
        assertThat(findings("boot.serial-login", files))
                .singleElement()
                .asString()
                .contains("ttyS0");
        for (String linker : List.of("/lib/ld-musl-aarch64.so.1", "/lib/ld-linux-aarch64.so.1")) {
            files = systemd("ro")
                    .file(linker, "ELF")
                    .symlink(OWN + "getty.target.wants/serial-getty@ttyAMA0.service", UNITS + "serial-getty@.service");
            assertThat(outcome("boot.serial-login", files)).as(linker).isEqualTo(Outcome.PASS);
        }
    }

    private static MemoryFileTree.Builder inittab(String lines) {
        return MemoryFileTree.builder().file("/etc/inittab", lines).file("/etc/init.d/rc", "#!/bin/sh\n");
    }

    /** inittab(5): run levels a line is for, and the line's action. */
    @ParameterizedTest
    @CsvSource({
        "S0:23:respawn:/sbin/agetty ttyS0 115200, 0",
        "S0:45:respawn:/sbin/agetty ttyS0 115200, 1",
        "S0:2345:off:/sbin/agetty ttyS0 115200, 1",
        "#S0:2345:respawn:/sbin/agetty ttyS0 115200, 1",
        "S0:2345:respawn:/sbin/agetty ttyS01 115200, 1"
    })
    void loginIsForTheRunLevelThatTheMachineEnters(String line, int count) throws Exception {
        assertThat(findings("boot.serial-login", inittab("id:3:initdefault:\n" + line + "\n")))
                .hasSize(count);
    }

    /** pam_securetty(8): without the file every terminal will do, an empty one lets root in nowhere. */
    @Test
    void secureTerminalsMatterOnlyWherePamAsksForThem() throws Exception {
        String login = "id:3:initdefault:\nS0:3:respawn:/sbin/agetty ttyS0\n";
        MemoryFileTree.Builder files = inittab(login).file("/etc/pam.d/login", "auth required pam_securetty.so\n");
        assertThat(findings("boot.serial-login", files)).isEmpty();
        files.file("/etc/securetty", "");
        assertThat(findings("boot.serial-login", files))
                .singleElement()
                .asString()
                .startsWith("WARNING /etc/securetty root may not log in on ttyS0")
                .contains("/etc/pam.d/login:1");
        files.file("/etc/pam.d/login", "# auth required pam_securetty.so\n");
        assertThat(findings("boot.serial-login", files)).isEmpty();
    }

    @Test
    void loginThatCannotBeReadIsNoPass() {
        assertDamaged("boot.serial-login", inittab(""), "/etc/inittab");
        assertDamaged(
                "boot.serial-login", inittab("id:3:initdefault:\nS0:3:respawn:/sbin/agetty ttyS0\n"), "/etc/securetty");
    }

    // boot.default-target

    /** kernel-command-line(7): the last of these words counts, and before it nothing that default.target says. */
    @ParameterizedTest
    @CsvSource({
        "ro, ''",
        "single, boots into rescue.target",
        "1, boots into rescue.target",
        "emergency, boots into emergency.target",
        "-b, boots into emergency.target",
        "systemd.unit=rescue.target 3, ''",
        "3 systemd.unit=rescue.target, boots into rescue.target",
        "systemd.unit=reboot.target, boots into reboot.target",
        "rd.systemd.unit=rescue.target, ''",
        "rd.rescue, ''",
        "singleuser, ''"
    })
    void theLastWordOfTheCommandLineCounts(String arguments, String words) throws Exception {
        List<String> findings = findings("boot.default-target", systemd(arguments));
        if (words.isEmpty()) {
            assertThat(findings).isEmpty();
        } else {
            assertThat(findings).containsExactly("ERROR /boot/grub/grub.cfg:2 " + words);
        }
    }

    @Test
    void aDefaultThatLeadsNowhereFallsBackToTheRescueShell() throws Exception {
        assertThat(findings("boot.default-target", systemd("ro").symlink(OWN + "default.target", "gone.target")))
                .singleElement()
                .asString()
                .startsWith("ERROR /etc/systemd/system/default.target ")
                .endsWith("so that the machine boots into rescue.target");
    }

    @ParameterizedTest
    @CsvSource({"id:3:initdefault:, 0", "id:S:initdefault:, 1", "id:6:initdefault:, 1", "id:0:initdefault:, 1"})
    void runLevelsThatAreNoRunningSystem(String line, int count) throws Exception {
        assertThat(findings("boot.default-target", inittab("# " + line + "\n" + line + "\n")))
                .hasSize(count)
                .allMatch(text -> text.startsWith("ERROR /etc/inittab:2 "));
    }

    @Test
    void aTargetThatCannotBeReadIsNoPass() {
        assertDamaged("boot.default-target", systemd("ro"), UNITS + "graphical.target");
        assertDamaged("boot.default-target", systemd("ro"), "/boot/grub/grub.cfg");
        assertDamaged("boot.default-target", inittab(""), "/etc/inittab");
    }

    // boot.cloudimg-dropin-removed

    private static MemoryFileTree.Builder system(String id) {
        return MemoryFileTree.builder().file("/etc/os-release", "ID=" + id + "\n");
    }

    private static final String DROP_IN = "/etc/default/grub.d/50-cloudimg-settings.cfg";

    @Test
    void theDropInIsThereEvenIfEmptyOrALinkOrOfAnotherDistribution() throws Exception {
        for (MemoryFileTree.Builder files : List.of(
                system("ubuntu").file(DROP_IN, ""),
                system("ubuntu").symlink(DROP_IN, "/dev/null"),
                system("rocky").file(DROP_IN, "GRUB_TIMEOUT=0\n"))) {
            assertThat(findings("boot.cloudimg-dropin-removed", files))
                    .singleElement()
                    .asString()
                    .startsWith("ERROR " + DROP_IN);
        }
    }

    @Test
    void otherDropInsMayStay() throws Exception {
        MemoryFileTree.Builder files = system("ubuntu")
                .file(DROP_IN + ".dpkg-old", "GRUB_TIMEOUT=0\n")
                .file("/etc/default/grub.d/60-own.cfg", "GRUB_TIMEOUT=0\n");
        assertThat(outcome("boot.cloudimg-dropin-removed", files)).isEqualTo(Outcome.PASS);
        assertDamaged("boot.cloudimg-dropin-removed", MemoryFileTree.builder(), "/etc/os-release");
    }

    // boot.console-tty1

    @ParameterizedTest
    @CsvSource({
        "console=tty1, 0",
        "console=tty1 console=ttyS0, 0",
        "console=ttyS0 console=tty1, 0",
        "console=tty0, 1",
        "console=tty10, 1",
        "console=tty, 1",
        "console=ttyS1, 1",
        "rd.console=tty1, 1",
        "fbcon=tty1, 1"
    })
    void onlyTheFirstTerminalCountsAndOthersMayFollow(String arguments, int count) throws Exception {
        assertThat(findings("boot.console-tty1", grub(arguments)))
                .hasSize(count)
                .allMatch(text -> text.startsWith("WARNING /boot/grub/grub.cfg:2 "));
    }

    @Test
    void theConsoleIsAskedOfTheDefaultEntryOnly() throws Exception {
        String menu =
                "set default=%s\nmenuentry A {\nlinux /boot/k ro\n}\nmenuentry B {\nlinux /boot/k console=tty1\n}\n";
        MemoryFileTree.Builder files = MemoryFileTree.builder().file("/boot/grub/grub.cfg", menu.formatted("1"));
        assertThat(findings("boot.console-tty1", files)).isEmpty();
        files.file("/boot/grub/grub.cfg", menu.formatted("0"));
        assertThat(findings("boot.console-tty1", files))
                .containsExactly("WARNING /boot/grub/grub.cfg:3 the default entry has no console=tty1");
        assertDamaged("boot.console-tty1", MemoryFileTree.builder(), "/boot/grub/grub.cfg");
    }

    // boot.grub-timeout-style-removed

    @ParameterizedTest
    @CsvSource({
        "'#GRUB_TIMEOUT_STYLE=hidden', ''",
        "'GRUB_TIMEOUT=0', ''",
        "'GRUB_TIMEOUT_STYLE=menu', 'ERROR /etc/default/grub:1 GRUB_TIMEOUT_STYLE is set to ''menu'''",
        "'GRUB_TIMEOUT_STYLE=hidden\nGRUB_TIMEOUT_STYLE=countdown',"
                + " 'ERROR /etc/default/grub:2 GRUB_TIMEOUT_STYLE is set to ''countdown'''"
    })
    void aCommentSetsNothingAndTheLastAssignmentCounts(String lines, String expected) throws Exception {
        MemoryFileTree.Builder files =
                grub("ro").file("/etc/default/grub", lines + "\n").file("/etc/os-release", "ID=debian\n");
        assertThat(findings("boot.grub-timeout-style-removed", files))
                .isEqualTo(expected.isEmpty() ? List.of() : List.of(expected));
    }

    @Test
    void dropInsOverrideAndOtherNamesAreNotRead() throws Exception {
        MemoryFileTree.Builder files = grub("ro")
                .file("/etc/os-release", "ID=ubuntu\n")
                .file("/etc/default/grub", "GRUB_TIMEOUT=5\n")
                .file("/etc/default/grub.d/50-a.cfg.dpkg-old", "GRUB_TIMEOUT_STYLE=hidden\n");
        assertThat(findings("boot.grub-timeout-style-removed", files)).isEmpty();
        files.file("/etc/default/grub.d/60-b.cfg", "# ours\nGRUB_TIMEOUT_STYLE=hidden\n");
        assertThat(findings("boot.grub-timeout-style-removed", files))
                .containsExactly("ERROR /etc/default/grub.d/60-b.cfg:2 GRUB_TIMEOUT_STYLE is set to 'hidden'");
        assertDamaged("boot.grub-timeout-style-removed", files, "/etc/default/grub.d/60-b.cfg");
    }
}

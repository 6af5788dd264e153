package org.imginspect.facts.units;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.guest.MemoryFileTree;
import org.junit.jupiter.api.Test;

class SystemdTest {
    private static final String SERVICE = "[Service]\nExecStart=/bin/true\n";

    private static MemoryFileTree.Builder guest() {
        return MemoryFileTree.builder()
                .symlink("/sbin/init", "/lib/systemd/systemd")
                .symlink("/lib", "usr/lib")
                .file("/etc/machine-id", "")
                .file("/usr/lib/systemd/systemd", "ELF")
                .symlink("/usr/lib/systemd/system/default.target", "graphical.target")
                .file("/usr/lib/systemd/system/graphical.target", "[Unit]\nRequires=multi-user.target\n")
                .file("/usr/lib/systemd/system/multi-user.target", "[Unit]\nRequires=basic.target\n")
                .file("/usr/lib/systemd/system/basic.target", "[Unit]\nRequires=sysinit.target\nWants=sockets.target\n")
                .file("/usr/lib/systemd/system/sysinit.target", "[Unit]\n")
                .file("/usr/lib/systemd/system/sockets.target", "[Unit]\n");
    }

    private static String start(MemoryFileTree.Builder files, String unit, String... arguments) throws ImageException {
        Start start = TestServices.of(files, arguments).start(unit);
        return start.when() + start.because().map(file -> " " + file).orElse("")
                + (start.line().isPresent() ? ":" + start.line().getAsInt() : "") + " " + start.why();
    }

    @Test
    void followsLinksAndLinesFromTheDefaultTarget() throws Exception {
        MemoryFileTree.Builder files = guest().file("/usr/lib/systemd/system/ssh.service", SERVICE)
                .symlink("/etc/systemd/system/sshd.service", "/lib/systemd/system/ssh.service")
                .file("/usr/lib/systemd/system/far.service", "[Unit]\nWants=ssh.service\n" + SERVICE);
        assertThat(start(files, "ssh"))
                .isEqualTo("NEVER /usr/lib/systemd/system/ssh.service ssh.service is not enabled:"
                        + " nothing that starts at boot wants it");
        files.symlink("/etc/systemd/system/multi-user.target.wants/far.service", "/lib/systemd/system/far.service");
        assertThat(start(files, "sshd.service"))
                .isEqualTo("AT_BOOT /usr/lib/systemd/system/far.service:2 far.service wants it");
        files.symlink("/etc/systemd/system/multi-user.target.wants/ssh.service", "/lib/systemd/system/ssh.service");
        assertThat(start(files, "ssh.service"))
                .isEqualTo("AT_BOOT /etc/systemd/system/multi-user.target.wants/ssh.service"
                        + " multi-user.target wants it");
        assertThat(start(files, "other.service")).isEqualTo("NEVER there is no unit other.service");
    }

    @Test
    void theCommandLineChoosesMasksAndWants() throws Exception {
        MemoryFileTree.Builder files = guest().file("/usr/lib/systemd/system/a.service", SERVICE)
                .file("/usr/lib/systemd/system/rescue.target", "[Unit]\nRequires=sysinit.target\n")
                .symlink("/etc/systemd/system/multi-user.target.wants/a.service", "/usr/lib/systemd/system/a.service");
        assertThat(start(files, "a.service", "systemd.mask=a"))
                .isEqualTo("NEVER /boot/grub/grub.cfg:7 a.service is masked: the kernel's command line says"
                        + " systemd.mask=a");
        assertThat(start(files, "a.service", "single")).startsWith("NEVER");
        assertThat(start(files, "a.service", "single", "systemd.wants=a.service"))
                .isEqualTo("AT_BOOT /boot/grub/grub.cfg:7 the kernel's command line says systemd.wants=a.service");
        assertThat(TestServices.of(files, "single", "systemd.unit=multi-user.target")
                        .target()
                        .name())
                .isEqualTo("multi-user.target");
    }

    @Test
    void aFirstBootEnablesWhatThePresetsEnable() throws Exception {
        MemoryFileTree.Builder files = guest().file(
                        "/usr/lib/systemd/system/a.service", SERVICE + "[Install]\nWantedBy=multi-user.target\n")
                .file("/usr/lib/systemd/system/b.service", SERVICE + "[Install]\nWantedBy=multi-user.target\n")
                .file("/usr/lib/systemd/system-preset/90-x.preset", "disable b.*\nenable b.service\n");
        assertThat(start(files, "a.service")).startsWith("NEVER");
        files.file("/etc/machine-id", "uninitialized\n");
        assertThat(start(files, "a.service"))
                .isEqualTo("AT_BOOT /usr/lib/systemd/system/a.service:4 the presets enable it at the first boot,"
                        + " for multi-user.target");
        assertThat(start(files, "b.service")).startsWith("NEVER");
        files.symlink("/etc/systemd/system/multi-user.target.wants/b.service", "/usr/lib/systemd/system/b.service");
        assertThat(start(files, "b.service")).startsWith("AT_BOOT");
        files.file("/usr/lib/os-release", "ID=fedora\nVERSION_ID=42\n")
                .symlink("/etc/os-release", "../usr/lib/os-release");
        assertThat(start(files, "b.service")).startsWith("NEVER");
    }

    @Test
    void aGeneratorThatIsNotKnownLeavesItOpen() throws Exception {
        MemoryFileTree.Builder files = guest().file("/usr/lib/systemd/system/a.service", SERVICE)
                .file("/usr/lib/systemd/system/b.service", SERVICE)
                .symlink("/etc/systemd/system/multi-user.target.wants/b.service", "/usr/lib/systemd/system/b.service")
                .file("/usr/lib/systemd/system-generators/acme-generator", "ELF");
        assertThat(start(files, "b.service")).startsWith("AT_BOOT");
        assertThatThrownBy(() -> start(files, "a.service"))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("generator whose work is not known")
                .hasMessageContaining("/usr/lib/systemd/system-generators/acme-generator");
        assertThat(start(files, "c.service")).isEqualTo("NEVER there is no unit c.service");
        files.symlink("/etc/systemd/system-generators/acme-generator", "/dev/null");
        assertThat(start(files, "a.service")).startsWith("NEVER");
    }

    @Test
    void devicesAndTheBusStartOnDemand() throws Exception {
        MemoryFileTree.Builder files = guest().file("/usr/lib/systemd/system/qemu-guest-agent.service", SERVICE)
                .file(
                        "/usr/lib/udev/rules.d/60-qemu.rules",
                        "SUBSYSTEM==\"virtio-ports\", \\\n TAG+=\"systemd\", ENV{SYSTEMD_WANTS}=\"qemu-guest-agent.service\"\n")
                .file("/usr/lib/systemd/system/x.service", SERVICE)
                .file(
                        "/usr/share/dbus-1/system-services/org.x.service",
                        "[D-BUS Service]\nName=org.x\nSystemdService=x.service\n");
        assertThat(start(files, "qemu-guest-agent"))
                .isEqualTo(
                        "ON_DEMAND /usr/lib/udev/rules.d/60-qemu.rules:2 udev has it started when its device appears");
        assertThat(start(files, "x.service"))
                .isEqualTo("ON_DEMAND /usr/share/dbus-1/system-services/org.x.service:3"
                        + " the bus has it started when its name is asked for");
    }

    @Test
    void aSocketStartsItsServiceOnDemand() throws Exception {
        MemoryFileTree.Builder files = guest().file("/usr/lib/systemd/system/ssh.socket", "[Socket]\nListenStream=22\n")
                .file("/usr/lib/systemd/system/ssh.service", SERVICE)
                .symlink("/etc/systemd/system/sockets.target.wants/ssh.socket", "/usr/lib/systemd/system/ssh.socket");
        assertThat(start(files, "ssh.service"))
                .isEqualTo("ON_DEMAND /usr/lib/systemd/system/ssh.socket ssh.socket starts it on the first connection");
        assertThat(TestServices.of(files)
                        .startsAnyOf("sshd.service", "ssh.service", "ssh.socket")
                        .atBoot())
                .isTrue();
    }

    @Test
    void conditionsThatTheDiskDecidesCount() throws Exception {
        MemoryFileTree.Builder files = guest().file(
                        "/usr/lib/systemd/system/ssh.service",
                        "[Unit]\nConditionPathExists=!/etc/ssh/sshd_not_to_be_run\nConditionPathExists=/run/x\n"
                                + SERVICE)
                .symlink(
                        "/etc/systemd/system/multi-user.target.wants/ssh.service",
                        "/usr/lib/systemd/system/ssh.service");
        assertThat(start(files, "ssh.service")).startsWith("AT_BOOT");
        files.file("/etc/ssh/sshd_not_to_be_run", "");
        assertThat(start(files, "ssh.service"))
                .isEqualTo("NEVER /usr/lib/systemd/system/ssh.service:2 ssh.service is not started because"
                        + " ConditionPathExists=!/etc/ssh/sshd_not_to_be_run does not hold");
    }

    @Test
    void itIsNotKnownWhetherWhatRequiresAMaskedUnitStarts() throws Exception {
        MemoryFileTree.Builder files = guest().file(
                        "/usr/lib/systemd/system/a.service", "[Unit]\nRequires=b.service\nWants=c.service\n" + SERVICE)
                .file("/usr/lib/systemd/system/b.service", SERVICE)
                .file("/usr/lib/systemd/system/c.service", SERVICE)
                .symlink("/etc/systemd/system/multi-user.target.wants/a.service", "/usr/lib/systemd/system/a.service");
        assertThat(start(files, "c.service")).startsWith("AT_BOOT");
        files.symlink("/etc/systemd/system/b.service", "/dev/null");
        assertThatThrownBy(() -> start(files, "a.service"))
                .hasMessageContaining("it is not known whether a.service starts");
        assertThatThrownBy(() -> start(files, "c.service"))
                .hasMessageContaining("it is not known whether c.service starts");
        files.symlink("/etc/systemd/system/multi-user.target.requires/b.service", "/usr/lib/systemd/system/b.service");
        assertThat(start(files, "a.service"))
                .isEqualTo("NEVER /usr/lib/systemd/system/graphical.target:2 a.service does not start:"
                        + " graphical.target cannot be started, because multi-user.target, which it requires, cannot");
    }
}

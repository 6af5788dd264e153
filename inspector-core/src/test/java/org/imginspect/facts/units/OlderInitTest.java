package org.imginspect.facts.units;

import static org.assertj.core.api.Assertions.assertThat;

import org.imginspect.error.ImageException;
import org.imginspect.guest.MemoryFileTree;
import org.junit.jupiter.api.Test;

/** upstart, System V and OpenRC. */
class OlderInitTest {
    private static MemoryFileTree.Builder upstart() {
        return MemoryFileTree.builder()
                .file("/sbin/init", "ELF")
                .file("/etc/init/rc-sysinit.conf", """
                        start on (filesystem and static-network-up) or failsafe-boot
                        emits runlevel
                        task
                        env DEFAULT_RUNLEVEL=2
                        script
                          telinit "${DEFAULT_RUNLEVEL}"
                        end script
                        """)
                .file("/etc/init/rc.conf", "start on runlevel [0123456]\ntask\nexec /etc/init.d/rc $RUNLEVEL\n")
                .file(
                        "/etc/init/ssh.conf",
                        "start on runlevel [2345]\nstop on runlevel [!2345]\nexec /usr/sbin/sshd -D\n")
                .file("/etc/init/tty1.conf", """
                        start on stopped rc RUNLEVEL=[2345] and (
                                    not-container or
                                    container CONTAINER=lxc)
                        exec /sbin/getty -8 38400 tty1
                        """);
    }

    private static String start(MemoryFileTree.Builder files, String unit, String... arguments) throws ImageException {
        Start start = TestServices.of(files, arguments).start(unit);
        return start.when()
                + start.because().map(file -> " " + file).orElse("")
                + (start.line().isPresent() ? ":" + start.line().getAsInt() : "");
    }

    @Test
    void upstartStartsWhatItsEventsStart() throws Exception {
        assertThat(TestServices.of(upstart()).init()).isEqualTo(InitSystem.UPSTART);
        assertThat(TestServices.of(upstart()).target().name()).isEqualTo("2");
        assertThat(start(upstart(), "ssh.service")).isEqualTo("AT_BOOT /etc/init/ssh.conf:1");
        assertThat(start(upstart(), "ssh", "single")).isEqualTo("NEVER /etc/init/ssh.conf:1");
        assertThat(TestServices.of(upstart()).login("tty1").atBoot()).isTrue();
        assertThat(TestServices.of(upstart()).login("ttyS0").atBoot()).isFalse();
        assertThat(start(upstart().file("/etc/init/ssh.override", "# off\nmanual\n"), "ssh"))
                .isEqualTo("NEVER /etc/init/ssh.override:2");
        assertThat(start(upstart().file("/etc/init/ssh.override", "start on runlevel [3]\n"), "ssh"))
                .isEqualTo("NEVER /etc/init/ssh.override:1");
        assertThat(start(upstart().file("/etc/init/x.conf", "start on started ssh\n"), "x"))
                .isEqualTo("AT_BOOT /etc/init/x.conf:1");
        assertThat(start(
                        upstart().file("/etc/init/x.conf", "start on started nothing or (runlevel 5 and filesystem)\n"),
                        "x"))
                .isEqualTo("NEVER /etc/init/x.conf:1");
        assertThat(start(upstart(), "none.service")).isEqualTo("NEVER");
        assertThat(start(upstart(), "ssh.socket")).isEqualTo("NEVER");
    }

    @Test
    void upstartRunsTheLinksOfItsRunLevel() throws Exception {
        MemoryFileTree.Builder files = upstart()
                .file("/etc/init.d/cron", "#!/bin/sh")
                .symlink("/etc/rc2.d/S20cron", "../init.d/cron")
                .file("/etc/init.d/late", "#!/bin/sh")
                .symlink("/etc/rc3.d/S20late", "../init.d/late");
        assertThat(start(files, "cron.service")).isEqualTo("AT_BOOT /etc/rc2.d/S20cron");
        assertThat(start(files, "late.service")).isEqualTo("NEVER /etc/init.d/late");
        assertThat(start(files.file("/etc/inittab", "# x\nid:3:initdefault:\n"), "late.service"))
                .isEqualTo("AT_BOOT /etc/rc3.d/S20late");
    }

    @Test
    void systemVStartsTheLinksOfTheDefaultRunLevel() throws Exception {
        MemoryFileTree.Builder files = MemoryFileTree.builder()
                .file("/sbin/init", "ELF")
                .file("/etc/inittab", "id:3:initdefault:\nT0:23:respawn:/sbin/getty -L ttyS0 9600 vt100\n")
                .file("/etc/init.d/ssh", "#!/bin/sh")
                .symlink("/etc/rc3.d/S16ssh", "../init.d/ssh")
                .file("/etc/init.d/udev", "#!/bin/sh")
                .symlink("/etc/rcS.d/S02udev", "../init.d/udev")
                .file("/etc/init.d/off", "#!/bin/sh")
                .symlink("/etc/rc3.d/K01off", "../init.d/off");
        assertThat(TestServices.of(files).init()).isEqualTo(InitSystem.SYSV);
        assertThat(start(files, "ssh")).isEqualTo("AT_BOOT /etc/rc3.d/S16ssh");
        assertThat(start(files, "udev")).isEqualTo("AT_BOOT /etc/rcS.d/S02udev");
        assertThat(start(files, "off")).isEqualTo("NEVER /etc/init.d/off");
        assertThat(start(files, "ssh", "2")).isEqualTo("NEVER /etc/init.d/ssh");
        assertThat(TestServices.of(files).login("ttyS0").line()).hasValue(2);
        assertThat(TestServices.of(files).login("tty1").atBoot()).isFalse();
        assertThat(TestServices.of(files).started()).hasSize(2);
    }

    @Test
    void openRcStartsItsRunLevels() throws Exception {
        MemoryFileTree.Builder files = MemoryFileTree.builder()
                .symlink("/sbin/init", "/bin/busybox")
                .file("/bin/busybox", "ELF")
                .file("/etc/inittab", "::wait:/sbin/openrc default\ntty1::respawn:/sbin/getty 38400 tty1\n")
                .file("/etc/init.d/sshd", "#!/sbin/openrc-run")
                .symlink("/etc/runlevels/default/sshd", "/etc/init.d/sshd")
                .file("/etc/init.d/devfs", "#!/sbin/openrc-run")
                .symlink("/etc/runlevels/sysinit/devfs", "/etc/init.d/devfs")
                .file("/etc/init.d/other", "#!/sbin/openrc-run")
                .symlink("/etc/runlevels/kiosk/other", "/etc/init.d/other");
        assertThat(TestServices.of(files).init()).isEqualTo(InitSystem.OPENRC);
        assertThat(start(files, "sshd.service")).isEqualTo("AT_BOOT /etc/runlevels/default/sshd");
        assertThat(start(files, "devfs")).isEqualTo("AT_BOOT /etc/runlevels/sysinit/devfs");
        assertThat(start(files, "other")).isEqualTo("NEVER /etc/init.d/other");
        assertThat(start(files, "other", "softlevel=kiosk")).isEqualTo("AT_BOOT /etc/runlevels/kiosk/other");
        assertThat(TestServices.of(files).login("tty1").because()).isPresent();
        // A run level that is stacked on another.
        files.directory("/etc/runlevels/default/kiosk");
        assertThat(start(files, "other")).isEqualTo("AT_BOOT /etc/runlevels/kiosk/other");
    }

    @Test
    void aGuestWithoutAnInitSystemHasNone() throws Exception {
        assertThat(TestServices.find(MemoryFileTree.builder().file("/etc/hostname", "x")))
                .isEmpty();
    }
}

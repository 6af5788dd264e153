package org.imginspect.junit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.imginspect.junit.ImageAssertions.assertThat;

import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.imginspect.check.Level;
import org.imginspect.engine.Guest;
import org.imginspect.scan.Inspector;
import org.imginspect.scan.OpenedImage;
import org.imginspect.scan.ScanReport;
import org.imginspect.scan.ScanRequest;
import org.junit.jupiter.api.Test;

/** Assertions hold and fail as they should on the demo image, whose committed listing and list of defects tell what is true. */
class ImageAssertionsTest {
    private static final String DEMO = "../fixtures/images/demo.qcow2";

    private static void fails(ThrowingCallable assertion, String... words) {
        assertThatThrownBy(assertion).isInstanceOf(AssertionError.class).hasMessageContainingAll(words);
    }

    @Test
    void filesOfAGuest(@DiskImage(DEMO) Guest guest) {
        assertThat(guest)
                .hasFile("/etc/hostname")
                .hasFile("/etc/os-release")
                .hasDirectory("/boot/grub")
                .hasNoFile("/etc/nothing")
                .hasLink("/bin", "usr/bin")
                .hasPermissions("/boot/grub/grub.cfg", "0600")
                .isOwnedBy("/boot", 0, 0)
                .hasEmptyFile("/etc/.pwd.lock")
                .hasLine("/etc/hostname", "demo")
                .hasNoLine("/etc/hostname", "other");
        fails(() -> assertThat(guest).hasFile("/etc/nothing"), "/etc/nothing", "no such file");
        fails(() -> assertThat(guest).hasFile("/boot"), "/boot", "a directory");
        fails(() -> assertThat(guest).hasDirectory("/etc/hostname"), "a file");
        fails(() -> assertThat(guest).hasNoFile("/etc/hostname"), "expected no /etc/hostname");
        fails(() -> assertThat(guest).hasLink("/bin", "usr/sbin"), "it leads to usr/bin");
        fails(() -> assertThat(guest).hasPermissions("/boot/grub/grub.cfg", "0644"), "0644", "0600");
        fails(() -> assertThat(guest).isOwnedBy("/boot", 0, 7), "gid 7");
        fails(() -> assertThat(guest).hasEmptyFile("/etc/hostname"), "5 bytes");
        fails(() -> assertThat(guest).hasLine("/etc/hostname", "other"), "'other'");
        fails(() -> assertThat(guest).hasLine("/etc/nothing", "other"), "no such file");
        fails(() -> assertThat(guest).hasNoLine("/etc/hostname", "demo"), "it has it");
    }

    @Test
    void packagesOfAGuest(@DiskImage(DEMO) OpenedImage image) {
        assertThat(image).hasPackage("cloud-init").hasNoPackage("gdb").hasFile("/etc/hostname");
        fails(() -> assertThat(image).hasPackage("gdb"), "gdb", "not installed");
        fails(() -> assertThat(image).hasPackage("cloud-init", "0.7.6"), "cloud-init of version 0.7.6");
        fails(() -> assertThat(image).hasNoPackage("cloud-init"), "is installed");
    }

    @Test
    void findingsOfAScan(@DiskImage(DEMO) ScanReport report) {
        assertThat(report).isComplete().passes("disk.partition-table-gpt").finds("cleanup.machine-id");
        fails(() -> assertThat(report).hasNoErrors(), "cleanup.machine-id: /etc/machine-id:1");
        fails(() -> assertThat(report).hasNothingFrom(Level.WARNING), "warning", "ssh.host-keys-absent");
        fails(() -> assertThat(report).passes("cleanup.machine-id"), "/etc/machine-id:1");
        fails(() -> assertThat(report).passes("no.such-check"), "it was not run");
        fails(() -> assertThat(report).finds("disk.partition-table-gpt"), "pass");
        fails(() -> assertThat(report).meets("YC-13"), "no profile");
        fails(() -> assertThat(report).meetsWhatCanBeDecided(), "not judged by any profile");
    }

    @Test
    void whatCouldNotBeSeenIsNotFreeOfErrors() {
        ScanReport unopened = new Inspector()
                .scan(ScanRequest.of(Path.of("no-such-disk.qcow2")))
                .get(0);
        fails(() -> assertThat(unopened).isComplete(), "no-such-disk");
        fails(() -> assertThat(unopened).hasNoErrors(), "no-such-disk");
        fails(() -> assertThat(unopened).passes("cleanup.machine-id"), "was not run");
    }
}

package org.imginspect.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StableTextTest {
    /** Two builds of one image: what is written differently stays the same. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            holds 142 bytes of shell history | holds 97 bytes of shell history
            kernel 6.1.0-18-amd64 is no package's | kernel 6.12.9+deb13-amd64 is no package's
            the package openssh-server 1:9.2p1-2+deb12u3 has a hole | the package openssh-server 1:9.2p1-2+deb12u4 has a hole
            mounts '/' from 'UUID=de30de30-dead-4e47-9c3b-00000000054a' | mounts '/' from 'UUID=0b2e8f8a-1111-4e47-9c3b-00000000054b'
            nothing in the image is called UUID=0FCC-1234 | nothing in the image is called UUID=AB12-99FF
            is bound to the MAC address 52:54:00:12:34:56 | is bound to the MAC address 52:54:00:ab:cd:ef
            gets security updates only until 2026-06-10, less than 200 days | gets security updates only until 2027-01-02, less than 300 days
            the metadata is 12 days old (2026-11-01T10:00:00Z) | the metadata is 3 days old (2026-11-20T00:00:00Z)
            names the build machine's address 10.0.2.15 | names the build machine's address 192.168.122.7
            its digest is 9f86d081884c7d659a2feaa0c55ad015 | its digest is 60303ae22b998861bce3b28f33eec1be
            1.5 GiB of 20GiB are in use | 900 MiB of 8GiB are in use
            personal crontab with 1 job | personal crontab with 4 jobs
            data of the instance 'i-0a1b2c3d4e5f60718' is left | data of the instance 'i-ffb2c3d4e5f607189' is left
            says '/boot/vmlinuz-6.1.0-18-amd64' | says '/boot/vmlinuz-6.1.0-22-amd64'
            ext4: extent depth 9 exceeds 5 [disk.qcow2 > gpt:1 @ 0x1c00400] | ext4: extent depth 7 exceeds 5 [disk.qcow2 > gpt:1 @ 0x2a00400]
            """)
    void whatABuildChangesDoesNotMatter(String one, String other) {
        assertThat(StableText.ofMessage(one)).isEqualTo(StableText.ofMessage(other));
    }

    /** Different things: what only looks alike stays apart. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            mounts '/' from '/dev/sda1' | mounts '/' from '/dev/sda2'
            the default entry has no console=ttyS0 | the default entry has no console=ttyS1
            apache2 starts and opens 80/tcp | apache2 starts and opens 443/tcp
            listens on port 22 | listens on port 2222
            listens on ports 22, 80 and 443 | listens on ports 22, 80 and 8443
            a key (ssh-ed25519) opens this account | a key (ssh-rsa) opens this account
            the package python3 is missing | the package python2 is missing
            Restart is 'no' | Restart is 'always'
            SHA-1 is allowed | SHA-256 is allowed
            account 'node1' has a password | account 'node2' has a password
            """)
    void whatIsCalledOtherwiseIsSomethingElse(String one, String other) {
        assertThat(StableText.ofMessage(one)).isNotEqualTo(StableText.ofMessage(other));
    }

    @ParameterizedTest
    @CsvSource({
        "/boot/vmlinuz-6.1.0-18-amd64, /boot/vmlinuz-6.1.0-22-amd64",
        "/boot/initrd.img-6.1.0-56-cloud-amd64, /boot/initrd.img-6.1.0-60-cloud-amd64",
        "/lib/modules/6.1.0-18-amd64/modules.dep, /lib/modules/5.10.0-8-amd64/modules.dep",
        "/var/log/journal/0123456789abcdef0123456789abcdef/system.journal, /var/log/journal/fedcba98765432100123456789abcdef/system.journal",
        "/var/log/dpkg.log-20261121, /var/log/dpkg.log-20270101",
        "/var/lib/cloud/instances/0b2e8f8a-1111-4e47-9c3b-00000000054b/user-data.txt, /var/lib/cloud/instances/11111111-1111-4e47-9c3b-00000000054b/user-data.txt",
        "/usr/lib/libfoo.so.1.2.3, /usr/lib/libfoo.so.1.2.4"
    })
    void pathsOfAnotherBuildAreTheSame(String one, String other) {
        assertThat(StableText.ofPath(one)).isEqualTo(StableText.ofPath(other));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/etc/fstab",
                "/etc/ssh/ssh_host_ed25519_key",
                "/etc/cloud/cloud.cfg.d/99-custom.cfg",
                "/etc/sudoers.d/90-cloud-init-users",
                "/var/log/syslog.1",
                "/home/node1/.ssh/authorized_keys",
                "/usr/bin/python3.11",
                "/etc/systemd/system/serial-getty@ttyS0.service",
                "/deadbeef/cafe",
                "/"
            })
    void namesStay(String path) {
        assertThat(StableText.ofPath(path)).isEqualTo(path);
    }

    /** Whatever a guest writes: nothing is thrown, and doing it again changes nothing more. */
    @Test
    void anyTextIsTaken() {
        Random random = new Random(7);
        String alphabet = "aZ09.-_:/+~@%^\\ '\"#,()=vx\u00e9\ud83d\ude00\ud800\n";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            int length = random.nextInt(40);
            for (int j = 0; j < length; j++) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            String message = StableText.ofMessage(text.toString());
            assertThat(message).isEqualTo(StableText.ofMessage(text.toString()));
            assertThat(message.length()).isLessThanOrEqualTo(text.length());
            assertThat(StableText.ofPath(text.toString()).length()).isLessThanOrEqualTo(text.length());
        }
    }

    @Test
    void aLongTextTakesNoLongerThanItsLength() {
        for (String part : new String[] {"a-", "1-", "1.", "a1-b2:", "0123456789ab-", "/1", "f", "9", "#- "}) {
            String text = part.repeat(1_000_000 / part.length());
            assertTimeout(Duration.ofSeconds(5), () -> StableText.ofMessage(text), part);
            assertTimeout(Duration.ofSeconds(5), () -> StableText.ofPath(text), part);
        }
    }
}

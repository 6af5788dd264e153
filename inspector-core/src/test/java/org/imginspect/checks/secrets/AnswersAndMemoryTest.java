package org.imginspect.checks.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.imginspect.check.Outcome;
import org.imginspect.checks.Evaluation;
import org.imginspect.checks.TestContext;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.guest.Kind;
import org.imginspect.guest.MemoryFileTree;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswersAndMemoryTest {
    private static final String HASH =
            "$6$rounds=1000$Kq8vB2xNw3Rt$/C2rEgkPjVrUX.P3iZ0iIn9ldhCCSBE3wbJeSoJ7WR5XvX5RA2/g11m4LXOAPBnI8rPQ/7Y47Tg0fAwHL0Ggy1";
    private static final String WORD = "Grunzwanz-4711";

    private static MemoryFileTree.Builder guest() {
        return MemoryFileTree.builder().file("/etc/os-release", "ID=debian\n");
    }

    private static List<String> findings(String id, MemoryFileTree.Builder files) throws Exception {
        return TestContext.findings(TestContext.evaluate(id, files.build()));
    }

    @ParameterizedTest
    @CsvSource({
        "secrets.installer-answers, /root/anaconda-ks.cfg",
        "secrets.userdata, /var/lib/cloud/instances/i/user-data.txt",
        "secrets.memory-images, /var/crash/vmcore"
    })
    void whatCannotBeReadIsNoPass(String id, String path) {
        assertThatThrownBy(() ->
                        findings(id, guest().damaged(path, Kind.FILE, () -> new DamagedImageException("broken", "x"))))
                .isInstanceOf(DamagedImageException.class);
    }

    @Test
    void anAnswerFileThatIsTooLongIsNoPassAndBesideFindingsItIsSaid() throws Exception {
        MemoryFileTree.Builder files = guest().file("/root/anaconda-ks.cfg", "#\n".repeat(3 << 20));
        assertThatThrownBy(() -> findings("secrets.installer-answers", files))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("/root/anaconda-ks.cfg");
        files.file("/root/original-ks.cfg", "rootpw --plaintext " + WORD + "\n");
        assertThat(findings("secrets.installer-answers", files))
                .hasSize(2)
                .last()
                .asString()
                .startsWith("NOTE there may be more: answers: a file of 6291456 bytes");
    }

    /** Each format, by the name of the file; WORD and HASH stand for themselves. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "/root/original-ks.cfg ~ rootpw --plaintext WORD ~ a password in kickstart (rootpw)",
                "/root/x.ks ~ rootpw HASH --iscrypted ~ a password hash in kickstart (rootpw)",
                "/srv/ks.cfg ~ bootloader --location=mbr --password=WORD ~ a password in kickstart (bootloader --password)",
                "/root/a-ks.cfg ~ autopart --encrypted --passphrase=WORD ~ a password in kickstart (autopart --passphrase)",
                "/root/a-ks.cfg ~ echo 'WORD' | passwd --stdin root ~ a password in kickstart (chpasswd)",
                "/srv/web/preseed.cfg ~ d-i passwd/root-password password WORD ~ a password in preseed (passwd/root-password)",
                "/preseed.cfg ~ d-i passwd/user-password-crypted password HASH ~ a password hash in preseed (passwd/user-password-crypted)",
                "/preseed.cfg ~ mysql-server mysql-server/root_password password WORD ~ a password in preseed (mysql-server/root_password)",
                "/autoinstall.yaml ~ password: 'HASH' ~ a password hash in autoinstall (password)",
                "/var/log/installer/curtin-install-cfg.yaml ~ - passwd: WORD ~ a password in autoinstall (passwd)",
                "/etc/cloud/cloud.cfg.d/99-installer.cfg ~ plain_text_passwd: \"WORD\" ~ a password in autoinstall (plain_text_passwd)",
                "/var/adm/autoinstall/cache/x.xml ~ <user_password>HASH</user_password> ~ a password hash in AutoYaST (user_password)",
                "/root/agama/profile.json ~ { \"root\": { \"password\": \"WORD\" } } ~ a password in Agama (password)",
                "/boot/ignition/config.json ~ {\"passwordHash\":\"HASH\"} ~ a password hash in ignition (passwordHash)",
                "/srv/Unattend.xml ~ <AdministratorPassword><Value>WORD</Value></AdministratorPassword> ~ a password in unattend (Password)",
                "/srv/sysprep.inf ~ AdminPassword=\"WORD\" ~ a password in sysprep (AdminPassword)"
            })
    void everyFormatIsRead(String path, String line, String expected) throws Exception {
        List<String> found = findings(
                "secrets.installer-answers",
                guest().file(path, "\n" + line.replace("WORD", WORD).replace("HASH", HASH) + "\n"));
        assertThat(found).containsExactly("ERROR " + path + ":2 " + expected);
        assertThat(found.toString()).doesNotContain(WORD).doesNotContain("Kq8vB2xNw3Rt");
    }

    @Test
    void debconfsDatabaseIsReadByStanzas() throws Exception {
        assertThat(findings(
                        "secrets.installer-answers",
                        guest().file(
                                        "/var/cache/debconf/passwords.dat",
                                        "Name: mysql-server/root_password\nTemplate: x\nValue: " + WORD
                                                + "\nOwners: m\n\nName: passwd/user-password-again\nValue: " + WORD
                                                + "\n\nName: passwd/root-password-crypted\nValue: \n")))
                .containsExactly(
                        "ERROR /var/cache/debconf/passwords.dat:3 a password in debconf (mysql-server/root_password)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rootpw --lock",
                "rootpw --iscrypted nope",
                "rootpw --iscrypted !!",
                "user --name=a --lock",
                "rootpw {{ password }}",
                "rootpw --iscrypted $PW",
                "# rootpw secret",
                "sshkey --username=root \"ssh-ed25519 AAAA\"",
                "authselect --enableshadow --passalgo=sha512"
            })
    void whatLetsNobodyInIsNoPassword(String line) throws Exception {
        assertThat(findings("secrets.installer-answers", guest().file("/root/anaconda-ks.cfg", line + "\n")))
                .isEmpty();
    }

    @Test
    void windowsFilesMayBeInSixteenBits() throws Exception {
        byte[] text = ("\ufeff<unattend>\r\n<Password>\r\n<Value>" + WORD + "</Value>\r\n")
                .getBytes(StandardCharsets.UTF_16LE);
        assertThat(findings("secrets.installer-answers", guest().file("/srv/autounattend.xml", text, 0644, 0, 0)))
                .containsExactly("ERROR /srv/autounattend.xml:3 a password in unattend (Password)");
    }

    @Test
    void answersUnderAnyNameAreKnownByWhatTheySay() throws Exception {
        assertThat(findings(
                        "secrets.installer-answers", guest().file("/tmp/answers", "lang en_US\nrootpw " + WORD + "\n")))
                .containsExactly("ERROR /tmp/answers:2 a password in kickstart (rootpw)");
        assertThat(findings(
                        "secrets.installer-answers", guest().file("/usr/local/share/answers", "rootpw " + WORD + "\n")))
                .isEmpty();
    }

    @Test
    void userDataIsReadInAllItsFormsAndNeverShown() throws Exception {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(("#cloud-config\npassword: " + WORD + "\n").getBytes(StandardCharsets.UTF_8));
        }
        MemoryFileTree.Builder files = guest().file(
                        "/var/lib/cloud/instances/i/user-data.txt", packed.toByteArray(), 0600, 0, 0)
                .file(
                        "/var/lib/cloud/instances/i/obj.pkl",
                        "\u0080\u0004\n#cloud-config\nchpasswd:\n  list:\n    - root:" + WORD + "\n")
                .file(
                        "/var/lib/cloud/instances/i/scripts/part-001",
                        "#!/bin/sh\nprintf 'root:" + HASH + "' | chpasswd -e\n")
                .file(
                        "/var/lib/cloud/instances/i/vendor-data.txt",
                        "token: ghp_" + "a8Bc3dE5fG7hI9jK1lM2nO4pQ6rS0tU8vW1x" + "\n");
        List<String> found = findings("secrets.userdata", files);
        assertThat(found)
                .contains(
                        "ERROR /var/lib/cloud/instances/i/user-data.txt:2 a password in user data (password)",
                        "ERROR /var/lib/cloud/instances/i/obj.pkl:5 a password in user data (chpasswd)",
                        "ERROR /var/lib/cloud/instances/i/scripts/part-001:2 a password hash in user data (chpasswd)")
                .anyMatch(text -> text.startsWith("ERROR /var/lib/cloud/instances/i/vendor-data.txt:1"));
        assertThat(found.toString()).doesNotContain(WORD).doesNotContain("E5fG7hI9jK1");
    }

    @Test
    void userDataThatIsNotPackedWellIsNoPass() {
        byte[] broken = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1, 2, 3};
        assertThatThrownBy(() -> findings(
                        "secrets.userdata",
                        guest().file("/var/lib/cloud/instances/i/user-data.txt", broken, 0600, 0, 0)))
                .isInstanceOf(DamagedImageException.class);
    }

    @Test
    void userDataWithoutASecretIsAnothersMatter() throws Exception {
        assertThat(TestContext.evaluate(
                                "secrets.userdata",
                                guest().file(
                                                "/var/lib/cloud/instances/i/user-data.txt",
                                                "#cloud-config\nchpasswd:\n  expire: false\n  list:\n    - root:RANDOM\n    - app:R\nusers:\n  - name: app\n    passwd: '*'\nssh_pwauth: false\n")
                                        .build())
                        .outcome())
                .isEqualTo(Outcome.PASS);
    }

    private static byte[] swap(String signature, int used) {
        byte[] content = new byte[3 * 4096];
        byte[] magic = signature.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(magic, 0, content, 4096 - 10, magic.length);
        content[4096 + 100] = (byte) used;
        return content;
    }

    @Test
    void onlySwapThatWasUsedHoldsSomething() throws Exception {
        assertThat(findings("secrets.memory-images", guest().file("/swapfile", swap("SWAPSPACE2", 0), 0600, 0, 0)))
                .isEmpty();
        assertThat(findings("secrets.memory-images", guest().file("/swapfile", swap("SWAPSPACE2", 7), 0600, 0, 0)))
                .containsExactly("WARNING /swapfile a swap file that was used");
        assertThat(findings("secrets.memory-images", guest().file("/swapfile", swap("S1SUSPEND", 7), 0600, 0, 0)))
                .containsExactly("ERROR /swapfile a swap file with the memory of a suspended machine");
        assertThat(findings(
                        "secrets.memory-images",
                        guest().file("/data/vm.swp", swap("SWAPSPACE2", 7), 0600, 0, 0)
                                .file("/etc/fstab", "/data/vm.swp none swap sw 0 0\n")))
                .containsExactly("WARNING /data/vm.swp a swap file that was used");
        assertThat(findings("secrets.memory-images", guest().file("/swapfile", "short")))
                .isEmpty();
    }

    @Test
    void swapVolumesCount() throws Exception {
        assertThat(TestContext.findings(Evaluation.of(
                        "secrets.memory-images",
                        guest(),
                        "table gpt",
                        "partition 1 type=linux",
                        "filesystem 1 ext4 mount=/",
                        "partition 2 type=swap",
                        "swap 2 swap",
                        "partition 3 type=swap",
                        "swap 3 swsuspend")))
                .hasSize(2)
                .anyMatch(text -> text.startsWith("WARNING ")
                        && text.endsWith("is swap space, which keeps what was ever moved there"))
                .anyMatch(text -> text.startsWith("ERROR ")
                        && text.endsWith("is swap space with the memory of a suspended machine"));
    }

    @Test
    void aDumpIsKnownByItsFirstBytesAndNotByItsName() throws Exception {
        byte[] big = {0x7f, 'E', 'L', 'F', 2, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0};
        byte[] program = {0x7f, 'E', 'L', 'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0x3e, 0};
        MemoryFileTree.Builder files = guest().file("/srv/core", big, 0600, 0, 0)
                .file("/srv/app/core", program, 0755, 0, 0)
                .file("/srv/a.core", "x")
                .file("/srv/core.99", "")
                .file("/Windows/MEMORY.DMP", "PAGEDU64xxxx")
                .file("/srv/x.mdmp", "MDMP\u0000")
                .file("/srv/hiberfil.sys", "HIBR")
                .file("/srv/vm.vmem", "x")
                .file("/var/crash/readme.gz", new byte[] {0x1f, (byte) 0x8b, 8}, 0644, 0, 0)
                .file(
                        "/var/spool/abrt/ccpp-1/coredump.zst",
                        new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd},
                        0600,
                        0,
                        0);
        assertThat(findings("secrets.memory-images", files))
                .containsExactlyInAnyOrder(
                        "WARNING /srv/core a core dump (ELF)",
                        "ERROR /Windows/MEMORY.DMP a memory dump of Windows",
                        "WARNING /srv/x.mdmp a minidump",
                        "ERROR /srv/hiberfil.sys the memory of a hibernated Windows",
                        "ERROR /srv/vm.vmem the memory of a virtual machine",
                        "WARNING /var/spool/abrt/ccpp-1/coredump.zst a compressed core dump");
    }

    /**
     * AlmaLinux's and Yandex's cleaners delete two answer files by their names and look at nothing else; virt-sysprep removes crash data of a list of
     * directories.
     */
    @Test
    void otherCheckersKnowAFewNamesOnly() throws Exception {
        assertThat(findings(
                        "secrets.installer-answers",
                        guest().file("/home/jane/install.txt", "%packages\n@core\n%end\nrootpw " + WORD + "\n")))
                .containsExactly("ERROR /home/jane/install.txt:4 a password in kickstart (rootpw)");
        byte[] core = {0x7f, 'E', 'L', 'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0x3e, 0};
        assertThat(findings("secrets.memory-images", guest().file("/opt/app/run/core.4242", core, 0600, 0, 0)))
                .hasSize(1);
    }
}

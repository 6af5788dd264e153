package org.imginspect.checks.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.imginspect.check.Outcome;
import org.imginspect.checks.TestContext;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.guest.Kind;
import org.imginspect.guest.MemoryFileTree;
import org.junit.jupiter.api.Test;

class SudoChecksTest {
    private static final String[] ALL = {
        "accounts.sudo-excessive", "accounts.sudo-cloudinit-residue", "accounts.sudo-targetpw"
    };
    private static final String STOCK = "root ALL=(ALL:ALL) ALL\n%sudo ALL=(ALL:ALL) ALL\n@includedir /etc/sudoers.d\n";

    private static MemoryFileTree.Builder guest(String sudoers) {
        MemoryFileTree.Builder files = MemoryFileTree.builder()
                .file(
                        "/etc/passwd",
                        "root:x:0:0::/root:/bin/sh\nops:x:1000:1000::/home/ops:/bin/sh\nweb:x:33:33::/:/bin/false\n")
                .file("/etc/group", "root:x:0:\nsudo:x:27:\nops:x:1000:\n");
        return rules(files, "/etc/sudoers", sudoers);
    }

    private static MemoryFileTree.Builder rules(MemoryFileTree.Builder files, String path, String content) {
        return files.file(path, content.getBytes(StandardCharsets.UTF_8), 0440, 0, 0);
    }

    private static List<String> findings(String id, MemoryFileTree.Builder files) throws Exception {
        return TestContext.findings(TestContext.evaluate(id, files.build()));
    }

    @Test
    void whatCannotBeReadIsNoPass() {
        for (String id : new String[] {"accounts.sudo-excessive", "accounts.sudo-targetpw"}) {
            for (String path : new String[] {"/etc/sudoers", "/etc/sudoers.d/x"}) {
                assertThatThrownBy(() -> TestContext.evaluate(
                                id,
                                guest(STOCK)
                                        .damaged(path, Kind.FILE, () -> new DamagedImageException("broken", "x"))
                                        .build()))
                        .as("%s %s", id, path)
                        .isInstanceOf(DamagedImageException.class);
            }
        }
        assertThatThrownBy(() -> TestContext.evaluate(
                        "accounts.sudo-cloudinit-residue",
                        guest(STOCK)
                                .damaged("/etc/sudoers.d/x", Kind.FILE, () -> new DamagedImageException("broken", "x"))
                                .build()))
                .isInstanceOf(DamagedImageException.class);
    }

    @Test
    void withoutSudoAndDoasThereIsNothingToJudge() throws Exception {
        MemoryFileTree tree = MemoryFileTree.builder()
                .file("/etc/passwd", "root:x:0:0::/root:/bin/sh\n")
                .build();
        assertThat(TestContext.evaluate("accounts.sudo-excessive", tree).outcome())
                .isEqualTo(Outcome.NOT_APPLICABLE);
        assertThat(TestContext.evaluate("accounts.sudo-targetpw", tree).outcome())
                .isEqualTo(Outcome.NOT_APPLICABLE);
        assertThat(TestContext.evaluate("accounts.sudo-cloudinit-residue", tree).outcome())
                .isEqualTo(Outcome.PASS);
    }

    @Test
    void theLastRuleThatMatchesDecides() throws Exception {
        assertThat(findings(
                        "accounts.sudo-excessive", guest("ops ALL=(ALL) NOPASSWD: ALL\nops ALL=(ALL) PASSWD: ALL\n")))
                .containsExactly("WARNING /etc/sudoers:2 account 'ops' may run everything as root");
        assertThat(findings("accounts.sudo-excessive", guest("ops ALL=(ALL) ALL\nops ALL=(ALL) !ALL\n")))
                .isEmpty();
    }

    @Test
    void settingsCountAsMuchAsTags() throws Exception {
        assertThat(findings("accounts.sudo-excessive", guest("Defaults:ops !authenticate\nops ALL=ALL\n")))
                .containsExactly(
                        "ERROR /etc/sudoers:1 account 'ops' may run everything as root without a password, because of 'Defaults !authenticate'");
        assertThat(findings("accounts.sudo-excessive", guest("Defaults !authenticate\n" + STOCK)))
                .containsExactly(
                        "WARNING /etc/sudoers:1 'Defaults !authenticate' lets whoever may use sudo do so without a password");
        assertThat(findings(
                        "accounts.sudo-excessive", guest("Defaults !authenticate\nDefaults authenticate\n" + STOCK)))
                .isEmpty();
    }

    @Test
    void aRuleForEverybodyIsAnErrorUnlessAnothersPasswordIsAskedFor() throws Exception {
        assertThat(findings("accounts.sudo-excessive", guest("ALL ALL=(ALL) ALL\n")))
                .containsExactly("ERROR /etc/sudoers:1 every account may run everything as root with its own password");
        assertThat(findings("accounts.sudo-excessive", guest("Defaults targetpw\nALL ALL=(ALL) ALL\n")))
                .isEmpty();
        assertThat(findings("accounts.sudo-excessive", guest("Defaults targetpw\nALL ALL=(ALL) NOPASSWD: ALL\n")))
                .containsExactly(
                        "ERROR /etc/sudoers:2 accounts 'ops', 'web' may run everything as root without a password");
    }

    @Test
    void filesThatSudoPassesOverGiveNothingAndOthersDo() throws Exception {
        MemoryFileTree.Builder files = guest(STOCK);
        for (String name : new String[] {"a.conf", "a~", "a.rpmsave"}) {
            rules(files, "/etc/sudoers.d/" + name, "ops ALL=NOPASSWD: ALL\n");
        }
        files.directory("/etc/sudoers.d/sub");
        rules(files, "/etc/sudoers.d/sub/x", "ops ALL=NOPASSWD: ALL\n");
        assertThat(findings("accounts.sudo-excessive", files)).isEmpty();
        rules(files, "/srv/rules", "ops ALL=NOPASSWD: ALL\n").symlink("/etc/sudoers.d/linked", "/srv/rules");
        assertThat(findings("accounts.sudo-excessive", files))
                .containsExactly(
                        "ERROR /etc/sudoers.d/linked:1 account 'ops' may run everything as root without a password");
    }

    @Test
    void includesAreFollowedWithTheNameOfAnyMachine() throws Exception {
        MemoryFileTree.Builder files = guest("@include sudoers.%h\n#include \"/etc/more rules\"\n@include /etc/gone\n");
        rules(files, "/etc/sudoers.web01", "ops ALL=NOPASSWD: ALL\n");
        rules(files, "/etc/more rules", "web ALL=NOPASSWD: ALL\n");
        assertThat(findings("accounts.sudo-excessive", files))
                .containsExactlyInAnyOrder(
                        "ERROR /etc/sudoers.web01:1 account 'ops' may run everything as root without a password",
                        "ERROR /etc/more rules:1 account 'web' may run everything as root without a password",
                        "WARNING /etc/sudoers:3 sudo passes over this entry, and before version 1.9.3 refuses to work at all: the included file /etc/gone is not there");
    }

    @Test
    void aFileThatIncludesItselfEnds() throws Exception {
        assertThat(findings("accounts.sudo-excessive", guest("@include /etc/sudoers\n")))
                .singleElement()
                .asString()
                .contains("more than 128 levels of includes");
    }

    @Test
    void aBombOfIncludesOrAliasesIsRefused() {
        assertThatThrownBy(() ->
                        findings("accounts.sudo-excessive", guest("@include /etc/sudoers\n@include /etc/sudoers\n")))
                .isInstanceOf(UnsupportedFeatureException.class);
        StringBuilder aliases = new StringBuilder();
        for (int i = 0; i < 2000; i++) {
            aliases.append("User_Alias A")
                    .append(i)
                    .append(" = A")
                    .append(i + 1)
                    .append('\n');
        }
        assertThatThrownBy(() -> findings("accounts.sudo-excessive", guest(aliases + "A0 ALL=ALL\n")))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("aliases");
    }

    @Test
    void anEntryThatSudoCannotReadIsSaid() throws Exception {
        assertThat(findings("accounts.sudo-excessive", guest("ops ALL=NOPASSWD ALL\n")))
                .singleElement()
                .asString()
                .startsWith("WARNING /etc/sudoers:1 sudo passes over this entry");
    }

    @Test
    void commandsThatAreAsGoodAsEverythingAreNamed() throws Exception {
        assertThat(
                        findings(
                                "accounts.sudo-excessive",
                                guest(
                                        "Cmnd_Alias TOOLS = /usr/bin/systemctl restart app, /bin/bash\nops ALL = NOPASSWD: TOOLS, /bin/sh -c /opt/x, /usr/bin/su -, /bin/vi /etc/motd\n")))
                .containsExactly(
                        "WARNING /etc/sudoers:2 ops may run '/bin/bash' as root without a password, which is as good as everything",
                        "WARNING /etc/sudoers:2 ops may run '/usr/bin/su -' as root without a password, which is as good as everything");
    }

    @Test
    void polkitsRulesOfTheImagesOwnAreReportedWithTheirCondition() throws Exception {
        assertThat(findings(
                        "accounts.sudo-excessive",
                        guest(STOCK)
                                .file(
                                        "/etc/polkit-1/rules.d/49-nopasswd.rules",
                                        "polkit.addRule(function(action, subject) {\n  // return polkit.Result.YES;\n  if (subject.isInGroup(\"wheel\")) {\n    return polkit.Result.YES;\n  }\n});\n")
                                .file(
                                        "/var/lib/polkit-1/localauthority/50-local.d/x.pkla",
                                        "[x]\nIdentity=unix-user:*\nAction=*\nResultActive=yes\n")))
                .containsExactly(
                        "WARNING /etc/polkit-1/rules.d/49-nopasswd.rules:4 polkit lets whom subject.isInGroup(\"wheel\")) names do everything without a password",
                        "WARNING /var/lib/polkit-1/localauthority/50-local.d/x.pkla:4 polkit lets everybody do everything without a password");
    }

    @Test
    void whatCloudInitLeftIsFoundUnderAnyName() throws Exception {
        MemoryFileTree.Builder files = guest(STOCK);
        rules(files, "/etc/sudoers.d/90-cloud-init-users~", "");
        rules(
                files,
                "/etc/sudoers.d/debian-cloud-init",
                "# Created by cloud-init v. 20.4.1 on Mon\n\n# User rules for debian\ndebian ALL=(ALL) NOPASSWD:ALL\n");
        rules(files, "/etc/sudoers.d/app", "# cloud-init needs this\n");
        assertThat(findings("accounts.sudo-cloudinit-residue", files))
                .containsExactly(
                        "WARNING /etc/sudoers.d/90-cloud-init-users~ cloud-init wrote these rules on the machine that the image was made on",
                        "WARNING /etc/sudoers.d/debian-cloud-init cloud-init wrote these rules on the machine that the image was made on, for account 'debian'");
    }

    @Test
    void modesAndOwnersAreJudgedAsSudoDoes() throws Exception {
        MemoryFileTree.Builder files = guest(STOCK)
                .directory("/etc/sudoers.d", 0777, 0, 0)
                .file("/etc/sudoers.d/x", "ops ALL=NOPASSWD: ALL\n");
        assertThat(findings("accounts.sudo-targetpw", files))
                .containsExactly(
                        "ERROR /etc/sudoers.d sudo refuses it, and with it what it allows: everybody may write to it");
        assertThat(findings("accounts.sudo-excessive", files)).isEmpty();
        assertThat(findings(
                        "accounts.sudo-targetpw",
                        guest(STOCK).file("/etc/sudoers", STOCK.getBytes(StandardCharsets.UTF_8), 0660, 0, 0)))
                .containsExactly("WARNING /etc/sudoers has mode 0660, where sudo's rules have 0440");
        assertThat(findings(
                        "accounts.sudo-targetpw",
                        guest(STOCK).file("/etc/sudoers", STOCK.getBytes(StandardCharsets.UTF_8), 0660, 0, 100)))
                .containsExactly(
                        "ERROR /etc/sudoers sudo refuses it, and with it what it allows: the group with gid 100 may write to it");
    }

    @Test
    void aSettingForSomeIsReportedBesideTheOneForAll() throws Exception {
        assertThat(findings(
                        "accounts.sudo-targetpw",
                        guest("Defaults targetpw\nDefaults !targetpw\nDefaults:ops runaspw\n")))
                .singleElement()
                .asString()
                .startsWith(
                        "WARNING /etc/sudoers:3 'Defaults runaspw' asks for the password of runas_default, for some");
    }

    @Test
    void theVendorsFileCountsOnlyWhereThereIsNoOther() throws Exception {
        MemoryFileTree.Builder files = MemoryFileTree.builder()
                .file("/etc/passwd", "root:x:0:0::/root:/bin/sh\nops:x:1000:1000::/home/ops:/bin/sh\n");
        rules(files, "/usr/etc/sudoers", "@includedir /etc/sudoers.d\nops ALL=NOPASSWD: ALL\n");
        assertThat(findings("accounts.sudo-excessive", files)).hasSize(1);
        rules(files, "/etc/sudoers", STOCK);
        assertThat(findings("accounts.sudo-excessive", files)).isEmpty();
        assertThat(ALL).hasSize(3);
    }
}

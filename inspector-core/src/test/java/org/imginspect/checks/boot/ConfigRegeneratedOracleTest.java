package org.imginspect.checks.boot;

import static org.assertj.core.api.Assertions.assertThat;

import org.imginspect.check.Outcome;
import org.imginspect.checks.Evaluation;
import org.imginspect.fixtures.GuestContainer;
import org.imginspect.guest.MemoryFileTree;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether a menu has to be made anew, compared with the real Debian's grub-mkconfig: it has if that writes another menu than there is. */
class ConfigRegeneratedOracleTest {
    private static final String UUID = "0d0e0b1a-0013-4e47-9c3b-1234567890ab";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "GRUB_TIMEOUT=7",
                "GRUB_TIMEOUT=-1",
                "GRUB_TIMEOUT=0\nGRUB_TIMEOUT_STYLE=hidden",
                "GRUB_HIDDEN_TIMEOUT=3\nGRUB_TIMEOUT=0",
                "GRUB_CMDLINE_LINUX=\"$GRUB_CMDLINE_LINUX net.ifnames=0\"",
                "GRUB_CMDLINE_LINUX=",
                "GRUB_CMDLINE_LINUX_DEFAULT=\"quiet splash\"",
                "GRUB_CMDLINE_LINUX_DEFAULT='mitigations=off  x=y'",
                "GRUB_CMDLINE_LINUX_RECOVERY=\"single x\"",
                "GRUB_DISABLE_RECOVERY=true",
                "GRUB_TERMINAL=\"console serial\"",
                "GRUB_DEFAULT=saved\nGRUB_SAVEDEFAULT=true",
                "GRUB_DISABLE_SUBMENU=y"
            })
    void findingsAppearWithTheSettingsAndGoWithTheNewMenu(String settings) throws Exception {
        GuestContainer guest = GuestContainer.debian13();
        GuestGrub grub = new GuestGrub(guest, UUID);
        String before = grub.mkconfig("");
        String after = grub.mkconfig(settings + "\n");
        boolean matters = !menu(before).equals(menu(after));

        assertThat(check(guest, before, settings)).isEqualTo(matters ? Outcome.FINDINGS : Outcome.PASS);
        assertThat(check(guest, after, settings)).isEqualTo(Outcome.PASS);
    }

    private static Outcome check(GuestContainer guest, String menu, String settings) throws Exception {
        MemoryFileTree.Builder files = MemoryFileTree.builder()
                .file("/boot/grub/grub.cfg", menu)
                .file("/etc/default/grub.d/99-test.cfg", settings + "\n");
        for (String file :
                guest.shell("ls /etc/default/grub /etc/default/grub.d/*.cfg").lines()) {
            files.file(file, guest.exec("cat", file).succeeded());
        }
        return Evaluation.of("boot.config-regenerated", files).outcome();
    }

    /** The lines of a menu that the check is about: the first entry's kernel with its arguments, and the timeouts. */
    private static String menu(String config) {
        StringBuilder lines = new StringBuilder();
        boolean first = true;
        for (String line : config.split("\n", -1)) {
            if (line.contains("set timeout=") || (first && line.startsWith("\tlinux\t"))) {
                lines.append(line.strip()).append('\n');
                first &= line.contains("set timeout=");
            }
        }
        return lines.toString();
    }
}

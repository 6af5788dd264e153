package org.imginspect.facts.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.imginspect.facts.boot.TestBoot.commandLine;
import static org.imginspect.facts.boot.TestBoot.find;
import static org.imginspect.facts.boot.TestBoot.menu;
import static org.imginspect.facts.boot.TestBoot.started;

import java.util.List;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.facts.boot.BootMenu.Loader;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.MemoryFileTree;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SystemdBootMenuTest {
    private static MemoryFileTree.Builder esp(String loaderConf) {
        return MemoryFileTree.builder()
                .file("/boot/efi/EFI/systemd/systemd-bootx64.efi", "MZ")
                .file("/boot/efi/loader/loader.conf", loaderConf);
    }

    private static MemoryFileTree.Builder entry(MemoryFileTree.Builder files, String name, String lines) {
        return files.file("/boot/efi/loader/entries/" + name, lines + "linux /" + name + "/linux\n")
                .file("/boot/efi/" + name + "/linux", "MZ");
    }

    private static final String MACHINE = "0123456789abcdef0123456789abcdef";

    /** As kernel-install's 90-loaderentry.install writes it on Debian 13. */
    @Test
    void startsWhatKernelInstallWrote() throws Exception {
        BootMenu menu = menu(esp("#timeout 3\n#console-mode keep\n")
                .file("/boot/efi/loader/entries/" + MACHINE + "-6.12.48+deb13-amd64.conf", """
                        # Boot Loader Specification type#1 entry
                        # File created by /usr/lib/kernel/install.d/90-loaderentry.install (systemd 257.8-1~deb13u2)
                        title      Debian GNU/Linux 13 (trixie)
                        version    6.12.48+deb13-amd64
                        machine-id %1$s
                        sort-key   debian
                        options    root=UUID=1 ro console=ttyS0
                        options    systemd.machine_id=%1$s
                        linux      /%1$s/6.12.48+deb13-amd64/linux
                        initrd     /%1$s/6.12.48+deb13-amd64/initrd.img-6.12.48+deb13-amd64
                        """.formatted(MACHINE))
                .file("/boot/efi/" + MACHINE + "/6.12.48+deb13-amd64/linux", "MZ"));
        BootEntry entry = menu.defaultEntry().orElseThrow();
        assertThat(menu.loader()).isEqualTo(Loader.SYSTEMD_BOOT);
        assertThat(menu.timeout().milliseconds()).hasValue(0);
        assertThat(entry.kernel().orElseThrow().located())
                .contains(GuestPath.of("/boot/efi/" + MACHINE + "/6.12.48+deb13-amd64/linux"));
        assertThat(entry.release()).contains("6.12.48+deb13-amd64");
        assertThat(commandLine(entry)).isEqualTo("root=UUID=1 ro console=ttyS0 systemd.machine_id=" + MACHINE);
        assertThat(entry.arguments().get(2).line()).isEqualTo(7);
        assertThat(entry.arguments().get(3).line()).isEqualTo(8);
    }

    @ParameterizedTest
    @CsvSource({
        "'', b-2.conf",
        "'default a-*', a-10.conf",
        "'default A-9.CONF', a-9.conf",
        "'default a-[0-9].conf', a-9.conf",
        "'default nothing', b-2.conf",
        "'default @saved', b-2.conf",
        "'default c.conf', c.conf"
    })
    void defaultIsThePatternsFirstMatchInTheMenusOrder(String config, String id) throws Exception {
        MemoryFileTree.Builder files = esp(config + "\n");
        entry(files, "a-9.conf", "sort-key debian\nversion 9\n");
        entry(files, "a-10.conf", "sort-key debian\nversion 10\n");
        entry(files, "b-2.conf", "sort-key arch\nversion 2\n");
        entry(files, "c.conf", "");
        entry(files, "z+0-3.conf", "sort-key aaa\n");
        BootMenu menu = menu(files);
        assertThat(menu.entries())
                .extracting(BootEntry::id)
                .containsExactly("b-2.conf", "a-10.conf", "a-9.conf", "c.conf", "z+0-3.conf");
        assertThat(menu.defaultEntry().orElseThrow().id()).isEqualTo(id);
    }

    @ParameterizedTest
    @CsvSource({
        "x.conf, -1, -1",
        "x+3.conf, 3, 0",
        "x+2-1.conf, 2, 1",
        "x+1+0-4.conf, 0, 4",
        "x+2-1-amd64.conf, -1, -1",
        "x+.conf, -1, -1",
        "x+99999999999.conf, -1, -1",
        "6.12.48+deb13-amd64.conf, -1, -1"
    })
    void countersStandBeforeTheSuffix(String name, long left, long done) {
        assertThat(LoaderEntry.tries(name, ".conf")).containsExactly(left, done);
    }

    @ParameterizedTest
    @CsvSource({"5, 5000", "menu-hidden, 0", "menu-disabled, 0", "soon, 0"})
    void timeout(String value, long milliseconds) throws Exception {
        assertThat(menu(entry(esp("timeout " + value + "\n"), "a.conf", ""))
                        .timeout()
                        .milliseconds())
                .hasValue(milliseconds);
    }

    @Test
    void entryWithoutItsKernelIsListedButNeverStarts() throws Exception {
        MemoryFileTree.Builder files = entry(esp("default a*\n"), "b.conf", "");
        files.file("/boot/efi/loader/entries/a.conf", "linux /gone\n");
        BootMenu menu = menu(files);
        assertThat(menu.entries()).extracting(BootEntry::id).containsExactly("b.conf", "a.conf");
        assertThat(menu.defaultEntry().orElseThrow().id()).isEqualTo("b.conf");
        assertThat(menu(esp("").file("/boot/efi/loader/entries/a.conf", "linux /gone\n"))
                        .defaultEntry())
                .isEmpty();
    }

    /** Since 258 (PR 38897) the name is matched without its counters. */
    @Test
    void defaultThatVersionsUnderstandDifferentlyIsUnknown() {
        MemoryFileTree.Builder files = esp("default a.conf\n");
        entry(files, "a+3.conf", "");
        entry(files, "b.conf", "");
        assertThatThrownBy(() -> menu(files))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("depends on its version");
    }

    @Test
    void entryThatSystemdBootFindsForItselfIsRefusedByName() {
        assertThatThrownBy(() -> menu(entry(esp("default auto-windows\n"), "a.conf", "")))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("auto-windows");
    }

    @Test
    void forcedMenuWaitsForEver() throws Exception {
        assertThat(menu(entry(esp("timeout menu-force\n"), "a.conf", ""))
                        .timeout()
                        .milliseconds())
                .isEmpty();
    }

    @Test
    void extendedBootPartitionHoldsEntriesToo() throws Exception {
        BootEntry entry = started(
                esp("").file("/boot/loader/entries/x.conf", "linux /vmlinuz-6.1.0\ninitrd /initrd\noptions ro\n")
                        .file("/boot/vmlinuz-6.1.0", "MZ"),
                "table gpt",
                "partition 1 type=esp",
                "filesystem 1 vfat mount=/boot/efi",
                "partition 2 type=BC13C2FF-59E6-4262-A352-B275FD6F7172",
                "filesystem 2 vfat mount=/boot",
                "partition 3",
                "filesystem 3 ext4 mount=/");
        assertThat(entry.kernel().orElseThrow().located()).contains(GuestPath.of("/boot/vmlinuz-6.1.0"));
        assertThat(entry.initrds().get(0).located()).contains(GuestPath.of("/boot/initrd"));
    }

    @Test
    void entriesOfGrubAreNotAnotherLoaders() throws Exception {
        MemoryFileTree.Builder files = MemoryFileTree.builder()
                .file("/boot/grub2/grub.cfg", "blscfg\n")
                .file("/boot/loader/entries/x.conf", "linux /vmlinuz-6.1.0\noptions ro\n");
        assertThat(find(files).orElseThrow().menus())
                .extracting(BootMenu::loader)
                .containsExactly(Loader.GRUB2);
        assertThat(find(entry(files.file("/boot/efi/loader/loader.conf", ""), "y.conf", ""))
                        .orElseThrow()
                        .menus())
                .extracting(BootMenu::loader)
                .containsExactly(Loader.GRUB2, Loader.SYSTEMD_BOOT);
    }

    @Test
    void entriesForOtherMachinesAndWithoutAProgramAreLeftOut() throws Exception {
        MemoryFileTree.Builder files = esp("");
        entry(files, "a.conf", "architecture aa64\n");
        entry(files, "b.conf", "architecture X64\n");
        files.file("/boot/efi/loader/entries/c.conf", "title none\n");
        files.file("/boot/efi/loader/entries/auto-d.conf", "linux /x\n");
        byte[] elf = new byte[20];
        List<Integer> head = List.of(0x7f, 0x45, 0x4c, 0x46, 2, 1);
        for (int i = 0; i < head.size(); i++) {
            elf[i] = head.get(i).byteValue();
        }
        elf[18] = 62;
        files.file("/bin/sh", elf, 0755, 0, 0).file("/etc/os-release", "ID=debian\n");
        assertThat(menu(files).entries()).extracting(BootEntry::id).containsExactly("b.conf");
    }

    @Test
    void namesOnFatAreFoundInAnyCase() throws Exception {
        MemoryFileTree.Builder files = MemoryFileTree.builder()
                .file("/boot/efi/LOADER/Loader.conf", "")
                .file("/boot/efi/LOADER/ENTRIES/X.CONF", "linux \\EFI\\LINUX\\K\n")
                .file("/boot/efi/efi/linux/k", "MZ");
        assertThat(started(files).kernel().orElseThrow().located()).contains(GuestPath.of("/boot/efi/efi/linux/k"));
    }
}

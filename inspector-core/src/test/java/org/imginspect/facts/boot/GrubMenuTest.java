package org.imginspect.facts.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.imginspect.engine.StorageMap;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.facts.Facts;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.Kind;
import org.imginspect.guest.MemoryFileTree;
import org.imginspect.io.Limits;
import org.imginspect.scan.ExampleStorage;
import org.junit.jupiter.api.Test;

class GrubMenuTest {
    private static final String BLOCK = "# GRUB Environment Block\n";

    private static String resource(String name) throws Exception {
        try (InputStream in = GrubMenuTest.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static BootConfig gather(MemoryFileTree.Builder files, String... storage) throws ImageException {
        return find(files, storage).orElseThrow();
    }

    private static Optional<BootConfig> find(MemoryFileTree.Builder files, String... storage) throws ImageException {
        GuestTree tree = new GuestTree(files.build(), Limits.defaults());
        StorageMap map = ExampleStorage.of(List.of(storage));
        return new BootConfigGatherer().gather(tree, new Facts(tree, map, List.of()));
    }

    private static MemoryFileTree.Builder grub(String config) {
        return MemoryFileTree.builder().file("/boot/grub/grub.cfg", config);
    }

    private static String commandLine(BootEntry entry) {
        return String.join(
                " ", entry.arguments().stream().map(BootEntry.Argument::text).toList());
    }

    private static BootEntry started(MemoryFileTree.Builder files, String... storage) throws ImageException {
        return gather(files, storage).main().defaultEntry().orElseThrow();
    }

    /** The configuration grub-mkconfig wrote for a real Debian 12; expected is what its kernel printed when it was booted. */
    @Test
    void startsWhatTheRealDebianStarts() throws Exception {
        BootMenu menu = gather(
                        grub(resource("debian12-grub.cfg")).file("/boot/grub/i386-pc/normal.mod", ""),
                        "table gpt",
                        "partition 3 type=linux",
                        "filesystem 3 ext4 mount=/ uuid=0d0e0b1a-0012-4e47-9c3b-1234567890ab")
                .main();
        BootEntry entry = menu.defaultEntry().orElseThrow();
        assertThat(commandLine(entry))
                .isEqualTo("root=UUID=0d0e0b1a-0012-4e47-9c3b-1234567890ab ro console=tty0 console=ttyS0,115200n8");
        assertThat(entry.kernel().orElseThrow().located()).contains(GuestPath.of("/boot/vmlinuz-6.1.0-56-cloud-amd64"));
        assertThat(entry.initrds()).hasSize(1);
        assertThat(entry.initrds().get(0).located()).contains(GuestPath.of("/boot/initrd.img-6.1.0-56-cloud-amd64"));
        assertThat(entry.line()).isEqualTo(86);
        assertThat(entry.arguments().get(3).line()).isEqualTo(99);
        assertThat(menu.entries())
                .extracting(BootEntry::title)
                .containsExactly(
                        "Debian GNU/Linux",
                        "Debian GNU/Linux, with Linux 6.1.0-56-cloud-amd64",
                        "Debian GNU/Linux, with Linux 6.1.0-56-cloud-amd64 (recovery mode)");
        assertThat(menu.timeout().milliseconds()).hasValue(1000);
        assertThat(menu.choice()).contains("0");
    }

    @Test
    void savedEntryOfASubmenuIsTheDefault() throws Exception {
        String id = "gnulinux-advanced-0d0e0b1a-0012-4e47-9c3b-1234567890ab"
                + ">gnulinux-6.1.0-56-cloud-amd64-recovery-0d0e0b1a-0012-4e47-9c3b-1234567890ab";
        String config = resource("debian12-grub.cfg").replace("set default=\"0\"", "set default=\"${saved_entry}\"");
        BootEntry entry =
                started(grub(config).file("/boot/grub/grubenv", BLOCK + "saved_entry=" + id + "\n" + "#".repeat(900)));
        assertThat(entry.title()).endsWith("(recovery mode)");
        assertThat(commandLine(entry)).contains("ro single console=tty0");
    }

    @Test
    void separateBootFileSystemIsMappedToItsMountPoint() throws Exception {
        BootEntry entry = started(
                grub(
                        "search --no-floppy --fs-uuid --set=root 12ab\nmenuentry L {\nlinux /vmlinuz-1 ro\ninitrd /i1 /i2\n}\n"),
                "table gpt",
                "partition 1",
                "filesystem 1 ext4 mount=/boot uuid=12AB",
                "partition 2",
                "filesystem 2 ext4 mount=/ uuid=34cd");
        assertThat(entry.kernel().orElseThrow().located()).contains(GuestPath.of("/boot/vmlinuz-1"));
        assertThat(entry.initrds())
                .extracting(BootFile::path)
                .containsExactly(Optional.of(GuestPath.of("/boot/i1")), Optional.of(GuestPath.of("/boot/i2")));
    }

    @Test
    void prefixLiesOnTheFileSystemOfTheConfiguration() throws Exception {
        BootEntry entry = started(
                grub("menuentry L {\nlinux $prefix/../k\n}\nmenuentry M {\nlinux ($root)/k\n}\nset default=M\n"),
                "table mbr",
                "partition 1",
                "filesystem 1 ext4 mount=/boot",
                "partition 2",
                "filesystem 2 ext4 mount=/");
        assertThat(entry.kernel().orElseThrow().written()).isEqualTo("(hd0,msdos1)/k");
        assertThat(entry.kernel().orElseThrow().located()).contains(GuestPath.of("/boot/k"));
    }

    @Test
    void deviceThatIsNotOnTheDiskIsAbsentNotUnknown() throws Exception {
        BootEntry entry = started(
                grub("set root='hd0,gpt7'\nmenuentry L {\nlinux /k\n}\n"),
                "table gpt",
                "partition 1",
                "filesystem 1 ext4 mount=/");
        assertThat(entry.kernel().orElseThrow().located()).isEmpty();
    }

    @Test
    void searchThatMayEndInWhatWasNotReadIsUnknown() throws Exception {
        BootEntry entry = started(
                grub("search --fs-uuid --set=root 99\nmenuentry L {\nlinux /k\n}\n"),
                "table gpt",
                "partition 1",
                "filesystem 1 ext4 mount=/ uuid=11",
                "partition 2",
                "filesystem 2 LVM2_member state=unsupported");
        assertThatThrownBy(() -> entry.kernel().orElseThrow().located())
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("what was not read");
    }

    @Test
    void unquotedVariablesSplitAndVanish() throws Exception {
        BootEntry entry = started(grub("""
                set two="a  b"
                set none=
                menuentry L {
                 linux /k $two "$two" $none "$none" x$two${none}y 'a $two' \\$two
                }
                """));
        assertThat(entry.arguments())
                .extracting(BootEntry.Argument::text)
                .containsExactly("a", "b", "a  b", "", "xa", "by", "a $two", "$two");
    }

    @Test
    void argumentsKnowTheEnvironmentBlockTheyComeFrom() throws Exception {
        BootEntry entry = started(grub("load_env\nmenuentry L {\n linux /k quiet $kernelopts\n}\n")
                .file("/boot/grub/grubenv", BLOCK + "x=1\nkernelopts=root=/dev/sda1 ro\n###"));
        assertThat(entry.arguments())
                .containsExactly(
                        new BootEntry.Argument("quiet", GuestPath.of("/boot/grub/grub.cfg"), 3),
                        new BootEntry.Argument("root=/dev/sda1", GuestPath.of("/boot/grub/grubenv"), 3),
                        new BootEntry.Argument("ro", GuestPath.of("/boot/grub/grubenv"), 3));
    }

    @Test
    void entriesDoNotSeeEachOthersVariables() throws Exception {
        BootMenu menu = gather(grub("menuentry A {\nset x=1\nlinux /a $x\n}\nmenuentry B {\nlinux /b $x\n}\n"))
                .main();
        assertThat(menu.entries()).extracting(GrubMenuTest::commandLine).containsExactly("1", "");
    }

    @Test
    void submenuSeesOnlyExportedVariables() throws Exception {
        BootMenu menu = gather(grub("set a=1\nset b=2\nexport b\nsubmenu S {\nmenuentry L {\nlinux /k a$a b$b\n}\n}\n"))
                .main();
        assertThat(commandLine(menu.entries().get(0))).isEqualTo("a b2");
        assertThat(menu.defaultEntry()).contains(menu.entries().get(0));
    }

    @Test
    void conditionsLoopsAndFunctionsRun() throws Exception {
        BootEntry entry = started(grub("""
                function pick { if [ "$1" = no ]; then return 1; fi; set got="$got$1"; return 0; }
                for n in a b no c; do
                  if pick $n; then true; else break; fi
                done
                set i=0
                while [ $i -lt 3 ]; do increment i; done
                if [ ! -f /boot/none -a -d /boot -o -e /none ]; then set test=yes; fi
                if [ -n "$zz" ]; then set r=1; elif [ x$got == xab ]; then set r=2; else set r=3; fi
                menuentry L --class x { linux /k $got $i $test $r $# $1; }
                """));
        assertThat(commandLine(entry)).isEqualTo("ab 3 yes 2 1 L");
    }

    @Test
    void stubOnTheEspLeadsToTheMainMenu() throws Exception {
        BootConfig config = gather(
                grub("menuentry L {\nlinux /boot/k\n}\n")
                        .file(
                                "/boot/efi/EFI/debian/grub.cfg",
                                "search.fs_uuid 11 root hd0,gpt2\nset prefix=($root)'/boot/grub'\nconfigfile $prefix/grub.cfg\n"),
                "table gpt",
                "partition 1 type=esp",
                "filesystem 1 vfat mount=/boot/efi uuid=AAAA-BBBB",
                "partition 2",
                "filesystem 2 ext4 mount=/ uuid=11");
        assertThat(config.menus()).hasSize(1);
        assertThat(config.main().file()).isEqualTo(GuestPath.of("/boot/grub/grub.cfg"));
    }

    @Test
    void ownMenuOnTheEspIsASecondOne() throws Exception {
        BootConfig config = gather(grub("menuentry L {\nlinux /boot/k\n}\n")
                .file("/boot/efi/EFI/centos/grub.cfg", "menuentry E {\nlinuxefi /boot/k quiet\n}\n"));
        assertThat(config.menus()).hasSize(2);
        assertThat(config.defaultEntries()).extracting(BootEntry::title).containsExactly("L", "E");
    }

    @Test
    void blsEntriesComeNewestFirstWithKernelopts() throws Exception {
        String grub2 = "load_env -f ${config_directory}/grubenv\nset default=\"${saved_entry}\"\nblscfg\n";
        MemoryFileTree.Builder files = MemoryFileTree.builder()
                .file("/boot/grub2/grub.cfg", grub2)
                .file("/boot/grub2/grubenv", BLOCK + "kernelopts=root=UUID=1 ro console=ttyS0\n")
                .file("/boot/loader/entries/abc-0-rescue.conf", "title Rescue\nlinux /vmlinuz-0-rescue-abc\n")
                .file(
                        "/boot/loader/entries/abc-4.18.0-80.el8.x86_64.conf",
                        "title Old\nversion 4.18.0-80\nlinux /vmlinuz-80\ninitrd /i-80 $tuned_initrd\noptions $kernelopts $tuned_params\n")
                .file(
                        "/boot/loader/entries/abc-4.18.0-147.el8.x86_64.conf",
                        "title New\nlinux /vmlinuz-147\ninitrd /i-147\noptions $kernelopts quiet\n");
        BootMenu menu = gather(files, "table mbr", "partition 1", "filesystem 1 xfs mount=/boot")
                .main();
        assertThat(menu.entries()).extracting(BootEntry::title).containsExactly("New", "Old", "Rescue");
        BootEntry first = menu.defaultEntry().orElseThrow();
        assertThat(commandLine(first)).isEqualTo("root=UUID=1 ro console=ttyS0 quiet");
        assertThat(first.kernel().orElseThrow().located()).contains(GuestPath.of("/boot/vmlinuz-147"));
        assertThat(menu.entries().get(1).initrds()).hasSize(1);
        assertThat(commandLine(menu.entries().get(1))).isEqualTo("root=UUID=1 ro console=ttyS0");

        files.file("/boot/grub2/grubenv", BLOCK + "saved_entry=abc-4.18.0-80.el8.x86_64\n");
        menu = gather(files, "table mbr", "partition 1", "filesystem 1 xfs mount=/boot")
                .main();
        assertThat(menu.defaultEntry().orElseThrow().title()).isEqualTo("Old");
    }

    @Test
    void grubLegacyCountsFromZero() throws Exception {
        BootMenu menu = gather(
                        MemoryFileTree.builder()
                                .file("/boot/grub/grub.conf", """
                                        # comment
                                        default=1
                                        timeout=5
                                        title CentOS (old)
                                        \troot (hd0,0)
                                        \tkernel /vmlinuz-1 ro root=/dev/sda2
                                        title CentOS
                                        \troot (hd0,0)
                                        \tkernel --no-mem-option /vmlinuz-2 ro root=UUID=1 console=ttyS0
                                        \tinitrd /initramfs-2.img
                                        """)
                                .symlink("/boot/grub/menu.lst", "./grub.conf"),
                        "table mbr",
                        "partition 1",
                        "filesystem 1 ext4 mount=/boot",
                        "partition 2",
                        "filesystem 2 ext4 mount=/")
                .main();
        BootEntry entry = menu.defaultEntry().orElseThrow();
        assertThat(menu.loader()).isEqualTo(BootMenu.Loader.GRUB_LEGACY);
        assertThat(entry.title()).isEqualTo("CentOS");
        assertThat(entry.line()).isEqualTo(7);
        assertThat(entry.kernel().orElseThrow().located()).contains(GuestPath.of("/boot/vmlinuz-2"));
        assertThat(entry.initrds().get(0).located()).contains(GuestPath.of("/boot/initramfs-2.img"));
        assertThat(commandLine(entry)).isEqualTo("ro root=UUID=1 console=ttyS0");
    }

    @Test
    void nothingToBootIsAbsentAndOtherLoadersAreRefusedByName() throws Exception {
        assertThat(find(MemoryFileTree.builder().file("/etc/fstab", ""))).isEmpty();
        assertThatThrownBy(() -> find(MemoryFileTree.builder().file("/etc/lilo.conf", "boot=/dev/sda\n")))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("LILO");
        assertThatThrownBy(() -> find(
                        MemoryFileTree.builder(),
                        "table gpt",
                        "partition 1",
                        "filesystem 1 ext4 mount=/",
                        "partition 2",
                        "filesystem 2 xfs state=unsupported"))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("may lie in what was not read");
    }

    @Test
    void damageIsNeverAnEmptyMenu() {
        MemoryFileTree.Builder unreadable = MemoryFileTree.builder()
                .damaged(
                        "/boot/grub/grub.cfg",
                        Kind.FILE,
                        () -> new DamagedImageException("ext4: extent is bad", "disk"));
        assertThatThrownBy(() -> find(unreadable)).isInstanceOf(DamagedImageException.class);
        for (String script : List.of(
                "if [ 1 ]; then\n",
                "menuentry L { linux /k\n",
                "set x='never closed\n",
                "true && false\n",
                "echo ${never\n",
                "fi\n",
                "menuentry L }\n",
                "for x in a b\n")) {
            assertThatThrownBy(() -> find(grub(script))).as(script).isInstanceOf(DamagedImageException.class);
        }
        for (String script : List.of("regexp --set=1:x . y\n", "smbios --type 1 --set x\n")) {
            assertThatThrownBy(() -> find(grub(script)))
                    .as(script)
                    .isInstanceOf(UnsupportedFeatureException.class)
                    .hasMessageContaining("line 1");
        }
    }

    @Test
    void endlessScriptsEnd() {
        for (String script : List.of(
                "while true; do true; done\n",
                "function f { f; }\nf\n",
                "source /boot/grub/grub.cfg\n",
                "configfile /boot/grub/grub.cfg\n",
                "set a=aaaaaaaaaaaaaaaa\nwhile true; do set a=$a$a; done\n",
                "function f { submenu S { f; }; }\nf\n",
                "while true; do menuentry L { linux /k; }; done\n")) {
            assertThatThrownBy(() -> find(grub(script))).as(script).isInstanceOf(UnsupportedFeatureException.class);
        }
        String deep = "if true; then\n".repeat(5000) + "fi\n".repeat(5000);
        assertThatThrownBy(() -> find(grub(deep))).isInstanceOf(DamagedImageException.class);
        String parentheses = "if [ " + "( ".repeat(5000) + " ]; then true; fi\n";
        assertThatThrownBy(() -> find(grub(parentheses))).isInstanceOf(UnsupportedFeatureException.class);
    }
}

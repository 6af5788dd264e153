package org.imginspect.facts.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.imginspect.facts.boot.TestBoot.commandLine;
import static org.imginspect.facts.boot.TestBoot.find;
import static org.imginspect.facts.boot.TestBoot.menu;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.LimitExceededException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.facts.boot.BootMenu.Loader;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.MemoryFileTree;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Limits;
import org.junit.jupiter.api.Test;

class UnifiedKernelTest {
    private static final String RELEASE = "6.12.43+deb13-amd64";

    private static PeBuilder image() {
        return new PeBuilder()
                .section(".osrel", "ID=debian\nVERSION_ID=\"13\"\nPRETTY_NAME=\"Debian GNU/Linux 13\"\n")
                .section(".cmdline", "root=UUID=1 ro\nconsole=ttyS0\0")
                .section(".uname", RELEASE)
                .section(".linux", "kernel")
                .section(".initrd", "archive");
    }

    private static MemoryFileTree.Builder loader(PeBuilder image) {
        return MemoryFileTree.builder()
                .file("/boot/efi/EFI/systemd/systemd-bootx64.efi", "MZ")
                .file("/boot/efi/EFI/Linux/debian.efi", image.build(), 0644, 0, 0);
    }

    @Test
    void sectionsAreWhatTheEntryStarts() throws Exception {
        MemoryFileTree.Builder files = loader(image());
        BootEntry entry = menu(files).defaultEntry().orElseThrow();
        assertThat(entry.title()).isEqualTo("Debian GNU/Linux 13");
        assertThat(entry.release()).contains(RELEASE);
        assertThat(commandLine(entry)).isEqualTo("root=UUID=1 ro console=ttyS0");
        assertThat(entry.arguments().get(2).line()).isEqualTo(2);
        assertThat(entry.kernel().orElseThrow().located()).contains(GuestPath.of("/boot/efi/EFI/Linux/debian.efi"));
        GuestTree tree = new GuestTree(files.build(), Limits.defaults());
        try (ByteSource initrd = entry.initrds().get(0).open(tree).orElseThrow()) {
            assertThat(initrd.read(0, (int) initrd.size()).latin1(0, (int) initrd.size()))
                    .isEqualTo("archive");
        }
    }

    @Test
    void addOnsAddArguments() throws Exception {
        MemoryFileTree.Builder files = loader(image())
                .file(
                        "/boot/efi/loader/addons/all.addon.efi",
                        new PeBuilder().section(".cmdline", "a=1").build(),
                        0644,
                        0,
                        0)
                .file(
                        "/boot/efi/EFI/Linux/debian.efi.extra.d/own.addon.efi",
                        new PeBuilder().section(".cmdline", "b=2").build(),
                        0644,
                        0,
                        0);
        BootEntry entry = menu(files).defaultEntry().orElseThrow();
        assertThat(commandLine(entry)).isEqualTo("root=UUID=1 ro console=ttyS0 a=1 b=2");
        assertThat(entry.arguments().get(4).file().text()).endsWith("own.addon.efi");
    }

    @Test
    void firmwareStartsAnImageInTheFallbackPlace() throws Exception {
        BootMenu menu =
                menu(MemoryFileTree.builder().file("/boot/efi/EFI/BOOT/BOOTX64.EFI", image().build(), 0644, 0, 0));
        assertThat(menu.loader()).isEqualTo(Loader.FIRMWARE);
        assertThat(commandLine(menu.defaultEntry().orElseThrow())).endsWith("console=ttyS0");
        assertThatThrownBy(() -> find(MemoryFileTree.builder()
                        .file("/boot/efi/EFI/BOOT/BOOTX64.EFI", "MZ")
                        .file("/boot/efi/EFI/Linux/x.efi", image().build(), 0644, 0, 0)))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("no loader that is known to start one");
    }

    @Test
    void grubChainLoadsAnImage() throws Exception {
        BootMenu menu = menu(MemoryFileTree.builder()
                .file("/boot/grub/grub.cfg", "menuentry U {\nchainloader /boot/efi/EFI/Linux/x.efi\n}\n")
                .file("/boot/efi/EFI/Linux/x.efi", image().build(), 0644, 0, 0));
        assertThat(commandLine(menu.defaultEntry().orElseThrow())).endsWith("console=ttyS0");
    }

    @Test
    void entryOfTypeOneMayOverrideTheArguments() throws Exception {
        MemoryFileTree.Builder files = loader(image())
                .file("/boot/efi/loader/loader.conf", "default x.conf\n")
                .file("/boot/efi/loader/entries/x.conf", "title X\nefi /EFI/Linux/debian.efi\noptions quiet\n")
                .file("/boot/efi/loader/entries/y.conf", "title Y\nefi /EFI/systemd/systemd-bootx64.efi\n");
        BootMenu menu = menu(files);
        assertThat(commandLine(menu.defaultEntry().orElseThrow())).isEqualTo("quiet");
        assertThat(menu.entries())
                .filteredOn(entry -> entry.id().equals("y.conf"))
                .singleElement()
                .satisfies(entry -> assertThat(entry.kernel()).isEmpty());
    }

    @Test
    void profilesAreRefusedByName() {
        assertThatThrownBy(() -> menu(loader(image().section(".profile", "ID=main\n"))))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("profiles");
    }

    @Test
    void longSectionReachesOurCap() {
        GuestTree tree =
                new GuestTree(loader(image()).build(), Limits.defaults().with(Limits.TEXT_FILE_BYTES, 10));
        assertThatThrownBy(() -> UnifiedKernel.read(
                        tree, GuestPath.of("/boot/efi/EFI/Linux/debian.efi"), GuestPath.of("/boot/efi")))
                .isInstanceOf(LimitExceededException.class);
    }

    @Test
    void sectionsOutsideTheFileAreDamage() {
        byte[] bytes = image().build();
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(0x58 + 0xf0 + 0x14, 0x7fffffff);
        assertThatThrownBy(() -> read(bytes))
                .isInstanceOf(DamagedImageException.class)
                .hasMessageContaining(".osrel lies outside");
        byte[] many = image().build();
        ByteBuffer.wrap(many).order(ByteOrder.LITTLE_ENDIAN).putShort(0x46, (short) 0xffff);
        assertThatThrownBy(() -> read(many))
                .isInstanceOf(DamagedImageException.class)
                .hasMessageContaining("65535");
    }

    @Test
    void whateverTheBytesAreNothingElseIsThrown() {
        byte[] whole = image().build();
        Random random = new Random(3);
        for (int i = 0; i < 4000; i++) {
            byte[] bytes = Arrays.copyOf(whole, i % 4 == 0 ? random.nextInt(whole.length) : whole.length);
            for (int j = 0; j < 1 + random.nextInt(4) && bytes.length > 0; j++) {
                bytes[random.nextInt(Math.min(bytes.length, PeBuilder.HEADERS))] = (byte) random.nextInt();
            }
            try {
                read(bytes);
            } catch (ImageException expected) {
                assertThat(expected.getMessage()).startsWith("pe: ");
            }
        }
    }

    @Test
    void kernelSaysItsReleaseWhereNothingElseDoes() throws Exception {
        byte[] kernel = new byte[0x400];
        System.arraycopy("HdrS".getBytes(StandardCharsets.US_ASCII), 0, kernel, 0x202, 4);
        kernel[0x20e] = 0x40;
        byte[] text = "6.6.31-0-virt (buildozer@build) #1-Alpine".getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(text, 0, kernel, 0x240, text.length);
        BootEntry entry = menu(MemoryFileTree.builder()
                        .file("/boot/grub/grub.cfg", "menuentry L {\nlinux /boot/vmlinuz\n}\n")
                        .file("/boot/vmlinuz", kernel, 0644, 0, 0))
                .defaultEntry()
                .orElseThrow();
        assertThat(entry.release()).contains("6.6.31-0-virt");
    }

    @Test
    void builtInArgumentsFollowTheKernelsRule() throws Exception {
        String grub = "menuentry L {\nlinux /boot/vmlinuz-1 a\n}\n";
        String empty = "menuentry L {\nlinux /boot/vmlinuz-1\n}\n";
        String line = "CONFIG_CMDLINE=\"b \\\"c d\\\"\"\n";
        List<List<String>> cases = List.of(
                List.of(grub, "CONFIG_X86=y\nCONFIG_CMDLINE_BOOL=y\n" + line, "b|c d|a"),
                List.of(grub, "CONFIG_X86=y\n" + line + "CONFIG_CMDLINE_OVERRIDE=y\n", "b|c d"),
                List.of(grub, "CONFIG_ARM64=y\n" + line + "CONFIG_CMDLINE_FROM_BOOTLOADER=y\n", "a"),
                List.of(empty, "CONFIG_ARM64=y\n" + line + "CONFIG_CMDLINE_FROM_BOOTLOADER=y\n", "b|c d"),
                List.of(grub, "CONFIG_ARM64=y\n" + line + "CONFIG_CMDLINE_FORCE=y\n", "b|c d"),
                List.of(grub, "CONFIG_ARM=y\n" + line + "CONFIG_CMDLINE_EXTEND=y\n", "a|b|c d"),
                List.of(grub, "CONFIG_X86=y\n# CONFIG_CMDLINE_BOOL is not set\n", "a"),
                List.of(grub, "CONFIG_ARM64=y\nCONFIG_CMDLINE=\"\"\n", "a"));
        for (List<String> one : cases) {
            BootEntry entry = menu(MemoryFileTree.builder()
                            .file("/boot/grub/grub.cfg", one.get(0))
                            .file("/boot/config-1", one.get(1)))
                    .defaultEntry()
                    .orElseThrow();
            assertThat(String.join(
                            "|",
                            entry.arguments().stream()
                                    .map(BootEntry.Argument::text)
                                    .toList()))
                    .as(one.get(1))
                    .isEqualTo(one.get(2));
        }
    }

    @Test
    void bootConfigurationIsRefusedByName() {
        assertThatThrownBy(() -> menu(MemoryFileTree.builder()
                        .file("/boot/grub/grub.cfg", "menuentry L {\nlinux /boot/vmlinuz-1 ro bootconfig\n}\n")))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("bootconfig, line 2");
    }

    private static void read(byte[] bytes) throws ImageException {
        GuestTree tree = new GuestTree(
                MemoryFileTree.builder().file("/x.efi", bytes, 0644, 0, 0).build(), Limits.defaults());
        UnifiedKernel.read(tree, GuestPath.of("/x.efi"), GuestPath.ROOT);
    }
}

package org.imginspect.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class GuestPathTest {
    @Test
    void normalisesAsTextDoes() {
        assertThat(GuestPath.of("//etc/./ssh//../fstab/")).hasToString("/etc/fstab");
        assertThat(GuestPath.of("/../..")).isEqualTo(GuestPath.ROOT);
    }

    @Test
    void knowsItsParts() {
        GuestPath path = GuestPath.of("/boot/grub/grub.cfg");
        assertThat(path.name()).isEqualTo(GuestName.of("grub.cfg"));
        assertThat(path.parent()).contains(GuestPath.of("/boot/grub"));
        assertThat(path.names()).containsExactly(GuestName.of("boot"), GuestName.of("grub"), GuestName.of("grub.cfg"));
        assertThat(GuestPath.ROOT.parent()).isEmpty();
        assertThat(GuestPath.of("/boot").parent()).contains(GuestPath.ROOT);
        assertThat(GuestPath.ROOT.name().length()).isZero();
    }

    @Test
    void comparesWholeParts() {
        assertThat(GuestPath.of("/boot/grub").startsWith(GuestPath.of("/boot"))).isTrue();
        assertThat(GuestPath.of("/bootx").startsWith(GuestPath.of("/boot"))).isFalse();
        assertThat(GuestPath.of("/boot").startsWith(GuestPath.ROOT)).isTrue();
    }

    @Test
    void movesBetweenAMountAndTheTree() {
        GuestPath path = GuestPath.of("/boot/efi/EFI");
        assertThat(path.below(GuestPath.of("/boot/efi"))).isEqualTo(GuestPath.of("/EFI"));
        assertThat(path.below(GuestPath.of("/boot/efi/EFI"))).isEqualTo(GuestPath.ROOT);
        assertThat(GuestPath.of("/boot/efi").append(GuestPath.of("/EFI"))).isEqualTo(path);
        assertThat(GuestPath.ROOT.append(path)).isEqualTo(path);
        assertThatThrownBy(() -> path.below(GuestPath.of("/etc"))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesWhatNoDirectoryCanHold() {
        for (String name : new String[] {"", ".", "..", "a/b", "a\0b"}) {
            assertThatThrownBy(() -> GuestPath.ROOT.resolve(GuestName.of(name)))
                    .as(GuestName.of(name).toString())
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> GuestPath.of("etc")).hasMessageContaining("does not begin with /");
    }

    @Test
    void printsWhatWouldActOnATerminalAsEscapes() {
        byte[] evil = {'/', 0x1b, '[', '2', 'J', '\n', (byte) 0xff, '\\', (byte) 0xc3, (byte) 0xa4};
        assertThat(GuestPath.of(evil)).hasToString("/\\x1b[2J\\x0a\\xff\\\\ä");
        // RIGHT-TO-LEFT OVERRIDE hides what a name is.
        assertThat(GuestName.of("gpj.\u202eexe")).hasToString("gpj.\\xe2\\x80\\xaeexe");
    }

    @Test
    void sortsByUnsignedBytes() {
        assertThat(GuestPath.of("/é")).isGreaterThan(GuestPath.of("/z"));
        assertThat(GuestPath.of("/a/b")).isLessThan(GuestPath.of("/ab"));
    }
}

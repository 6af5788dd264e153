package org.imginspect.filesystem.recognised;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.io.ArraySource;
import org.imginspect.io.ByteSource;
import org.junit.jupiter.api.Test;

/** Text and headers are made by hand, as lib/format_text/layout.h of LVM2 and md_p.h of Linux have them. */
class MembershipsTest {
    private static final String TEXT = """
            vg0 {
            id = "hJ3VVm-1vKM-9rN4-y0Cm-iSdf-Jc3h-3uCAB0"
            seqno = 2
            format = "lvm2"
            status = ["RESIZEABLE", "READ", "WRITE"]
            extent_size = 8192
            max_lv = 0
            max_pv = 0
            metadata_copies = 0

            physical_volumes {

            pv0 {
            id = "n9zLJ1-mFw8-yGm3-eZ0y-1kXo-3b2m-6d8s5f"
            device = "/dev/vda2"
            status = ["ALLOCATABLE"]
            }

            pv1 {
            id = "Wq1aZ2-sX3e-D4cR-5fV6-tG7b-Y8hN-9uJ0mK"
            device = "/dev/vdb"
            status = ["ALLOCATABLE"]
            flags = ["MISSING"]
            }
            }

            logical_volumes {

            root {
            id = "abcdef-abcd-abcd-abcd-abcd-abcd-abcdef"
            }
            }
            }
            """;

    /** @param start where the text begins in the metadata area of 64 KiB, which it may leave and enter again */
    private static ByteSource physicalVolume(String text, int start) {
        byte[] volume = new byte[1 << 20];
        ByteBuffer out = ByteBuffer.wrap(volume).order(ByteOrder.LITTLE_ENDIAN);
        put(volume, 512, "LABELONE");
        out.putLong(512 + 8, 1);
        out.putInt(512 + 0x14, 32);
        put(volume, 512 + 0x18, "LVM2 001");
        put(volume, 512 + 32, "n9zLJ1mFw8yGm3eZ0y1kXo3b2m6d8s5f");
        out.putLong(512 + 72, 1 << 20);
        int area = 4096;
        int size = 64 << 10;
        out.putLong(512 + 104, area);
        out.putLong(512 + 112, size);
        put(volume, area + 4, " LVM2 x[5A%r0N*>");
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        out.putLong(area + 40, start);
        out.putLong(area + 48, bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            int at = start + i < size ? start + i : start + i - size + 512;
            volume[area + at] = bytes[i];
        }
        return new ArraySource(volume, "pv");
    }

    private static void put(byte[] into, int at, String text) {
        System.arraycopy(text.getBytes(StandardCharsets.ISO_8859_1), 0, into, at, text.length());
    }

    @Test
    void aVolumeGroupCountsItsPhysicalVolumes() throws Exception {
        Membership group =
                Memberships.of("LVM2_member", physicalVolume(TEXT, 512)).orElseThrow();
        assertThat(group.name()).isEqualTo("vg0");
        assertThat(group.members()).isEqualTo(2);
        assertThat(group.self()).isEqualTo("n9zLJ1mFw8yGm3eZ0y1kXo3b2m6d8s5f");
    }

    @Test
    void textThatGoesOnAtTheBeginningOfItsAreaIsPutTogether() throws Exception {
        assertThat(Memberships.of("LVM2_member", physicalVolume(TEXT, (64 << 10) - 300)))
                .map(Membership::members)
                .contains(2);
    }

    @Test
    void aPhysicalVolumeOfNoGroupStandsAlone() throws Exception {
        assertThat(Memberships.of("LVM2_member", physicalVolume("", 0))).isEqualTo(Optional.empty());
    }

    @Test
    void textWithoutPhysicalVolumesIsDamage() {
        assertThatThrownBy(() -> Memberships.of("LVM2_member", physicalVolume("vg0 {\n}\n", 512)))
                .isInstanceOf(DamagedImageException.class);
    }

    @Test
    void arraysCountTheirDisks() throws Exception {
        byte[] volume = new byte[1 << 20];
        ByteBuffer out = ByteBuffer.wrap(volume).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(4096, 0xa92b4efc);
        out.putInt(4096 + 4, 1);
        put(volume, 4096 + 32, "host:0");
        out.putInt(4096 + 72, 1);
        out.putInt(4096 + 92, 2);
        out.putLong(4096 + 144, 8);
        Membership array = Memberships.of("linux_raid_member", new ArraySource(volume, "md"))
                .orElseThrow();
        assertThat(array.members()).isEqualTo(2);
        assertThat(array.redundant()).isTrue();
        assertThat(array.name()).isEqualTo("host:0");
        // Level 0 has nothing to spare.
        out.putInt(4096 + 72, 0);
        assertThat(Memberships.of("linux_raid_member", new ArraySource(volume, "md")))
                .map(Membership::redundant)
                .contains(false);
    }

    @Test
    void poolsThatAreNotReadAreRefusedByName() {
        assertThatThrownBy(() -> Memberships.of("zfs_member", new ArraySource(new byte[4096], "zfs")))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("zfs_member");
    }
}

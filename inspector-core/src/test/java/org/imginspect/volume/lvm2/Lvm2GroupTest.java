package org.imginspect.volume.lvm2;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.LimitExceededException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.fixtures.Fixtures;
import org.imginspect.io.ArraySource;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Limits;
import org.imginspect.volume.LogicalVolume;
import org.imginspect.volume.Member;
import org.imginspect.volume.VolumeFixture;
import org.imginspect.volume.VolumeSet;
import org.junit.jupiter.api.Test;

/** Which text of a group counts, which disks are missed, and what of it is refused: the group of lvm/plain with changed metadata. */
class Lvm2GroupTest {
    private static final int AREA = 4096;

    private final VolumeFixture plain = new VolumeFixture("lvm/plain");

    private VolumeSet only(String... names) {
        List<VolumeSet> sets = plain.assemble(new Lvm2Format(), names);
        assertThat(sets).hasSize(1);
        return sets.get(0);
    }

    private static LogicalVolume volume(VolumeSet set, String name) {
        return VolumeFixture.volume(List.of(set), name);
    }

    @Test
    void theOrderOfTheDisksDoesNotMatter() throws Exception {
        LogicalVolume root = volume(only("pv3", "pv1", "pv0", "pv4", "pv2"), "root-vg/root");
        assertThat(VolumeFixture.sha256(root.bytes().orElseThrow())).isEqualTo(sha256("root"));
    }

    private static String sha256(String lv) {
        return Fixtures.text("lvm/plain.listing")
                .lines()
                .map(line -> line.split("\t", -1))
                .filter(field -> field[1].equals(lv))
                .findFirst()
                .orElseThrow()[7];
    }

    @Test
    void aMissingDiskIsNamedAndOnlyItsVolumesAreMissed() throws Exception {
        VolumeSet set = only("pv0", "pv1", "pv2", "pv4");
        assertThat(set.failure()).isEmpty();
        assertThat(set.missing()).hasSize(1);
        assertThat(set.missing().get(0)).matches("pv3 [0-9A-Za-z-]{38} \\(/dev/sdd\\)");
        assertThat(volume(set, "root-vg/root").failure().orElseThrow())
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("lvm2: physical volume " + set.missing().get(0))
                .hasMessageContaining("is not among the disks given")
                .hasMessageContaining("root-vg/root");
        assertThat(VolumeFixture.sha256(volume(set, "root-vg/var-log").bytes().orElseThrow()))
                .isEqualTo(sha256("var-log"));
    }

    @Test
    void aDiskWithoutMetadataAloneBelongsNobodyKnowsWhere() {
        VolumeSet set = only("pv3");
        assertThat(set.uuid()).isEmpty();
        assertThat(set.failure().orElseThrow())
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("keeps no metadata of its group, and no other one that is given names it");
    }

    @Test
    void oneDiskTwiceIsRefused() {
        Lvm2Format format = new Lvm2Format();
        List<Member> members = new ArrayList<>(plain.members(format));
        members.add(new Member(
                "copy > LVM2_member", new ArraySource(plain.bytes("pv1").clone(), "copy")));
        List<VolumeSet> sets = format.assemble(members, Limits.defaults());
        assertThat(sets).hasSize(1);
        assertThat(sets.get(0).members()).hasSize(6);
        assertThat(sets.get(0).volumes()).isEmpty();
        assertThat(sets.get(0).failure().orElseThrow())
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("is there twice, as pv1 > LVM2_member and copy > LVM2_member");
    }

    @Test
    void theHighestSeqnoCountsWhereverItLies() throws Exception {
        rewrite(
                plain,
                "pv2",
                text(plain, "pv2").replace("seqno = 15", "seqno = 16").replace("onfour {", "renamed {"),
                512);
        VolumeSet set = only();
        assertThat(set.failure()).isEmpty();
        assertThat(set.volumes()).extracting(LogicalVolume::name).contains("root-vg/renamed");
        assertThat(VolumeFixture.sha256(volume(set, "root-vg/renamed").bytes().orElseThrow()))
                .isEqualTo(sha256("onfour"));
    }

    @Test
    void textThatGoesOnBehindItsAreasHeaderIsPutTogether() throws Exception {
        for (String name : List.of("pv0", "pv1", "pv2", "pv4")) {
            String text = text(plain, name).replace("seqno = 15", "seqno = 99");
            int size = (int) area(plain, name).getLong(AREA + 32);
            rewrite(plain, name, text, size - 512);
        }
        assertThat(VolumeFixture.sha256(
                        volume(only(), "root-vg/striped").bytes().orElseThrow()))
                .isEqualTo(sha256("striped"));
    }

    @Test
    void differentTextsOfOneSeqnoAreRefused() {
        rewrite(plain, "pv2", text(plain, "pv2").replace("onfour {", "renamed {"), 512);
        VolumeSet set = only();
        assertThat(set.failure().orElseThrow())
                .isInstanceOf(DamagedImageException.class)
                .hasMessageContaining("carry different texts of seqno 15");
    }

    @Test
    void whenATextWasWrittenMayDiffer() {
        String text = text(plain, "pv2");
        int time = text.lastIndexOf("creation_time = 1");
        assertThat(time).isPositive();
        rewrite(plain, "pv2", text.substring(0, time) + "creation_time = 2" + text.substring(time + 17), 512);
        assertThat(only().failure()).isEmpty();
    }

    @Test
    void theOriginThatAThinSnapshotIsMergedIntoIsRefused() {
        VolumeFixture thin = new VolumeFixture("lvm/thin");
        for (String name : thin.names()) {
            String text = text(thin, name);
            int snapshot = text.indexOf("origin = \"root\"");
            assertThat(snapshot).isPositive();
            rewrite(thin, name, text.substring(0, snapshot) + "merge = \"root\"\n" + text.substring(snapshot), 512);
        }
        List<VolumeSet> sets = thin.assemble(new Lvm2Format());
        assertThat(VolumeFixture.volume(sets, "vg/root").failure().orElseThrow())
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("snapshot snap is being merged into it");
        assertThat(VolumeFixture.volume(sets, "vg/snap").bytes()).isPresent();
    }

    @Test
    void aDamagedAreaIsPassedOverWhereAnotherOneIsSound() throws Exception {
        plain.bytes("pv0")[AREA + 600] ^= 1;
        int text = (int) area(plain, "pv0").getLong(AREA + 40);
        plain.bytes("pv0")[AREA + text + 100] ^= 1;
        plain.bytes("pv1")[AREA + 30] ^= 1;
        assertThat(VolumeFixture.sha256(volume(only(), "root-vg/root").bytes().orElseThrow()))
                .isEqualTo(sha256("root"));
        VolumeSet alone = only("pv0");
        assertThat(alone.failure().orElseThrow())
                .isInstanceOf(DamagedImageException.class)
                .hasMessageContaining("lvm2: checksum of the text is 0x");
    }

    @Test
    void areasThatAreIgnoredDoNotCount() {
        for (String name : List.of("pv0", "pv1", "pv2")) {
            area(plain, name).putInt(AREA + 60, 1); // RAW_LOCN_IGNORED
            seal(plain, name);
        }
        rewrite(
                plain,
                "pv0",
                text(plain, "pv0").replace("seqno = 15", "seqno = 77").replace("onfour {", "old {"),
                512);
        assertThat(only().volumes()).extracting(LogicalVolume::name).contains("root-vg/onfour");
    }

    @Test
    void aLabelOfAnotherSectorIsNotBelieved() {
        byte[] disk = plain.bytes("pv0");
        System.arraycopy(disk, 512, disk, 1024, 512);
        Arrays.fill(disk, 512, 1024, (byte) 0);
        List<VolumeSet> sets = plain.assemble(new Lvm2Format(), "pv0");
        assertThat(sets.get(0).failure().orElseThrow()).hasMessageContaining("lvm2: the label is that of sector 1");
    }

    @Test
    void unknownTypesAndFlagsAreRefusedByNameAndTheOthersAreRead() throws Exception {
        change("type = \"striped\"", "type = \"wonder\"", "onfour {");
        VolumeSet set = only();
        assertThat(volume(set, "root-vg/onfour").failure().orElseThrow())
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("segment type 'wonder' is not read");
        assertThat(volume(set, "root-vg/root").bytes()).isPresent();
        change("\"VISIBLE\"]", "\"VISIBLE\", \"NEW\"]", "onthree {");
        assertThat(volume(only(), "root-vg/onthree").failure().orElseThrow())
                .hasMessageContaining("status 'NEW' of a logical volume is not known");
    }

    @Test
    void aVolumeMadeOfItselfIsDamage() {
        change("\"pv4\", 3", "\"onfour\", 0", "onfour {");
        assertThat(volume(only(), "root-vg/onfour").failure().orElseThrow())
                .isInstanceOf(DamagedImageException.class)
                .hasMessageContaining("the logical volume is made of itself");
    }

    @Test
    void extentsBehindTheEndAreDamage() {
        change("\"pv4\", 3", "\"pv4\", 4000000", "onfour {");
        assertThat(volume(only(), "root-vg/onfour").failure().orElseThrow())
                .isInstanceOf(DamagedImageException.class)
                .hasMessageContaining("extent 4000000 and what follows leave pv4");
    }

    @Test
    void aDiskMarkedAsMissingIsNotReadThoughItIsThere() {
        change("status = [\"ALLOCATABLE\"]\nflags = []", "status = [\"ALLOCATABLE\"]\nflags = [\"MISSING\"]", "pv3 {");
        VolumeSet set = only();
        assertThat(set.missing()).hasSize(1);
        assertThat(set.missing().get(0)).startsWith("pv3 ").endsWith("which the group's text marks as missing");
        assertThat(volume(set, "root-vg/onthree").bytes()).isEmpty();
    }

    @Test
    void moreVolumesThanTheLimitAreNotListed() {
        Limits limits = Limits.defaults().with(Limits.STORAGE_ENTRIES, 5);
        Lvm2Format format = new Lvm2Format();
        List<VolumeSet> sets = format.assemble(plain.members(format), limits);
        assertThat(sets.get(0).failure().orElseThrow()).isInstanceOf(LimitExceededException.class);
        assertThat(sets.get(0).volumes()).isEmpty();
    }

    @Test
    void randomReadsAgreeWithTheWhole() throws Exception {
        Random random = new Random(6);
        for (LogicalVolume volume : only().volumes()) {
            ByteSource bytes = volume.bytes().orElseThrow();
            byte[] whole = new byte[(int) bytes.size()];
            bytes.readFully(0, whole, 0, whole.length);
            for (int i = 0; i < 200; i++) {
                int from = random.nextInt(whole.length);
                int length = random.nextInt(Math.min(300_000, whole.length - from) + 1);
                byte[] piece = new byte[length + 3];
                bytes.readFully(from, piece, 3, length);
                assertThat(Arrays.equals(piece, 3, length + 3, whole, from, from + length))
                        .isTrue();
            }
        }
    }

    private static ByteBuffer area(VolumeFixture fixture, String name) {
        return ByteBuffer.wrap(fixture.bytes(name)).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static String text(VolumeFixture fixture, String name) {
        ByteBuffer disk = ByteBuffer.wrap(fixture.bytes(name)).order(ByteOrder.LITTLE_ENDIAN);
        int at = AREA + (int) disk.getLong(AREA + 40);
        return new String(fixture.bytes(name), at, (int) disk.getLong(AREA + 48), StandardCharsets.ISO_8859_1);
    }

    /** Replaces something behind a word in the text of every disk. */
    private void change(String what, String by, String behind) {
        for (String name : List.of("pv0", "pv1", "pv2", "pv4")) {
            String text = text(plain, name);
            int from = text.indexOf(what, text.indexOf("\n" + behind));
            assertThat(from).as(what).isPositive();
            rewrite(plain, name, text.substring(0, from) + by + text.substring(from + what.length()), 512);
        }
        // The second area of pv4 lies at the disk's end: only what was written first may count.
        ByteBuffer label = ByteBuffer.wrap(plain.bytes("pv4")).order(ByteOrder.LITTLE_ENDIAN);
        int second = (int) label.getLong(512 + 32 + 40 + 32 + 16);
        if (second > 0) {
            plain.bytes("pv4")[second + 4] = 0;
        }
    }

    private static void rewrite(VolumeFixture fixture, String name, String text, int offset) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        ByteBuffer disk = area(fixture, name);
        int size = (int) disk.getLong(AREA + 32);
        for (int i = 0; i < bytes.length; i++) {
            int at = offset + i < size ? offset + i : offset + i - size + 512;
            disk.put(AREA + at, bytes[i]);
        }
        disk.putLong(AREA + 40, offset);
        disk.putLong(AREA + 48, bytes.length);
        disk.putInt(AREA + 56, Lvm2Crc.update(Lvm2Crc.INITIAL, bytes, 0, bytes.length));
        seal(fixture, name);
    }

    private static void seal(VolumeFixture fixture, String name) {
        area(fixture, name).putInt(AREA, Lvm2Crc.update(Lvm2Crc.INITIAL, fixture.bytes(name), AREA + 4, 508));
    }
}

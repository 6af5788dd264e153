package org.imginspect.volume.md;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.fixtures.Fixtures;
import org.imginspect.volume.LogicalVolume;
import org.imginspect.volume.VolumeFixture;
import org.imginspect.volume.VolumeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Arrays made by mdadm, and what it says of them and the kernel read of them. */
class MdFormatTest {
    private static final List<String> REFUSED = List.of("raid5", "raid10");

    static Stream<String> listed() {
        return Stream.of("mirrors", "dealt")
                .flatMap(
                        name -> Fixtures.text("md/" + name + ".listing").lines().map(line -> name + "\t" + line));
    }

    /** What lies in the archive, its disks by the line's own; disks, metadata, level, UUID, name, size, SHA-256. */
    @ParameterizedTest
    @MethodSource("listed")
    void arraysAreWhatMdadmSaysAndHoldWhatTheKernelRead(String line) throws Exception {
        String[] field = line.split("\t", -1);
        VolumeFixture fixture = new VolumeFixture("md/" + field[0]);
        List<VolumeSet> sets = fixture.assemble(new MdFormat(), field[1].split(" ", -1));
        assertThat(sets).hasSize(1);
        VolumeSet set = sets.get(0);
        assertThat(set.kind()).isEqualTo("RAID array");
        assertThat(set.format()).isEqualTo(field[3]);
        assertThat(set.uuid()).contains(field[4]);
        assertThat(set.name()).isEqualTo(field[5].isEmpty() ? field[4] : field[5]);
        assertThat(set.missing()).isEmpty();
        assertThat(set.volumes()).hasSize(1);
        LogicalVolume volume = set.volumes().get(0);
        if (REFUSED.contains(field[3])) {
            assertThat(volume.bytes()).isEmpty();
            assertThat(volume.failure().orElseThrow())
                    .isInstanceOf(UnsupportedFeatureException.class)
                    .hasMessageContaining("level " + field[3] + " is not read");
            return;
        }
        assertThat(volume.failure()).isEmpty();
        assertThat(volume.sizeBytes()).hasValue(Long.parseLong(field[6]));
        assertThat(VolumeFixture.sha256(volume.bytes().orElseThrow())).isEqualTo(field[7]);
    }

    @Test
    void allArraysOfSeveralDisksAreToldApart() {
        VolumeFixture fixture = new VolumeFixture("md/mirrors");
        List<VolumeSet> sets = fixture.assemble(new MdFormat());
        assertThat(sets).hasSize(4);
        assertThat(sets.stream().mapToInt(set -> set.members().size())).containsExactly(2, 2, 2, 3);
    }

    @Test
    void devicesAreNamedAsUdevNamesThem() {
        VolumeFixture fixture = new VolumeFixture("md/mirrors");
        assertThat(devices(fixture, "m0", "m1")).contains("/dev/md10", "/dev/md127");
        assertThat(devices(fixture, "m4", "m5")).contains("/dev/md12", "/dev/md/12");
        assertThat(devices(fixture, "m6", "m7", "m8")).contains("/dev/md/root", "/dev/md127");
    }

    private static List<String> devices(VolumeFixture fixture, String... names) {
        return fixture.assemble(new MdFormat(), names).get(0).volumes().get(0).devices();
    }

    @Test
    void oneHalfOfAMirrorIsEnoughAndTheOtherIsNamed() throws Exception {
        VolumeFixture fixture = new VolumeFixture("md/mirrors");
        String both = VolumeFixture.sha256(bytes(fixture, "m2", "m3"));
        for (String half : List.of("m2", "m3")) {
            VolumeSet set = fixture.assemble(new MdFormat(), half).get(0);
            assertThat(set.missing()).containsExactly("member " + (half.equals("m2") ? 1 : 0) + " of 2");
            assertThat(VolumeFixture.sha256(set.volumes().get(0).bytes().orElseThrow()))
                    .isEqualTo(both);
        }
    }

    @Test
    void aMemberThatFellBehindIsReadOnlyIfItIsAlone() throws Exception {
        VolumeFixture fixture = new VolumeFixture("md/mirrors");
        String now = VolumeFixture.sha256(bytes(fixture, "m6", "m7", "m8"));
        assertThat(VolumeFixture.sha256(bytes(fixture, "m8", "m6"))).isEqualTo(now);
        assertThat(VolumeFixture.sha256(bytes(fixture, "m6"))).isNotEqualTo(now);
    }

    @Test
    void aLinearArrayWithoutAMemberIsRefused() {
        VolumeFixture fixture = new VolumeFixture("md/dealt");
        VolumeSet set = fixture.assemble(new MdFormat(), "l3").get(0);
        assertThat(set.missing()).containsExactly("member 0 of 2");
        assertThat(set.volumes().get(0).failure().orElseThrow())
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("member 0 of 2 is not among the disks given");
    }

    @Test
    void aSuperblockOfTheOtherByteOrderIsRead() throws Exception {
        VolumeFixture fixture = new VolumeFixture("md/mirrors");
        String before = VolumeFixture.sha256(bytes(fixture, "m0"));
        String uuid = fixture.assemble(new MdFormat(), "m0").get(0).uuid().orElseThrow();
        byte[] disk = fixture.bytes("m0");
        int superblock = (disk.length & -65536) - 65536;
        swap(disk, superblock, 4096, 4);
        // Of the events, which have 64 bits, the halves too.
        swap(disk, superblock + 156, 8, 4);
        swap(disk, superblock + 156, 8, 8);
        VolumeSet set = fixture.assemble(new MdFormat(), "m0").get(0);
        assertThat(set.uuid()).contains(uuid);
        assertThat(set.volumes().get(0).devices()).contains("/dev/md10");
        assertThat(VolumeFixture.sha256(set.volumes().get(0).bytes().orElseThrow()))
                .isEqualTo(before);
    }

    private static void swap(byte[] bytes, int from, int length, int width) {
        for (int at = from; at < from + length; at += width) {
            for (int i = 0; i < width / 2; i++) {
                byte one = bytes[at + i];
                bytes[at + i] = bytes[at + width - 1 - i];
                bytes[at + width - 1 - i] = one;
            }
        }
    }

    @Test
    void aSuperblockWithAWrongChecksumIsAFailureOfItsOwn() {
        VolumeFixture fixture = new VolumeFixture("md/mirrors");
        fixture.bytes("m4")[200]++;
        List<VolumeSet> sets = fixture.assemble(new MdFormat(), "m4", "m5");
        assertThat(sets).hasSize(2);
        assertThat(sets.get(0).failure().orElseThrow()).hasMessageContaining("md: checksum of the superblock is 0x");
        assertThat(sets.get(1).volumes().get(0).bytes()).isPresent();
    }

    private static org.imginspect.io.ByteSource bytes(VolumeFixture fixture, String... names) {
        return fixture.assemble(new MdFormat(), names)
                .get(0)
                .volumes()
                .get(0)
                .bytes()
                .orElseThrow();
    }
}

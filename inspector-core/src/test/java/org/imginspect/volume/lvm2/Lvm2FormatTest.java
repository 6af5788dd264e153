package org.imginspect.volume.lvm2;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.fixtures.Fixtures;
import org.imginspect.io.ByteSource;
import org.imginspect.volume.LogicalVolume;
import org.imginspect.volume.VolumeFixture;
import org.imginspect.volume.VolumeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Groups made by lvm, and what lvs says of them and the kernel read of them. */
class Lvm2FormatTest {
    @ParameterizedTest
    @ValueSource(strings = {"plain", "raid", "thin", "special", "behind"})
    void volumesAreWhatLvsSaysAndHoldWhatTheKernelRead(String name) throws Exception {
        VolumeFixture fixture = new VolumeFixture("lvm/" + name);
        List<VolumeSet> sets = fixture.assemble(new Lvm2Format());
        assertThat(sets).hasSize(1);
        VolumeSet set = sets.get(0);
        assertThat(set.failure()).isEmpty();
        assertThat(set.missing()).isEmpty();
        List<String> lines = Fixtures.text("lvm/" + name + ".listing").lines().toList();
        assertThat(lines).isNotEmpty();
        for (String line : lines) {
            // vg_name, lv_name, lv_uuid, lv_size, lv_path, lv_dm_path, origin, SHA-256
            String[] field = line.split("\t", -1);
            LogicalVolume volume = VolumeFixture.volume(sets, field[0] + "/" + field[1]);
            assertThat(volume.uuid()).contains(field[2]);
            assertThat(volume.sizeBytes()).hasValue(Long.parseLong(field[3]));
            assertThat(volume.devices()).containsExactly(field[4], field[5]);
            assertThat(volume.snapshotOf())
                    .isEqualTo(field[6].isEmpty() ? Optional.empty() : Optional.of(field[0] + "/" + field[6]));
            assertThat(volume.failure()).isEmpty();
            assertThat(volume.holdsData()).isTrue();
            ByteSource bytes = volume.bytes().orElseThrow();
            assertThat(bytes.size()).isEqualTo(Long.parseLong(field[3]));
            assertThat(VolumeFixture.sha256(bytes)).as(field[1]).isEqualTo(field[7]);
        }
        assertThat(set.volumes().stream().filter(volume -> volume.bytes().isPresent()))
                .hasSize(lines.size());
    }

    @Test
    void whatIsNotReadIsRefusedByName() {
        List<VolumeSet> sets = new VolumeFixture("lvm/special").assemble(new Lvm2Format());
        List<String> refused = Fixtures.text("lvm/special.refused").lines().toList();
        assertThat(refused).containsExactly("cached", "merging", "store", "written");
        for (String name : refused) {
            LogicalVolume volume = VolumeFixture.volume(sets, "odd/" + name);
            assertThat(volume.bytes()).as(name).isEmpty();
            assertThat(volume.failure().orElseThrow()).as(name).isInstanceOf(UnsupportedFeatureException.class);
        }
        assertThat(message(sets, "cached")).contains("segment type 'cache");
        assertThat(message(sets, "written")).contains("segment type 'writecache");
        assertThat(message(sets, "store"))
                .contains("segment type 'snapshot' is not read")
                .contains("origin");
        assertThat(message(sets, "merging")).contains("snapshot mergestore is being merged into it");
        LogicalVolume store = VolumeFixture.volume(sets, "odd/store");
        assertThat(store.snapshotOf()).contains("odd/origin");
        assertThat(store.sizeBytes()).hasValue(1 << 20);
        List<VolumeSet> raids = new VolumeFixture("lvm/raid").assemble(new Lvm2Format());
        assertThat(message(raids, "raid5")).contains("segment type 'raid5' is not read");
    }

    private static String message(List<VolumeSet> sets, String name) {
        LogicalVolume volume = VolumeFixture.volume(sets, sets.get(0).name() + "/" + name);
        return String.valueOf(volume.failure().orElseThrow().getMessage());
    }

    @Test
    void aPoolHoldsNothingForItsOwnSake() {
        List<VolumeSet> sets = new VolumeFixture("lvm/thin").assemble(new Lvm2Format());
        LogicalVolume pool = VolumeFixture.volume(sets, "vg/pool");
        assertThat(pool.type()).isEqualTo("thin-pool");
        assertThat(pool.holdsData()).isFalse();
        assertThat(pool.bytes()).isEmpty();
        assertThat(pool.failure()).isEmpty();
        assertThat(sets.get(0).volumes()).extracting(LogicalVolume::name).doesNotContain("vg/pool_tdata");
    }

    @Test
    void aMirrorsHalfIsEnoughWhereItIsInStep() throws Exception {
        VolumeFixture fixture = new VolumeFixture("lvm/raid");
        String whole = VolumeFixture.sha256(bytes(fixture.assemble(new Lvm2Format()), "raids/raid1"));
        List<VolumeSet> half = fixture.assemble(new Lvm2Format(), "pv1", "pv2", "pv3");
        assertThat(half.get(0).missing()).hasSize(1);
        assertThat(VolumeFixture.sha256(bytes(half, "raids/raid1"))).isEqualTo(whole);
        // An image of the old mirror may be behind the first one, which is missing.
        assertThat(message(half, "mirror")).contains("is not among the disks given");
        List<VolumeSet> ten = fixture.assemble(new Lvm2Format(), "pv0", "pv2", "pv3");
        assertThat(VolumeFixture.sha256(bytes(ten, "raids/raid10")))
                .isEqualTo(VolumeFixture.sha256(bytes(fixture.assemble(new Lvm2Format()), "raids/raid10")));
    }

    private static ByteSource bytes(List<VolumeSet> sets, String name) {
        return VolumeFixture.volume(sets, name).bytes().orElseThrow();
    }

    @Test
    void anImageThatMissedWritesIsReadOnlyIfItIsAlone() throws Exception {
        VolumeFixture fixture = new VolumeFixture("lvm/behind");
        String now = VolumeFixture.sha256(bytes(fixture.assemble(new Lvm2Format(), "pv1"), "behind/both"));
        assertThat(now).isEqualTo(VolumeFixture.sha256(bytes(fixture.assemble(new Lvm2Format()), "behind/both")));
        assertThat(VolumeFixture.sha256(bytes(fixture.assemble(new Lvm2Format(), "pv0"), "behind/both")))
                .isNotEqualTo(now);
    }
}

package org.imginspect.volume.lvm2;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.imginspect.fixtures.Fixtures;
import org.imginspect.io.ByteSource;
import org.imginspect.volume.LogicalVolume;
import org.imginspect.volume.VolumeFixture;
import org.imginspect.volume.VolumeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Groups made by lvm, and what lvs says of them and the kernel read of them. */
class Lvm2FormatTest {
    @ParameterizedTest
    @ValueSource(strings = {"plain", "raid", "thin"})
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
}

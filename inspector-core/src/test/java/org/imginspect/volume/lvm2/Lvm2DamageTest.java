package org.imginspect.volume.lvm2;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.imginspect.volume.VolumeDamageContract;
import org.imginspect.volume.VolumeFormat;
import org.junit.jupiter.api.Nested;

/** Damage in labels, headers and text, with their checksums put right so that it counts; and in a thin pool's metadata. */
final class Lvm2DamageTest {

    abstract static class Contract extends VolumeDamageContract {
        @Override
        protected VolumeFormat format() {
            return new Lvm2Format();
        }

        @Override
        protected List<Object[]> metadata() {
            List<Object[]> stretches = new ArrayList<>();
            for (String name : disks()) {
                stretches.add(new Object[] {name, 512, 1024});
                ByteBuffer disk = ByteBuffer.wrap(disk(name)).order(ByteOrder.LITTLE_ENDIAN);
                int offset = (int) disk.getLong(4096 + 40);
                if (disk.getLong(4096 + 24) == 4096 && offset > 0) {
                    stretches.add(new Object[] {name, 4096, 4096 + 512});
                    int length = (int) disk.getLong(4096 + 48);
                    stretches.add(new Object[] {name, 4096 + offset, 4096 + offset + length});
                }
            }
            return stretches;
        }

        @Override
        protected void mend(byte[] disk, int from, int to) {
            ByteBuffer bytes = ByteBuffer.wrap(disk).order(ByteOrder.LITTLE_ENDIAN);
            bytes.putInt(512 + 16, Lvm2Crc.update(Lvm2Crc.INITIAL, disk, 512 + 20, 492));
            long offset = bytes.getLong(4096 + 40);
            long length = bytes.getLong(4096 + 48);
            if (offset > 0 && offset < 1 << 20 && length > 0 && length < 1 << 20) {
                int sum = Lvm2Crc.update(Lvm2Crc.INITIAL, disk, 4096 + (int) offset, (int) length);
                bytes.putInt(4096 + 56, sum);
            }
            bytes.putInt(4096, Lvm2Crc.update(Lvm2Crc.INITIAL, disk, 4096 + 4, 508));
        }
    }

    @Nested
    final class OfAPlainGroup extends Contract {
        @Override
        protected String archive() {
            return "lvm/plain";
        }
    }

    @Nested
    final class OfRedundantVolumes extends Contract {
        @Override
        protected String archive() {
            return "lvm/raid";
        }
    }

    @Nested
    final class OfAThinPool extends Contract {
        @Override
        protected String archive() {
            return "lvm/thin";
        }
    }
}

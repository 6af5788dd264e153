package org.imginspect.volume.md;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.imginspect.volume.VolumeDamageContract;
import org.imginspect.volume.VolumeFormat;
import org.junit.jupiter.api.Nested;

/** Damage in superblocks of every version, with checksums put right so that it counts. */
final class MdDamageTest {

    abstract static class Contract extends VolumeDamageContract {
        @Override
        protected VolumeFormat format() {
            return new MdFormat();
        }

        @Override
        protected List<Object[]> metadata() {
            List<Object[]> stretches = new ArrayList<>();
            for (String name : disks()) {
                byte[] disk = disk(name);
                for (int at :
                        new int[] {0, 4096, ((disk.length / 512 - 16) & ~7) * 512, (disk.length & -65536) - 65536}) {
                    if (ByteBuffer.wrap(disk).order(ByteOrder.LITTLE_ENDIAN).getInt(at) == 0xa92b4efc) {
                        stretches.add(new Object[] {name, at, at + 4096});
                    }
                }
            }
            return stretches;
        }

        @Override
        protected void mend(byte[] disk, int from, int to) {
            ByteBuffer words = ByteBuffer.wrap(disk, from, to - from).slice().order(ByteOrder.LITTLE_ENDIAN);
            boolean old = words.getInt(4) == 0;
            int place = old ? 152 : 216;
            int length = old ? 4096 : Math.min(4096, 256 + 2 * Math.max(0, Math.min(1920, words.getInt(220))));
            words.putInt(place, 0);
            long sum = 0;
            for (int at = 0; at + 4 <= length; at += 4) {
                sum += words.getInt(at) & 0xffff_ffffL;
            }
            if (length % 4 != 0) {
                sum += words.getShort(length - 2) & 0xffffL;
            }
            words.putInt(place, (int) ((sum & 0xffff_ffffL) + (sum >>> 32)));
        }
    }

    @Nested
    final class OfMirrors extends Contract {
        @Override
        protected String archive() {
            return "md/mirrors";
        }
    }

    @Nested
    final class OfLinearAndStripedArrays extends Contract {
        @Override
        protected String archive() {
            return "md/dealt";
        }
    }
}

package org.imginspect.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.imginspect.io.ByteSource;
import org.imginspect.volume.lvm2.Lvm2Format;

/** A volume group: any text with its checksums right, and labels and headers with bytes changed. */
class FuzzLvm2 {
    private static final Map<String, byte[]> PLAIN = VolumeWalk.disks("lvm/plain");
    private static final Map<String, byte[]> RAID = VolumeWalk.disks("lvm/raid");
    private static final int LABEL = 512;
    private static final int AREA = 4096;
    private static final int TEXT_MAX = 64 << 10;

    /** The text of all physical volumes: those of the group of redundant volumes if it begins with a blank, else of the plain one. */
    @FuzzTest(maxDuration = "2m")
    void text(byte[] input) {
        byte[] text = Arrays.copyOf(input, Math.min(input.length, TEXT_MAX) + 1);
        Map<String, byte[]> disks = input.length > 0 && input[0] == ' ' ? RAID : PLAIN;
        List<ByteSource> sources = new ArrayList<>();
        disks.forEach((name, disk) -> {
            PatchedSource source = new PatchedSource(disk, name);
            if (ByteBuffer.wrap(disk).order(ByteOrder.LITTLE_ENDIAN).getLong(AREA + 24) == AREA) {
                byte[] area = Arrays.copyOfRange(disk, AREA, AREA + 512);
                ByteBuffer header = ByteBuffer.wrap(area).order(ByteOrder.LITTLE_ENDIAN);
                header.putLong(40, 512).putLong(48, text.length).putInt(56, crc(text, 0, text.length));
                header.putInt(0, crc(area, 4, 508));
                source.with(AREA, area).with(AREA + 512, text);
            }
            sources.add(source);
        });
        VolumeWalk.walk(new Lvm2Format(), sources);
    }

    /** Records of four bytes: the disk, the place in its label or area header (two bytes), what is combined with the byte there. */
    @FuzzTest(maxDuration = "2m")
    void headers(byte[] input) {
        List<String> names = List.copyOf(PLAIN.keySet());
        List<byte[]> labels = new ArrayList<>();
        List<byte[]> areas = new ArrayList<>();
        for (String name : names) {
            byte[] disk = PLAIN.getOrDefault(name, new byte[0]);
            labels.add(Arrays.copyOfRange(disk, LABEL, LABEL + 512));
            areas.add(Arrays.copyOfRange(disk, AREA, AREA + 512));
        }
        for (int at = 0; at + 4 <= input.length; at += 4) {
            int place = ((input[at + 1] & 0xff) << 8 | (input[at + 2] & 0xff)) % 1024;
            List<byte[]> which = place < 512 ? labels : areas;
            which.get((input[at] & 0xff) % names.size())[place % 512] ^= input[at + 3];
        }
        List<ByteSource> sources = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            byte[] label = labels.get(i);
            byte[] area = areas.get(i);
            ByteBuffer.wrap(label).order(ByteOrder.LITTLE_ENDIAN).putInt(16, crc(label, 20, 492));
            ByteBuffer.wrap(area).order(ByteOrder.LITTLE_ENDIAN).putInt(0, crc(area, 4, 508));
            sources.add(new PatchedSource(PLAIN.getOrDefault(names.get(i), new byte[0]), names.get(i))
                    .with(LABEL, label)
                    .with(AREA, area));
        }
        VolumeWalk.walk(new Lvm2Format(), sources);
    }

    /** LVM's checksum: CRC-32 from 0xf597a6cf on, not inverted. */
    static int crc(byte[] bytes, int offset, int length) {
        int crc = 0xf597a6cf;
        for (int i = offset; i < offset + length; i++) {
            crc ^= bytes[i] & 0xff;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) != 0 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
            }
        }
        return crc;
    }
}

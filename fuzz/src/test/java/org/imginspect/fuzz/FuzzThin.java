package org.imginspect.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.imginspect.io.ByteSource;
import org.imginspect.volume.lvm2.Lvm2Format;

/**
 * A thin pool's metadata with bytes changed, in blocks whose checksums are put right. Input: records of four bytes, a block (one byte), a place
 * in it (two bytes), and what is combined with the byte there by exclusive or.
 */
class FuzzThin {
    private static final Map<String, byte[]> DISKS = VolumeWalk.disks("lvm/thin");
    private static final int BLOCK = 4096;
    private static final int SUPERBLOCK_XOR = 160774;
    private static final int NODE_XOR = 121107;
    private static final int PLACE = metadata();

    @FuzzTest(maxDuration = "2m")
    void metadata(byte[] input) {
        byte[] pv0 = DISKS.getOrDefault("pv0", new byte[0]);
        byte[] blocks = Arrays.copyOfRange(pv0, PLACE, PLACE + 64 * BLOCK);
        boolean[] changed = new boolean[64];
        for (int at = 0; at + 4 <= input.length; at += 4) {
            int block = (input[at] & 0xff) % 64;
            blocks[block * BLOCK + ((input[at + 1] & 0xff) << 8 | (input[at + 2] & 0xff)) % BLOCK] ^= input[at + 3];
            changed[block] = true;
        }
        for (int i = 0; i < 64; i++) {
            if (changed[i]) {
                CRC32C crc = new CRC32C();
                crc.update(blocks, i * BLOCK + 4, BLOCK - 4);
                ByteBuffer.wrap(blocks)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putInt(i * BLOCK, ~(int) crc.getValue() ^ (i == 0 ? SUPERBLOCK_XOR : NODE_XOR));
            }
        }
        List<ByteSource> sources = new ArrayList<>();
        DISKS.forEach((name, disk) -> sources.add(
                name.equals("pv0")
                        ? new PatchedSource(disk, name).with(PLACE, blocks)
                        : new PatchedSource(disk, name)));
        VolumeWalk.walk(new Lvm2Format(), sources);
    }

    /** Where the pool's metadata lie on the first disk: extents of 256 KiB from 1 MiB on, of which the text names the first. */
    private static int metadata() {
        byte[] pv0 = DISKS.getOrDefault("pv0", new byte[0]);
        ByteBuffer header = ByteBuffer.wrap(pv0).order(ByteOrder.LITTLE_ENDIAN);
        int at = 4096 + (int) header.getLong(4096 + 40);
        String text = new String(pv0, at, (int) header.getLong(4096 + 48), StandardCharsets.ISO_8859_1);
        int lv = text.indexOf("\npool_tmeta {");
        int stripes = text.indexOf("\"pv0\", ", lv) + "\"pv0\", ".length();
        int extent = Integer.parseInt(text.substring(stripes, text.indexOf('\n', stripes)));
        return (1 << 20) + extent * (256 << 10);
    }
}

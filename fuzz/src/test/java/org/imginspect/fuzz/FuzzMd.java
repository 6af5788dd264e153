package org.imginspect.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.imginspect.io.ByteSource;
import org.imginspect.volume.md.MdFormat;

/**
 * Members of an array with bytes of their superblocks changed and the checksums put right. Input: one byte that picks the array, then records
 * of four bytes: the member, the place in its superblock (two bytes), and what is combined with the byte there by exclusive or.
 */
class FuzzMd {
    private static final Map<String, byte[]> MIRRORS = VolumeWalk.disks("md/mirrors");
    private static final Map<String, byte[]> DEALT = VolumeWalk.disks("md/dealt");
    private static final List<List<String>> ARRAYS = List.of(
            List.of("m0", "m1"),
            List.of("m2", "m3"),
            List.of("m4", "m5"),
            List.of("m6", "m7", "m8"),
            List.of("l0", "l1"),
            List.of("l2", "l3"),
            List.of("z2", "z3"),
            List.of("z0", "z1", "z4"));
    private static final int SUPERBLOCK = 4096;

    @FuzzTest(maxDuration = "2m")
    void superblocks(byte[] input) {
        List<String> names = ARRAYS.get(input.length == 0 ? 0 : (input[0] & 0xff) % ARRAYS.size());
        List<byte[]> superblocks = new ArrayList<>();
        for (String name : names) {
            byte[] disk = disk(name);
            superblocks.add(Arrays.copyOfRange(disk, place(disk), place(disk) + SUPERBLOCK));
        }
        for (int at = 1; at + 4 <= input.length; at += 4) {
            byte[] superblock = superblocks.get((input[at] & 0xff) % names.size());
            superblock[((input[at + 1] & 0xff) << 8 | (input[at + 2] & 0xff)) % SUPERBLOCK] ^= input[at + 3];
        }
        List<ByteSource> disks = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            mend(superblocks.get(i));
            byte[] disk = disk(names.get(i));
            disks.add(new PatchedSource(disk, names.get(i)).with(place(disk), superblocks.get(i)));
        }
        VolumeWalk.walk(new MdFormat(), disks);
    }

    private static byte[] disk(String name) {
        return name.startsWith("m") ? MIRRORS.getOrDefault(name, new byte[0]) : DEALT.getOrDefault(name, new byte[0]);
    }

    private static int place(byte[] disk) {
        for (int at : new int[] {0, 4096, ((disk.length / 512 - 16) & ~7) * 512, (disk.length & -65536) - 65536}) {
            if (ByteBuffer.wrap(disk).order(ByteOrder.LITTLE_ENDIAN).getInt(at) == 0xa92b4efc) {
                return at;
            }
        }
        throw new IllegalStateException("the fixture has no superblock");
    }

    private static void mend(byte[] superblock) {
        ByteBuffer words = ByteBuffer.wrap(superblock).order(ByteOrder.LITTLE_ENDIAN);
        boolean old = words.getInt(4) == 0;
        int place = old ? 152 : 216;
        int length = old ? SUPERBLOCK : Math.min(SUPERBLOCK, 256 + 2 * Math.max(0, Math.min(1920, words.getInt(220))));
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

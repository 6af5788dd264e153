package org.imginspect.volume.lvm2;

/** The checksum of LVM's structures (lib/misc/crc.c): CRC-32 with a register of its own to begin with, and no inversion at the end. */
final class Lvm2Crc {
    /** INITIAL_CRC. */
    static final int INITIAL = 0xf597a6cf;

    private static final int[] TABLE = table();

    private Lvm2Crc() {}

    /** The register after more bytes. */
    static int update(int register, byte[] bytes, int offset, int length) {
        int crc = register;
        for (int i = offset; i < offset + length; i++) {
            crc = (crc >>> 8) ^ TABLE[(crc ^ bytes[i]) & 0xff];
        }
        return crc;
    }

    private static int[] table() {
        int[] table = new int[256];
        for (int i = 0; i < 256; i++) {
            int crc = i;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) != 0 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
            }
            table[i] = crc;
        }
        return table;
    }
}

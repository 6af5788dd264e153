package org.imginspect.filesystem.ext4;

import java.util.zip.CRC32C;

/**
 * The checksums of metadata_csum. The kernel's crc32c begins with a given register and does not invert the result; java.util.zip's
 * always begins with all ones and inverts. Four bytes fed first bring the register to any seed, so the JDK's fast one serves.
 */
final class Ext4Checksums {
    private static final int POLYNOMIAL = 0x82f63b78;
    private static final byte[] FOUR_ZEROS = new byte[4];

    private final boolean enabled;
    private final byte[] seedPrefix;
    private final CRC32C crc = new CRC32C();
    private final byte[] scratch = new byte[12];

    Ext4Checksums(Ext4Superblock superblock) {
        // Other systems leave the fields of inodes and blocks alone, and so does the kernel's check.
        this.enabled = superblock.hasRoCompat(Ext4Features.RO_COMPAT_METADATA_CSUM) && superblock.creatorOs() == 0;
        int seed = superblock.hasIncompat(Ext4Features.INCOMPAT_CSUM_SEED)
                ? (int) superblock.checksumSeed()
                : (int) unseeded(superblock.uuid());
        this.seedPrefix = prefixFor(seed);
    }

    /** Whether inodes and blocks carry checksums at all. */
    boolean enabled() {
        return enabled;
    }

    /** crc32c(~0, bytes) as the kernel counts it. */
    static long unseeded(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, bytes.length);
        return ~crc.getValue() & 0xffff_ffffL;
    }

    /** The four bytes that bring crc32c's register from all ones to {@code seed}. */
    static byte[] prefixFor(int seed) {
        int register = seed;
        for (int i = 0; i < 32; i++) {
            register = register < 0 ? ((register ^ POLYNOMIAL) << 1) | 1 : register << 1;
        }
        byte[] prefix = new byte[4];
        putLe32(prefix, 0, ~register);
        return prefix;
    }

    /** Begins a checksum seeded with the file system's seed. */
    Ext4Checksums begin() {
        crc.reset();
        crc.update(seedPrefix, 0, 4);
        return this;
    }

    /** Begins a checksum seeded with an inode's seed: the file system's, its number, its generation. */
    Ext4Checksums begin(long inode, long generation) {
        System.arraycopy(seedPrefix, 0, scratch, 0, 4);
        putLe32(scratch, 4, (int) inode);
        putLe32(scratch, 8, (int) generation);
        crc.reset();
        crc.update(scratch, 0, 12);
        return this;
    }

    Ext4Checksums add(byte[] bytes, int offset, int length) {
        crc.update(bytes, offset, length);
        return this;
    }

    Ext4Checksums addLe32(long value) {
        putLe32(scratch, 0, (int) value);
        crc.update(scratch, 0, 4);
        return this;
    }

    /** The place of the checksum itself counts as zeros. */
    Ext4Checksums addZeros(int count) {
        crc.update(FOUR_ZEROS, 0, count);
        return this;
    }

    /** The sum, unsigned. */
    long value() {
        return ~crc.getValue() & 0xffff_ffffL;
    }

    static String mismatch(String what, long stored, long computed) {
        return "ext4: checksum of " + what + " is 0x" + Long.toHexString(stored) + ", but its content gives 0x"
                + Long.toHexString(computed);
    }

    /** CRC-16 (ANSI, reflected), as gdt_csum has it. */
    static int crc16(int register, byte[] bytes, int offset, int length) {
        int crc = register;
        for (int i = offset; i < offset + length; i++) {
            crc ^= bytes[i] & 0xff;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) != 0 ? (crc >>> 1) ^ 0xa001 : crc >>> 1;
            }
        }
        return crc;
    }

    static void putLe32(byte[] into, int offset, int value) {
        into[offset] = (byte) value;
        into[offset + 1] = (byte) (value >>> 8);
        into[offset + 2] = (byte) (value >>> 16);
        into[offset + 3] = (byte) (value >>> 24);
    }
}

package org.imginspect.filesystem.btrfs;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.imginspect.error.UnsupportedFeatureException;

/** How blocks are summed: one of four for the whole file system. Any number of threads. */
enum BtrfsChecksum {
    CRC32C(4) {
        @Override
        boolean matches(byte[] bytes, int from, int length, byte[] sum, int sumAt) {
            CRC32C crc = new CRC32C();
            crc.update(bytes, from, length);
            return littleEndian(crc.getValue(), 4, sum, sumAt);
        }
    },
    XXHASH64(8) {
        @Override
        boolean matches(byte[] bytes, int from, int length, byte[] sum, int sumAt) {
            return littleEndian(BtrfsXxHash64.of(bytes, from, length), 8, sum, sumAt);
        }
    },
    SHA256(32) {
        @Override
        boolean matches(byte[] bytes, int from, int length, byte[] sum, int sumAt) {
            try {
                MessageDigest digest = MessageDigest.getInstance("SHA-256");
                digest.update(bytes, from, length);
                return Arrays.equals(digest.digest(), 0, 32, sum, sumAt, sumAt + 32);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java has SHA-256", e);
            }
        }
    },
    BLAKE2B(32) {
        @Override
        boolean matches(byte[] bytes, int from, int length, byte[] sum, int sumAt) {
            return Arrays.equals(BtrfsBlake2b.of256(bytes, from, length), 0, 32, sum, sumAt, sumAt + 32);
        }
    };

    /** How many bytes a sum takes in the tree of checksums; in a header there is always room for 32. */
    private final int bytes;

    BtrfsChecksum(int bytes) {
        this.bytes = bytes;
    }

    int bytes() {
        return bytes;
    }

    /** Whether {@code bytes[from .. from + length)} have the sum at {@code sum[sumAt]}. */
    abstract boolean matches(byte[] bytes, int from, int length, byte[] sum, int sumAt);

    /** @param type csum_type of the superblock */
    static BtrfsChecksum of(int type, String where) throws UnsupportedFeatureException {
        if (type >= values().length) {
            throw new UnsupportedFeatureException("btrfs: checksum type " + type + " is not supported", where);
        }
        return values()[type];
    }

    private static boolean littleEndian(long value, int length, byte[] sum, int sumAt) {
        for (int i = 0; i < length; i++) {
            if (sum[sumAt + i] != (byte) (value >>> (8 * i))) {
                return false;
            }
        }
        return true;
    }
}

package org.imginspect.filesystem.ext4;

import java.util.zip.CRC32C;
import org.imginspect.error.DamagedImageException;
import org.imginspect.io.Bytes;

/** The journal's checksums: CRC-32C seeded with its UUID (versions 2 and 3), CRC-32 with the highest bit first (version 1). */
final class Ext4JournalChecksums {
    private static final int POLYNOMIAL_BE = 0x04c11db7;
    private static final int COMMIT_CHECKSUM_AT = 0x10; // h_chksum[0] of struct commit_header, 0x10, be32

    private final byte[] uuid;
    private final CRC32C crc = new CRC32C();

    Ext4JournalChecksums(byte[] uuid) {
        this.uuid = uuid;
    }

    /** The checksum at the end of a descriptor or revocation block. */
    boolean tailIsRight(Bytes block) throws DamagedImageException {
        byte[] bytes = block.copy(0, block.length());
        int tail = bytes.length - 4; // t_checksum, be32
        Ext4Checksums.putLe32(bytes, tail, 0);
        return seeded(bytes) == block.be32(tail);
    }

    boolean commitIsRight(Bytes block) throws DamagedImageException {
        byte[] bytes = block.copy(0, block.length());
        Ext4Checksums.putLe32(bytes, COMMIT_CHECKSUM_AT, 0);
        return seeded(bytes) == block.be32(COMMIT_CHECKSUM_AT);
    }

    /** The checksum of a block of data: over the transaction's number, be32, and the block as it lies in the journal. */
    long data(int sequence, byte[] block) {
        byte[] number = {(byte) (sequence >>> 24), (byte) (sequence >>> 16), (byte) (sequence >>> 8), (byte) sequence};
        crc.reset();
        crc.update(uuid, 0, uuid.length);
        crc.update(number, 0, 4);
        crc.update(block, 0, block.length);
        return ~crc.getValue() & 0xffff_ffffL;
    }

    private long seeded(byte[] bytes) {
        crc.reset();
        crc.update(uuid, 0, uuid.length);
        crc.update(bytes, 0, bytes.length);
        return ~crc.getValue() & 0xffff_ffffL;
    }

    /** One more block of a transaction, for version 1; the register begins as all ones and is not inverted. */
    static int crc32HighestBitFirst(int register, byte[] bytes) {
        int crc = register;
        for (byte b : bytes) {
            crc = (crc << 8) ^ Table.BE[(crc >>> 24) ^ (b & 0xff)];
        }
        return crc;
    }

    /** Made when first used: few journals have version 1. */
    private static final class Table {
        static final int[] BE = new int[256];

        static {
            for (int i = 0; i < 256; i++) {
                int crc = i << 24;
                for (int bit = 0; bit < 8; bit++) {
                    crc = crc < 0 ? (crc << 1) ^ POLYNOMIAL_BE : crc << 1;
                }
                BE[i] = crc;
            }
        }
    }
}

package org.imginspect.image.qcow2;

import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Bytes;

/**
 * The validated header; whatever cannot be read was refused by name. Offsets and sizes are bytes, never negative.
 *
 * @param hasDataFile clusters lie in another file, {@code dataFile}
 * @param dataFile its name
 * @param backingFile the name of the file that has what is not allocated here; empty text if there is none
 * @param backingFormat what qemu calls its format; never empty if there is a backing file
 */
record Qcow2Header(
        int version,
        int clusterBits,
        long sizeBytes,
        int l1Entries,
        long l1Offset,
        long snapshotCount,
        long snapshotsOffset,
        boolean dirty,
        boolean corrupt,
        boolean zstd,
        boolean extendedL2,
        boolean hasDataFile,
        String dataFile,
        String backingFile,
        String backingFormat) {

    static final int MAGIC = 0x514649fb; // "QFI\xfb"
    private static final int VERSION_2_BYTES = 72;
    private static final int VERSION_3_MIN_BYTES = 104;
    private static final int CLUSTER_BITS_MIN = 9;
    // qemu's MAX_CLUSTER_BITS
    private static final int CLUSTER_BITS_MAX = 21;
    // Subclusters, 1/32 of a cluster, have at least 512 bytes.
    private static final int CLUSTER_BITS_EXTENDED_MIN = 14;
    // qemu's QCOW_MAX_L1_SIZE
    private static final int L1_MAX_BYTES = 32 << 20;
    private static final int REFCOUNT_ORDER_MAX = 6;

    private static final long DIRTY = 1;
    private static final long CORRUPT = 1 << 1;
    private static final long DATA_FILE = 1 << 2;
    private static final long COMPRESSION_TYPE = 1 << 3;
    private static final long EXTENDED_L2 = 1 << 4;
    private static final long KNOWN = DIRTY | CORRUPT | DATA_FILE | COMPRESSION_TYPE | EXTENDED_L2;

    static Qcow2Header read(ByteSource file) throws ImageException {
        Bytes head = file.read(0, (int) Math.min(file.size(), 112));
        if (head.length() < 8 || head.be32(0) != MAGIC) { // magic, 0x0, be32
            throw head.damaged("qcow2: no magic 'QFI\\xfb'", 0);
        }
        long version = head.be32(4); // version, 0x4, be32
        if (version != 2 && version != 3) {
            throw new UnsupportedFeatureException(
                    "qcow2: version " + version + " is not 2 or 3"
                            + (version == 1 ? "; 'qemu-img convert -f qcow -O qcow2 IN OUT' converts it" : ""),
                    file.describe(),
                    4);
        }
        if (head.length() < (version == 2 ? VERSION_2_BYTES : VERSION_3_MIN_BYTES)) {
            throw head.damaged("qcow2: file of " + file.size() + " bytes ends inside the header", 0);
        }
        long clusterBits = head.be32(0x14); // cluster_bits, 0x14, be32
        if (clusterBits < CLUSTER_BITS_MIN || clusterBits > CLUSTER_BITS_MAX) {
            throw head.damaged(
                    "qcow2: cluster_bits " + clusterBits + " is not " + CLUSTER_BITS_MIN + ".." + CLUSTER_BITS_MAX,
                    0x14);
        }
        long features = 0;
        int compressionType = 0;
        long headerLength = VERSION_2_BYTES;
        if (version == 3) {
            features = head.be64(0x48); // incompatible_features, 0x48, be64
            headerLength = head.be32(0x64); // header_length, 0x64, be32, bytes
            if (headerLength < VERSION_3_MIN_BYTES || headerLength % 8 != 0 || headerLength > 1L << clusterBits) {
                throw head.damaged(
                        "qcow2: header_length " + headerLength + " is not a multiple of 8 from 104 to one cluster, "
                                + (1L << clusterBits),
                        0x64);
            }
            long refcountOrder = head.be32(0x60); // refcount_order, 0x60, be32
            if (refcountOrder > REFCOUNT_ORDER_MAX) {
                throw head.damaged("qcow2: refcount_order " + refcountOrder + " exceeds " + REFCOUNT_ORDER_MAX, 0x60);
            }
            if (headerLength > 0x68) {
                compressionType = head.u8(0x68); // compression_type, 0x68, u8
            }
        }
        Qcow2Extensions extensions = Qcow2Extensions.read(file, headerLength, 1L << clusterBits);
        refuse(file, head, features, extensions);
        return checked(file, head, (int) version, (int) clusterBits, features, compressionType, extensions);
    }

    long clusterBytes() {
        return 1L << clusterBits;
    }

    /** Logarithm of the number of clusters that one L2 table maps. */
    int l2Bits() {
        return clusterBits - (extendedL2 ? 4 : 3);
    }

    private static void refuse(ByteSource file, Bytes head, long features, Qcow2Extensions extensions)
            throws ImageException {
        long unknown = features & ~KNOWN;
        if (unknown != 0) {
            int bit = Long.numberOfTrailingZeros(unknown);
            throw new UnsupportedFeatureException(
                    "qcow2: unknown incompatible feature bit " + bit + extensions.incompatibleName(bit),
                    file.describe(),
                    0x48);
        }
        long crypt = head.be32(0x20); // crypt_method, 0x20, be32
        if (crypt != 0) {
            String method = crypt == 1 ? "AES" : crypt == 2 ? "LUKS" : "method " + crypt;
            throw new UnsupportedFeatureException("qcow2: disk is encrypted (" + method + ")", file.describe(), 0x20);
        }
    }

    private static Qcow2Header checked(
            ByteSource file,
            Bytes head,
            int version,
            int clusterBits,
            long features,
            int compressionType,
            Qcow2Extensions extensions)
            throws ImageException {
        if (compressionType > 1) {
            throw new UnsupportedFeatureException(
                    "qcow2: compression_type " + compressionType + " is neither 0 (zlib) nor 1 (zstd)",
                    file.describe(),
                    0x68);
        }
        if ((compressionType == 1) != ((features & COMPRESSION_TYPE) != 0)) {
            throw head.damaged(
                    "qcow2: compression_type " + compressionType + " contradicts incompatible feature bit 3", 0x68);
        }
        boolean extendedL2 = (features & EXTENDED_L2) != 0;
        if (extendedL2 && clusterBits < CLUSTER_BITS_EXTENDED_MIN) {
            throw head.damaged(
                    "qcow2: cluster_bits " + clusterBits + " with extended L2 entries is below "
                            + CLUSTER_BITS_EXTENDED_MIN,
                    0x14);
        }
        boolean hasDataFile = (features & DATA_FILE) != 0;
        if (hasDataFile && extensions.dataFile().isEmpty()) {
            throw head.damaged("qcow2: external data file that has no name", 0x48);
        }
        String backing = backing(file, head, extensions);
        Qcow2Header header = new Qcow2Header(
                version,
                clusterBits,
                head.be64Size(0x18, "qcow2: size"), // size, 0x18, be64
                0,
                head.be64Size(0x28, "qcow2: l1_table_offset"), // l1_table_offset, 0x28, be64
                head.be32(0x3c), // nb_snapshots, 0x3c, be32
                head.be64Size(0x40, "qcow2: snapshots_offset"), // snapshots_offset, 0x40, be64
                (features & DIRTY) != 0,
                (features & CORRUPT) != 0,
                compressionType == 1,
                extendedL2,
                hasDataFile,
                extensions.dataFile(),
                backing,
                extensions.backingFormat());
        return header.withL1Entries(file, head);
    }

    /** The backing file's name; empty text if there is none. */
    private static String backing(ByteSource file, Bytes head, Qcow2Extensions extensions) throws ImageException {
        long offset = head.be64(0x08); // backing_file_offset, 0x8, be64
        long length = head.be32(0x10); // backing_file_size, 0x10, be32
        // qemu takes an empty name for no backing file.
        String name = offset == 0 || length == 0 ? "" : Qcow2Extensions.backingName(file, head, offset, length);
        if (!name.isEmpty() && extensions.backingFormat().isEmpty()) {
            throw new UnsupportedFeatureException(
                    "qcow2: backing file " + Qcow2Extensions.quoted(name) + " is named without its format, which is"
                            + " never guessed; 'qemu-img rebase -u -F FORMAT -b NAME' writes it down",
                    file.describe(),
                    0x08);
        }
        return name;
    }

    /** Only as many entries as the disk needs are ever looked at. */
    private Qcow2Header withL1Entries(ByteSource file, Bytes head) throws DamagedImageException {
        long stored = head.be32(0x24); // l1_size, 0x24, be32, entries
        int span = clusterBits + l2Bits(); // 9 + 6 to 21 + 18 bits
        long needed = (sizeBytes >>> span) + ((sizeBytes & ((1L << span) - 1)) == 0 ? 0 : 1);
        if (needed > stored) {
            throw head.damaged(
                    "qcow2: L1 table of " + stored + " entries is too small for a disk of " + sizeBytes
                            + " bytes, which needs " + needed,
                    0x24);
        }
        if (stored * 8 > L1_MAX_BYTES) {
            throw head.damaged("qcow2: L1 table of " + stored * 8 + " bytes exceeds 32 MiB", 0x24);
        }
        if ((l1Offset & (clusterBytes() - 1)) != 0) {
            throw head.damaged(
                    "qcow2: L1 table at 0x" + Long.toHexString(l1Offset) + " is not aligned to a cluster", 0x28);
        }
        if (l1Offset > file.size() || stored * 8 > file.size() - l1Offset) {
            throw head.damaged(
                    "qcow2: L1 table of " + stored * 8 + " bytes at 0x" + Long.toHexString(l1Offset)
                            + " ends beyond the file of " + file.size() + " bytes",
                    0x28);
        }
        return new Qcow2Header(
                version,
                clusterBits,
                sizeBytes,
                (int) needed,
                l1Offset,
                snapshotCount,
                snapshotsOffset,
                dirty,
                corrupt,
                zstd,
                extendedL2,
                hasDataFile,
                dataFile,
                backingFile,
                backingFormat);
    }
}

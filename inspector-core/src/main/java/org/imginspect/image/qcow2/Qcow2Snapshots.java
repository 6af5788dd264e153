package org.imginspect.image.qcow2;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.LimitExceededException;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Bytes;
import org.imginspect.io.Limits;

/** The table of internal snapshots: fixed parts of 40 bytes, each followed by extra data, id and name, padded to 8 bytes. */
final class Qcow2Snapshots {
    private static final int FIXED_BYTES = 40;
    // qemu's QCOW_MAX_SNAPSHOTS, QCOW_MAX_SNAPSHOT_EXTRA_DATA and QCOW_MAX_SNAPSHOTS_SIZE
    private static final int COUNT_MAX = 65536;
    private static final int EXTRA_MAX_BYTES = 1024;
    private static final long TABLE_MAX_BYTES = 64L << 20;

    /**
     * One of them.
     *
     * @param name its id if it has no name
     * @param l1Offset where its L1 table lies
     * @param l1Entries how many entries that has
     */
    record Snapshot(String name, long l1Offset, long l1Entries) {}

    /**
     * The whole table.
     *
     * @param snapshots in its order
     * @param bytes how long it is
     */
    record Table(List<Snapshot> snapshots, long bytes) {}

    private Qcow2Snapshots() {}

    /** The names in the table's order; the id where a snapshot has no name. */
    static List<String> names(ByteSource file, Qcow2Header header, Limits limits) throws ImageException {
        List<String> names = new ArrayList<>();
        for (Snapshot snapshot : table(file, header, limits).snapshots()) {
            names.add(snapshot.name());
        }
        return names;
    }

    static Table table(ByteSource file, Qcow2Header header, Limits limits) throws ImageException {
        if (header.snapshotCount() > COUNT_MAX) {
            throw new DamagedImageException(
                    "qcow2: " + header.snapshotCount() + " snapshots exceed " + COUNT_MAX, file.describe(), 0x3c);
        }
        long at = header.snapshotsOffset();
        if (header.snapshotCount() > 0 && (at & (header.clusterBytes() - 1)) != 0) {
            throw new DamagedImageException(
                    "qcow2: snapshot table at 0x" + Long.toHexString(at) + " is not aligned to a cluster",
                    file.describe(),
                    0x40);
        }
        long cap = Math.min(TABLE_MAX_BYTES, limits.get(Limits.METADATA_TABLE_BYTES));
        List<Snapshot> snapshots = new ArrayList<>();
        for (long i = 0; i < header.snapshotCount(); i++) {
            Bytes fixed = part(file, at, FIXED_BYTES);
            long l1Offset = fixed.be64(0); // l1_table_offset, 0x0, be64
            long l1Entries = fixed.be32(0x08); // l1_size, 0x8, be32
            int idBytes = fixed.be16(0x0c); // id_str_size, 0xc, be16
            int nameBytes = fixed.be16(0x0e); // name_size, 0xe, be16
            long extraBytes = fixed.be32(0x24); // extra_data_size, 0x24, be32
            if (extraBytes > EXTRA_MAX_BYTES) {
                throw fixed.damaged(
                        "qcow2: snapshot " + (i + 1) + " has " + extraBytes + " bytes of extra data, more than "
                                + EXTRA_MAX_BYTES,
                        0x24);
            }
            Bytes texts = part(file, at + FIXED_BYTES + extraBytes, idBytes + nameBytes);
            byte[] name = nameBytes > 0 ? texts.copy(idBytes, nameBytes) : texts.copy(0, idBytes);
            snapshots.add(new Snapshot(new String(name, StandardCharsets.UTF_8), l1Offset, l1Entries));
            at += (FIXED_BYTES + extraBytes + idBytes + nameBytes + 7) & ~7L;
            if (at - header.snapshotsOffset() > cap) {
                throw new LimitExceededException(
                        "qcow2: table of " + header.snapshotCount() + " snapshots is larger",
                        Limits.METADATA_TABLE_BYTES,
                        cap,
                        file.describe());
            }
        }
        return new Table(snapshots, at - header.snapshotsOffset());
    }

    private static Bytes part(ByteSource file, long at, int length) throws ImageException {
        if (at > file.size() - length) {
            throw new DamagedImageException(
                    "qcow2: snapshot table ends beyond the file of " + file.size() + " bytes", file.describe(), at);
        }
        return file.read(at, length);
    }
}

package org.imginspect.fuzz;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CRC32C;
import org.imginspect.error.ImageException;
import org.imginspect.filesystem.FreeSpace;
import org.imginspect.filesystem.xfs.XfsFormat;
import org.imginspect.fixtures.Fixtures;
import org.imginspect.guest.FileTree;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.Kind;
import org.imginspect.guest.Node;
import org.imginspect.io.ArraySource;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Limits;

/**
 * An XFS with bytes changed. Input: one byte that picks the image, then records of four bytes: a position in units of the length of its
 * used part / 2^24 (three bytes, the highest first) and what is combined with the byte there by exclusive or. Images with checksums have
 * that of the superblock or the inode around each changed byte made right again, so that more than checksums is tried.
 */
class FuzzXfs {
    private static final List<String> IMAGES = List.of("xfs/damage-old", "xfs/damage", "xfs/deep-old", "xfs/deep");
    private static final Map<String, Image> PRISTINE = new ConcurrentHashMap<>();
    private static final int SECTOR = 512;
    private static final int MAX_NODES = 150;
    private static final int MAX_DEPTH = 60;
    private static final Limits LIMITS = Limits.defaults()
            .with(Limits.CACHE_BYTES, 4 << 20)
            .with(Limits.METADATA_TABLE_BYTES, 1 << 20)
            .with(Limits.DIRECTORY_ENTRIES, 5000)
            .with(Limits.EXTENTS_PER_FILE, 20_000);

    /** The image, and the sectors of it that are not empty: the log is left out but for its beginning. */
    private record Image(byte[] bytes, int[] used) {}

    @FuzzTest(maxDuration = "2m")
    void patches(byte[] input) {
        Image image = pristine(IMAGES.get(input.length == 0 ? 0 : (input[0] & 0xff) % IMAGES.size()));
        Patched patched = new Patched(image.bytes);
        for (int at = 1; at + 4 <= input.length; at += 4) {
            long place = ((input[at] & 0xffL) << 16) | ((input[at + 1] & 0xffL) << 8) | (input[at + 2] & 0xffL);
            long inUsed = (place * image.used.length * SECTOR) >>> 24;
            patched.change(image.used[(int) (inUsed / SECTOR)] * SECTOR + (int) (inUsed % SECTOR), input[at + 3]);
        }
        patched.mendChecksums();
        try {
            walk(patched);
        } catch (ImageException e) {
            // Refused.
        }
    }

    private static void walk(ByteSource volume) throws ImageException {
        XfsFormat format = new XfsFormat();
        if (!format.recognises(volume)) {
            return;
        }
        format.identify(volume);
        try (FileTree tree = format.open(volume, LIMITS).tree()) {
            Deque<GuestPath> open = new ArrayDeque<>(List.of(GuestPath.ROOT));
            for (int nodes = 0; nodes < MAX_NODES && !open.isEmpty(); nodes++) {
                visit(tree, open.pop(), open);
            }
        }
        FreeSpace space = format.freeSpace(volume, LIMITS).orElseThrow();
        space.free(FuzzXfs::take);
        space.slack(FuzzXfs::take);
    }

    private static void take(long start, long length) {
        assertTrue(start >= 0 && length > 0, () -> length + " bytes at " + start);
    }

    private static void visit(FileTree tree, GuestPath path, Deque<GuestPath> open) {
        try {
            Node node = tree.stat(path).orElseThrow();
            tree.xattrs(path);
            if (node.kind() == Kind.DIRECTORY && path.names().size() < MAX_DEPTH) {
                for (GuestName name : tree.list(path)) {
                    open.add(path.resolve(name));
                }
            } else if (node.kind() == Kind.SYMLINK) {
                tree.readLink(path);
            } else if (node.kind() == Kind.FILE) {
                try (ByteSource file = tree.open(path)) {
                    byte[] piece = new byte[(int) Math.min(file.size(), 70_000)];
                    file.readFully(0, piece, 0, piece.length);
                    file.readFully(file.size() - piece.length, piece, 0, piece.length);
                }
            }
        } catch (ImageException e) {
            // This node is damaged; the next one may not be.
        }
    }

    private static Image pristine(String name) {
        return PRISTINE.computeIfAbsent(name, any -> {
            try {
                byte[] bytes = Files.readAllBytes(Fixtures.image(name));
                int[] used = new int[bytes.length / SECTOR];
                int count = 0;
                byte[] empty = new byte[SECTOR];
                for (int sector = 0; sector < used.length; sector++) {
                    int at = sector * SECTOR;
                    boolean same = Arrays.equals(bytes, at, at + SECTOR, empty, 0, SECTOR);
                    // A log that was blanked repeats itself.
                    boolean log = sector > 64 && Arrays.equals(bytes, at + 4, at + SECTOR, bytes, at - SECTOR + 4, at);
                    if (!same && !log) {
                        used[count++] = sector;
                    }
                }
                return new Image(bytes, Arrays.copyOf(used, count));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** An image with a few sectors of its own. */
    private static final class Patched implements ByteSource {
        private final byte[] bytes;
        private final TreeMap<Integer, byte[]> sectors = new TreeMap<>();

        Patched(byte[] bytes) {
            this.bytes = bytes;
        }

        void change(int at, byte by) {
            sectors.computeIfAbsent(
                            at / SECTOR, sector -> Arrays.copyOfRange(bytes, sector * SECTOR, (sector + 1) * SECTOR))[
                    at % SECTOR] ^= by;
        }

        /** Superblock and inodes have 512 bytes in the images with checksums. */
        void mendChecksums() {
            boolean five = (bytes[0x65] & 0xf) == 5;
            sectors.forEach((number, sector) -> {
                if (five && (number == 0 || (sector[0] == 'I' && sector[1] == 'N'))) {
                    int field = number == 0 ? 0xe0 : 0x64;
                    Arrays.fill(sector, field, field + 4, (byte) 0);
                    CRC32C crc = new CRC32C();
                    crc.update(sector, 0, SECTOR);
                    for (int i = 0; i < 4; i++) {
                        sector[field + i] = (byte) (crc.getValue() >>> (8 * i));
                    }
                }
            });
        }

        @Override
        public long size() {
            return bytes.length;
        }

        @Override
        public void readFully(long position, byte[] into, int offset, int length) throws ImageException {
            new ArraySource(bytes, "fuzz.xfs").readFully(position, into, offset, length);
            if (length > 0) {
                sectors.subMap((int) (position / SECTOR), true, (int) ((position + length - 1) / SECTOR), true)
                        .forEach((number, sector) -> {
                            long start = (long) number * SECTOR;
                            int from = (int) Math.max(0, position - start);
                            int to = (int) Math.min(SECTOR, position + length - start);
                            System.arraycopy(sector, from, into, offset + (int) (start + from - position), to - from);
                        });
            }
        }

        @Override
        public String describe() {
            return "fuzz.xfs";
        }

        @Override
        public void close() {
            // Only memory.
        }
    }
}

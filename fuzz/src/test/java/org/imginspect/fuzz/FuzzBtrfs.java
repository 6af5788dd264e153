package org.imginspect.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.imginspect.error.ImageException;
import org.imginspect.filesystem.OpenedFileSystem;
import org.imginspect.filesystem.Subvolume;
import org.imginspect.filesystem.btrfs.BtrfsFormat;
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
 * A btrfs with bytes changed, and the checksums of the changed blocks of metadata made right again. Input: records of four bytes,
 * each a position in units of the length of all blocks in use / 2^24 (three bytes, the highest first) and what is combined with the byte
 * there by exclusive or.
 */
class FuzzBtrfs {
    private static final int BLOCK = 4096;
    private static final int SUPERBLOCK = 0x10000;
    private static final int MAX_NODES = 1000;
    private static final int MAX_DEPTH = 60;
    private static final Limits LIMITS = Limits.defaults()
            .with(Limits.CACHE_BYTES, 4 << 20)
            .with(Limits.METADATA_TABLE_BYTES, 1 << 20)
            .with(Limits.DIRECTORY_ENTRIES, 5000);
    private static byte[] pristine = new byte[0];
    private static List<Integer> blocks = List.of();

    @FuzzTest(maxDuration = "2m")
    void patches(byte[] input) {
        load();
        Map<Integer, byte[]> changed = new HashMap<>();
        for (int at = 0; at + 4 <= input.length; at += 4) {
            long place = ((input[at] & 0xffL) << 16) | ((input[at + 1] & 0xffL) << 8) | (input[at + 2] & 0xffL);
            int position = (int) ((place * blocks.size() * BLOCK) >>> 24);
            int block = blocks.get(position / BLOCK);
            changed.computeIfAbsent(block, any -> Arrays.copyOfRange(pristine, block, block + BLOCK))[
                            position % BLOCK] ^=
                    input[at + 3];
        }
        changed.forEach(FuzzBtrfs::sum);
        try (ByteSource volume = new Patched(changed)) {
            walk(volume);
        } catch (ImageException e) {
            // Refused.
        }
    }

    /** Blocks that carry the UUID are metadata; the sum is over all behind it. */
    private static void sum(int position, byte[] block) {
        if (!Arrays.equals(
                pristine, position + 0x20, position + 0x30, pristine, SUPERBLOCK + 0x20, SUPERBLOCK + 0x30)) {
            return;
        }
        CRC32C crc = new CRC32C();
        crc.update(block, 0x20, BLOCK - 0x20);
        for (int i = 0; i < 4; i++) {
            block[i] = (byte) (crc.getValue() >>> (8 * i));
        }
    }

    /** The image with some blocks of it replaced, without a copy of the rest. */
    private static final class Patched implements ByteSource {
        private final ByteSource below = new ArraySource(pristine, "fuzz.btrfs");
        private final Map<Integer, byte[]> changed;

        Patched(Map<Integer, byte[]> changed) {
            this.changed = changed;
        }

        @Override
        public long size() {
            return below.size();
        }

        @Override
        public void readFully(long position, byte[] into, int offset, int length) throws ImageException {
            below.readFully(position, into, offset, length);
            changed.forEach((start, block) -> {
                long from = Math.max(start, position);
                long to = Math.min(start + BLOCK, position + length);
                if (from < to) {
                    System.arraycopy(
                            block, (int) (from - start), into, (int) (offset + from - position), (int) (to - from));
                }
            });
        }

        @Override
        public String describe() {
            return below.describe();
        }

        @Override
        public void close() {
            // Nothing to give back.
        }
    }

    private static void walk(ByteSource volume) throws ImageException {
        BtrfsFormat format = new BtrfsFormat();
        if (!format.recognises(volume)) {
            return;
        }
        format.identify(volume);
        OpenedFileSystem opened = format.open(volume, LIMITS);
        for (Subvolume subvolume : opened.subvolumes()) {
            try (FileTree tree = subvolume.opener().open()) {
                tree.list(GuestPath.ROOT);
            } catch (ImageException e) {
                // This one is damaged; the next one may not be.
            }
        }
        try (FileTree tree = opened.tree()) {
            Deque<GuestPath> open = new ArrayDeque<>(List.of(GuestPath.ROOT));
            for (int nodes = 0; nodes < MAX_NODES && !open.isEmpty(); nodes++) {
                visit(tree, open.pop(), open);
            }
        }
    }

    private static void visit(FileTree tree, GuestPath path, Deque<GuestPath> open) {
        try {
            Node node = tree.stat(path).orElseThrow();
            tree.xattrs(path);
            if (node.kind() == Kind.DIRECTORY && path.names().size() < MAX_DEPTH) {
                for (GuestName name : tree.list(path)) {
                    open.push(path.resolve(name));
                }
            } else if (node.kind() == Kind.SYMLINK) {
                tree.readLink(path);
            } else if (node.kind() == Kind.FILE) {
                try (ByteSource file = tree.open(path)) {
                    byte[] piece = new byte[(int) Math.min(file.size(), 70_000)];
                    file.readFully(0, piece, 0, piece.length);
                    file.readFully(file.size() - piece.length, piece, 0, piece.length);
                    file.nextData(file.size() / 2);
                }
            }
        } catch (ImageException e) {
            // This node is damaged; the next one may not be.
        }
    }

    private static synchronized void load() {
        if (pristine.length > 0) {
            return;
        }
        try {
            byte[] image = Files.readAllBytes(Fixtures.image("btrfs/damage"));
            List<Integer> used = new ArrayList<>();
            byte[] zeros = new byte[BLOCK];
            for (int at = 0; at + BLOCK <= image.length; at += BLOCK) {
                if (!Arrays.equals(image, at, at + BLOCK, zeros, 0, BLOCK)) {
                    used.add(at);
                }
            }
            blocks = used;
            pristine = image;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

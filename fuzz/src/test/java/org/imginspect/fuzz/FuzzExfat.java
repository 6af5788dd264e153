package org.imginspect.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.imginspect.error.ImageException;
import org.imginspect.filesystem.FreeSpace;
import org.imginspect.filesystem.exfat.ExfatFormat;
import org.imginspect.fixtures.Fixtures;
import org.imginspect.guest.FileTree;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.Node;
import org.imginspect.io.ArraySource;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Limits;

/**
 * An exFAT volume with bytes changed. Input: one byte (bit 0: checksums of changed entries are mended, bit 1: that of the boot region
 * is), then records of four bytes, each a position in units of the image's length / 2^24 (three bytes, the highest first) and what is
 * combined with the byte there by exclusive or.
 */
class FuzzExfat {
    private static final byte[] PRISTINE = pristine();
    private static final int MAX_NODES = 600;
    private static final int MAX_DEPTH = 60;
    private static final int ENTRIES_OF_A_FILE = 19;
    private static final Limits LIMITS = Limits.defaults()
            .with(Limits.CACHE_BYTES, 4 << 20)
            .with(Limits.DIRECTORY_ENTRIES, 5000)
            .with(Limits.NODES_WALKED, 5000)
            .with(Limits.EXTENTS_PER_FILE, 20_000);

    @FuzzTest(maxDuration = "2m")
    void patches(byte[] input) {
        byte[] image = PRISTINE.clone();
        int how = input.length == 0 ? 0 : input[0];
        for (int at = 1; at + 4 <= input.length; at += 4) {
            long place = ((input[at] & 0xffL) << 16) | ((input[at + 1] & 0xffL) << 8) | (input[at + 2] & 0xffL);
            int position = (int) ((place * image.length) >>> 24);
            image[position] ^= input[at + 3];
            if ((how & 1) != 0) {
                mendEntries(image, position);
            }
        }
        if ((how & 2) != 0) {
            mendBoot(image);
        }
        ArraySource volume = new ArraySource(image, "fuzz.exfat");
        ExfatFormat format = new ExfatFormat();
        try {
            if (format.recognises(volume)) {
                format.identify(volume);
                try (FileTree tree = format.open(volume, LIMITS).tree()) {
                    walk(tree);
                }
                FreeSpace space = format.freeSpace(volume, LIMITS).orElseThrow();
                space.free((start, length) -> volume.slice(start, length, "free"));
                space.slack((start, length) -> volume.slice(start, length, "slack"));
            }
        } catch (ImageException e) {
            // Refused.
        }
    }

    private static void walk(FileTree tree) {
        Deque<GuestPath> open = new ArrayDeque<>(List.of(GuestPath.ROOT));
        for (int nodes = 0; nodes < MAX_NODES && !open.isEmpty(); nodes++) {
            GuestPath path = open.pop();
            try {
                Node node = tree.stat(path).orElseThrow(() -> new AssertionError(path + " is listed and not there"));
                if (node.isDirectory() && path.names().size() < MAX_DEPTH) {
                    for (GuestName name : tree.list(path)) {
                        open.push(path.resolve(name));
                    }
                } else if (node.isFile()) {
                    try (ByteSource file = tree.open(path)) {
                        byte[] piece = new byte[(int) Math.min(file.size(), 8192)];
                        file.readFully(0, piece, 0, piece.length);
                        file.readFully(file.size() - piece.length, piece, 0, piece.length);
                    }
                }
            } catch (ImageException e) {
                // This node is damaged; the next one may not be.
            }
        }
    }

    private static void mendEntries(byte[] image, int position) {
        int at = position & ~31;
        for (int i = 0; i < ENTRIES_OF_A_FILE && at >= 0; i++, at -= 32) {
            int length = 32 + 32 * (image[at + 1] & 0xff);
            if ((image[at] & 0xff) == 0x85 && at + length <= image.length) {
                int sum = 0;
                for (int j = 0; j < length; j++) {
                    if (j != 2 && j != 3) {
                        sum = ((sum << 15 | sum >> 1) + (image[at + j] & 0xff)) & 0xffff;
                    }
                }
                ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN).putShort(at + 2, (short) sum);
                return;
            }
        }
    }

    private static void mendBoot(byte[] image) {
        int sum = 0;
        for (int i = 0; i < 11 * 512; i++) {
            if (i != 106 && i != 107 && i != 112) {
                sum = Integer.rotateRight(sum, 1) + (image[i] & 0xff);
            }
        }
        for (int at = 11 * 512; at < 12 * 512; at += 4) {
            ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN).putInt(at, sum);
        }
    }

    private static byte[] pristine() {
        try {
            return Files.readAllBytes(Fixtures.image("exfat/damage"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

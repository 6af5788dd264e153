package org.imginspect.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.imginspect.error.ImageException;
import org.imginspect.filesystem.ext4.Ext4Format;
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
 * An ext file system with bytes changed. Input: one byte that picks the image, then records of four bytes, each a position in
 * units of the image's length / 2^24 (three bytes, the highest first) and what is combined with the byte there by exclusive or.
 */
class FuzzExt4 {
    private static final List<String> IMAGES =
            List.of("ext4/damage-extents", "ext4/damage-old", "ext4/dirty-plain", "ext4/dirty-csum1", "ext4/damage");
    private static final Map<String, byte[]> PRISTINE = new ConcurrentHashMap<>();
    private static final int MAX_NODES = 2000;
    private static final int MAX_DEPTH = 60;
    private static final Limits LIMITS = Limits.defaults()
            .with(Limits.CACHE_BYTES, 4 << 20)
            .with(Limits.METADATA_TABLE_BYTES, 1 << 20)
            .with(Limits.DIRECTORY_ENTRIES, 5000)
            .with(Limits.EXTENTS_PER_FILE, 20_000)
            .with(Limits.JOURNAL_OVERLAY_BYTES, 4 << 20);

    @FuzzTest(maxDuration = "2m")
    void patches(byte[] input) {
        byte[] image = pristine(IMAGES.get(input.length == 0 ? 0 : (input[0] & 0xff) % IMAGES.size()))
                .clone();
        for (int at = 1; at + 4 <= input.length; at += 4) {
            long place = ((input[at] & 0xffL) << 16) | ((input[at + 1] & 0xffL) << 8) | (input[at + 2] & 0xffL);
            image[(int) ((place * image.length) >>> 24)] ^= input[at + 3];
        }
        try {
            walk(new ArraySource(image, "fuzz.ext4"));
        } catch (ImageException e) {
            // Refused.
        }
    }

    private static void walk(ByteSource volume) throws ImageException {
        Ext4Format format = new Ext4Format();
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
                }
            }
        } catch (ImageException e) {
            // This node is damaged; the next one may not be.
        }
    }

    private static byte[] pristine(String name) {
        return PRISTINE.computeIfAbsent(name, any -> {
            try {
                return Files.readAllBytes(Fixtures.image(name));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}

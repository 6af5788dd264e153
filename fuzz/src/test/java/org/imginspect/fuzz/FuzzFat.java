package org.imginspect.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayDeque;
import java.util.Deque;
import org.imginspect.error.ImageException;
import org.imginspect.filesystem.FileSystemFormat;
import org.imginspect.filesystem.fat.FatFormat;
import org.imginspect.guest.FileTree;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.Node;
import org.imginspect.io.ArraySource;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Limits;

/** A FAT volume: opened, walked, and the beginning of each file read. */
class FuzzFat {
    private static final Limits LIMITS = Limits.defaults().with(Limits.DIRECTORY_ENTRIES, 2000);
    private static final int NODES_MAX = 300;

    @FuzzTest(maxDuration = "2m")
    void volume(byte[] bytes) {
        FileSystemFormat format = new FatFormat();
        ArraySource volume = new ArraySource(bytes, "fuzz");
        try {
            if (format.recognises(volume)) {
                format.identify(volume);
                try (FileTree tree = format.open(volume, LIMITS).tree()) {
                    walk(tree);
                }
            }
        } catch (ImageException e) {
            // Refused.
        }
    }

    private static void walk(FileTree tree) throws ImageException {
        Deque<GuestPath> open = new ArrayDeque<>();
        open.push(GuestPath.ROOT);
        int nodes = 0;
        while (!open.isEmpty() && nodes++ < NODES_MAX) {
            GuestPath path = open.pop();
            try {
                Node node = tree.stat(path).orElseThrow(() -> new AssertionError(path + " is listed and not there"));
                if (node.isDirectory()) {
                    for (GuestName name : tree.list(path)) {
                        open.push(path.resolve(name));
                    }
                } else {
                    try (ByteSource file = tree.open(path)) {
                        file.read(0, (int) Math.min(4096, file.size()));
                    }
                }
            } catch (ImageException e) {
                // This one is damaged; the others may not be.
            }
        }
    }
}

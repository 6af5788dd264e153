package org.imginspect.compare;

import java.util.Arrays;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.error.LimitExceededException;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Limits;

/** Compares files of equal size byte by byte, as many as the cap on a scan's bytes lets it. */
final class FileContents {
    private static final int CHUNK = 1 << 16;

    private final GuestTree before;
    private final GuestTree after;
    private final byte[] left = new byte[CHUNK];
    private final byte[] right = new byte[CHUNK];
    private long bytes;

    FileContents(GuestTree before, GuestTree after) {
        this.before = before;
        this.after = after;
    }

    void compare(GuestPath path, long sizeBytes, Differences found) {
        long cap = before.limits().get(Limits.DECOMPRESSED_BYTES);
        bytes += sizeBytes;
        if (bytes > cap || bytes < 0) {
            found.unread(
                    Side.AFTER,
                    new LimitExceededException(
                                    "contents of files are more than are compared",
                                    Limits.DECOMPRESSED_BYTES,
                                    cap,
                                    path.toString())
                            .problem()
                            .message());
            return;
        }
        Side reading = Side.BEFORE;
        try (ByteSource was = open(before, path)) {
            reading = Side.AFTER;
            try (ByteSource is = open(after, path)) {
                for (long at = 0; at < sizeBytes; at += CHUNK) {
                    int length = (int) Math.min(CHUNK, sizeBytes - at);
                    reading = Side.BEFORE;
                    was.readFully(at, left, 0, length);
                    reading = Side.AFTER;
                    is.readFully(at, right, 0, length);
                    int place = Arrays.mismatch(left, 0, length, right, 0, length);
                    if (place >= 0) {
                        found.add(new Change(
                                Change.Kind.CHANGED,
                                path.toString(),
                                "content",
                                Optional.empty(),
                                Optional.of("differs from byte " + (at + place) + " on")));
                        return;
                    }
                }
            }
        } catch (ImageException e) {
            found.unread(reading, e.problem().message());
        }
    }

    private static ByteSource open(GuestTree tree, GuestPath path) throws ImageException {
        return tree.open(path)
                .orElseThrow(() -> new org.imginspect.error.DamagedImageException(
                        "file that the walk met is not there", path.toString()));
    }
}

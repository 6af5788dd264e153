package org.imginspect.facts.packages;

import org.imginspect.error.ImageException;
import org.imginspect.error.LimitExceededException;
import org.imginspect.io.Limits;

/** Collects paths of files that come without those of the directories they lie in. */
final class FileSets {
    private static final byte[] SLASH = {'/'};
    private static final long ROOT = PathHash.feed(PathHash.START, SLASH, 0, 1);
    /** What a hash takes in a set that is half full. */
    private static final int BYTES_EACH = 16;

    private final LongSet files;
    private final LongSet directories;
    private final Limits limits;

    FileSets(LongSet files, LongSet directories, Limits limits) {
        this.files = files;
        this.directories = directories;
        this.limits = limits;
    }

    /** The hash of a path whose slash at the begin is left out; the path is one of the files now. */
    long add(byte[] array, int from, int end) throws ImageException {
        int last = end;
        while (last > from && array[last - 1] != '/') {
            last--;
        }
        directory(array, from, last);
        long hash = PathHash.finish(PathHash.feed(ROOT, array, from, end));
        add(hash);
        return hash;
    }

    void add(long hash) throws ImageException {
        files.add(hash);
        long cap = limits.get(Limits.METADATA_TABLE_BYTES);
        if ((long) files.size() * BYTES_EACH > cap) {
            throw new LimitExceededException(
                    "packages: " + files.size() + " files to keep account of",
                    Limits.METADATA_TABLE_BYTES,
                    cap,
                    "packages");
        }
    }

    /** Something lies in this directory, whose name has no slash at the begin and one at the end, and so in all above it. */
    void directory(byte[] array, int from, int end) {
        directories.add(PathHash.finish(ROOT));
        int to = end;
        while (to > from) {
            to--; // its slash
            long hash = PathHash.finish(PathHash.feed(ROOT, array, from, to));
            if (directories.contains(hash)) {
                return; // and so are those above
            }
            directories.add(hash);
            while (to > from && array[to - 1] != '/') {
                to--;
            }
        }
    }
}

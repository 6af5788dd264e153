package org.imginspect.facts.packages;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.imginspect.error.LimitExceededException;
import org.imginspect.guest.GuestPath;
import org.imginspect.io.Limits;

/** Picks those paths below {@code /var/log} out of packages' lists that are, or may be, directories. */
final class LogPaths {
    private static final byte[] PREFIX = "/var/log/".getBytes(StandardCharsets.US_ASCII);
    /** What an entry takes, roughly. */
    private static final int BYTES_EACH = 256;

    private final List<PackageFiles.LogDirectory> found = new ArrayList<>();
    private final Limits limits;

    LogPaths(Limits limits) {
        this.limits = limits;
    }

    /** Whether a path, or the name of a directory that ends with a slash, lies below. */
    static boolean holds(byte[] array, int from, int end) {
        // Most paths differ in their second character.
        return end - from >= PREFIX.length
                && array[from + 1] == PREFIX[1]
                && Arrays.equals(array, from, from + PREFIX.length, PREFIX, 0, PREFIX.length);
    }

    void add(byte[] path, String owner) throws LimitExceededException {
        long cap = limits.get(Limits.METADATA_TABLE_BYTES);
        if ((long) found.size() * BYTES_EACH > cap) {
            throw new LimitExceededException(
                    "packages: " + found.size() + " directories below /var/log to keep account of",
                    Limits.METADATA_TABLE_BYTES,
                    cap,
                    "packages");
        }
        for (byte b : path) {
            if (b == 0) {
                return; // No file is called so.
            }
        }
        found.add(new PackageFiles.LogDirectory(GuestPath.of(path), owner));
    }

    List<PackageFiles.LogDirectory> found() {
        return found;
    }
}

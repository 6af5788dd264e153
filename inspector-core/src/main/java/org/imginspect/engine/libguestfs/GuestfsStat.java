package org.imginspect.engine.libguestfs;

import java.time.Instant;
import org.imginspect.guest.Kind;
import org.imginspect.guest.Node;
import org.jspecify.annotations.Nullable;

/** What lstat(2) said: {@code struct guestfs_statns} as far as it is used. */
record GuestfsStat(long inode, long mode, long uid, long gid, long sizeBytes, long seconds, long nanoseconds) {
    /** {@code struct guestfs_statns}: 22 fields of int64_t. */
    static final int FIELDS = 22;

    // Field numbers in struct guestfs_statns; the byte offset is eight times that.
    private static final int ST_INO = 1;
    private static final int ST_MODE = 2;
    private static final int ST_UID = 4;
    private static final int ST_GID = 5;
    private static final int ST_SIZE = 7;
    private static final int ST_MTIME_SEC = 12;
    private static final int ST_MTIME_NSEC = 13;

    // Values of S_IFMT in st_mode: inode(7).
    private static final int S_IFMT = 0xf000;
    private static final int S_IFIFO = 0x1000;
    private static final int S_IFCHR = 0x2000;
    private static final int S_IFDIR = 0x4000;
    private static final int S_IFBLK = 0x6000;
    private static final int S_IFREG = 0x8000;
    private static final int S_IFLNK = 0xa000;
    private static final int S_IFSOCK = 0xc000;

    /** One struct of a list; null if its {@code st_ino} is -1, which stands for a failed lstat. */
    static @Nullable GuestfsStat of(long[] fields, int first) {
        if (fields[first + ST_INO] == -1) {
            return null;
        }
        return new GuestfsStat(
                fields[first + ST_INO],
                fields[first + ST_MODE],
                fields[first + ST_UID],
                fields[first + ST_GID],
                fields[first + ST_SIZE],
                fields[first + ST_MTIME_SEC],
                fields[first + ST_MTIME_NSEC]);
    }

    /** The node, or null if the type in the mode is none of the seven. */
    @Nullable
    Node toNode() {
        Kind kind = switch ((int) mode & S_IFMT) {
            case S_IFREG -> Kind.FILE;
            case S_IFDIR -> Kind.DIRECTORY;
            case S_IFLNK -> Kind.SYMLINK;
            case S_IFCHR -> Kind.CHARACTER_DEVICE;
            case S_IFBLK -> Kind.BLOCK_DEVICE;
            case S_IFIFO -> Kind.FIFO;
            case S_IFSOCK -> Kind.SOCKET;
            default -> null;
        };
        if (kind == null) {
            return null;
        }
        long size = kind == Kind.FILE || kind == Kind.SYMLINK ? sizeBytes : 0;
        return new Node(kind, (int) mode & 07777, uid, gid, size, Instant.ofEpochSecond(seconds, nanoseconds));
    }
}

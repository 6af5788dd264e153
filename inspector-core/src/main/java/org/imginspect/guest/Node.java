package org.imginspect.guest;

import java.time.Instant;

/**
 * What stat(2) says of a file.
 *
 * @param permissions the lower twelve bits of the mode: setuid, setgid, sticky, and rwx three times
 * @param sizeBytes of a file its length, of a symbolic link the length of its target, of anything else 0
 * @param modified mtime, to the nanosecond where the file system keeps it
 */
public record Node(Kind kind, int permissions, long uid, long gid, long sizeBytes, Instant modified) {
    /** Whether this is a regular file. */
    public boolean isFile() {
        return kind == Kind.FILE;
    }

    /** Whether this is a directory. */
    public boolean isDirectory() {
        return kind == Kind.DIRECTORY;
    }

    /** Whether this is a symbolic link. */
    public boolean isSymlink() {
        return kind == Kind.SYMLINK;
    }
}

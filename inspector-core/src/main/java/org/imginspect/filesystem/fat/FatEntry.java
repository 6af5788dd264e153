package org.imginspect.filesystem.fat;

import java.time.Instant;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.Kind;
import org.imginspect.guest.Node;

/**
 * One file or directory as its directory describes it.
 *
 * @param name the long name if there is one, the short one otherwise
 * @param shortName the short name as it is displayed
 * @param attributes DIR_Attr
 * @param firstCluster 0 for an empty file
 * @param sizeBytes 0 for a directory
 */
record FatEntry(
        GuestName name, GuestName shortName, int attributes, long firstCluster, long sizeBytes, Instant modified) {
    private static final int READ_ONLY = 0x01;
    private static final int DIRECTORY = 0x10;

    boolean isDirectory() {
        return (attributes & DIRECTORY) != 0;
    }

    /** As a mount without options shows it: root's, umask 022; read-only takes the right to write from files. */
    Node node() {
        boolean readOnlyFile = (attributes & READ_ONLY) != 0 && !isDirectory();
        return new Node(
                isDirectory() ? Kind.DIRECTORY : Kind.FILE,
                readOnlyFile ? 0555 : 0755,
                0,
                0,
                isDirectory() ? 0 : sizeBytes,
                modified);
    }
}

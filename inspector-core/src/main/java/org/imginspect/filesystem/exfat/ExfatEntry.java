package org.imginspect.filesystem.exfat;

import java.time.Instant;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.Kind;
import org.imginspect.guest.Node;

/**
 * One file or directory as its entry set describes it.
 *
 * @param attributes FileAttributes
 * @param stream where its content lies
 */
record ExfatEntry(GuestName name, int attributes, ExfatStream stream, Instant modified) {
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
                isDirectory() ? 0 : stream.bytes(),
                modified);
    }
}

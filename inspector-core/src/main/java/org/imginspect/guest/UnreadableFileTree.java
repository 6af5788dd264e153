package org.imginspect.guest;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.io.ByteSource;

/**
 * Stands where no tree could be made (no operating system found, or several): every look-up throws with the reason, so that
 * whatever asks becomes undetermined.
 */
public final class UnreadableFileTree implements FileTree {
    private final String reason;
    private final String where;

    /**
     * @param reason why there is no tree, in the words of a problem: {@code no operating system was found on this disk}
     * @param where the storage path
     */
    public UnreadableFileTree(String reason, String where) {
        this.reason = reason;
        this.where = where;
    }

    private UnsupportedFeatureException unreadable() {
        return new UnsupportedFeatureException(reason, where);
    }

    @Override
    public Optional<Node> stat(GuestPath path) throws UnsupportedFeatureException {
        throw unreadable();
    }

    @Override
    public List<GuestName> list(GuestPath directory) throws UnsupportedFeatureException {
        throw unreadable();
    }

    @Override
    public GuestName readLink(GuestPath symlink) throws UnsupportedFeatureException {
        throw unreadable();
    }

    @Override
    public ByteSource open(GuestPath file) throws UnsupportedFeatureException {
        throw unreadable();
    }

    @Override
    public Map<String, byte[]> xattrs(GuestPath path) throws UnsupportedFeatureException {
        throw unreadable();
    }

    @Override
    public void close() {
        // Nothing was opened.
    }
}

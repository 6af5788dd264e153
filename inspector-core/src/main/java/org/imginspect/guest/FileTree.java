package org.imginspect.guest;

import java.io.Closeable;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.io.ByteSource;

/**
 * One file system as an engine reads it: five look-ups that follow no link.
 *
 * <p>A path's parts before the last are looked up as they are: if one of them is missing or is no directory (a symbolic link
 * included), the path is absent. Implementations are safe for use by one thread at a time.
 */
public interface FileTree extends Closeable {

    /**
     * What lies at {@code path}.
     *
     * @return empty if it is proved that nothing does
     * @throws ImageException if it cannot be told
     */
    Optional<Node> stat(GuestPath path) throws ImageException;

    /**
     * The entries of a directory in byte order, without {@code .} and {@code ..}.
     *
     * @throws IllegalArgumentException if {@link #stat} does not say that it is a directory
     * @throws ImageException if it cannot be read, in part or whole
     */
    List<GuestName> list(GuestPath directory) throws ImageException;

    /**
     * The target of a symbolic link, byte for byte.
     *
     * @throws IllegalArgumentException if {@link #stat} does not say that it is one
     */
    GuestName readLink(GuestPath symlink) throws ImageException;

    /**
     * The content of a regular file. Holes read as zeros.
     *
     * @throws IllegalArgumentException if {@link #stat} does not say that it is one
     */
    ByteSource open(GuestPath file) throws ImageException;

    /** The extended attributes by their full names ({@code security.capability}), in byte order; empty if there are none. */
    Map<String, byte[]> xattrs(GuestPath path) throws ImageException;

    /**
     * Whether it is proved, without a look at the file itself, that nothing lies below it: it is no directory, or an empty one. Spares an
     * engine for which each look is a round trip the look at files of no interest.
     *
     * @param listed a path that {@link #list} of its directory names
     * @return false if only a look at it could tell
     */
    default boolean hasNothingBelow(GuestPath listed) {
        return false;
    }

    /**
     * A hint that these regular files will be opened soon, so that an engine for which each look-up is a round trip can fetch them
     * together. Does nothing by default; never fails for a file that is not there.
     */
    default void willOpen(Collection<GuestPath> files) throws ImageException {}

    @Override
    void close() throws ImageException;
}

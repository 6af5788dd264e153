package org.imginspect.facts.packages;

import org.imginspect.error.DamagedImageException;
import org.imginspect.guest.GuestPath;

/** Makes paths of what lists of files hold, which may be anything. */
final class ListedPath {
    private ListedPath() {}

    /**
     * A path that may lack the slash at its begin.
     *
     * @param where the list, for the message
     * @throws DamagedImageException if it holds a NUL
     */
    static GuestPath of(byte[] array, int from, int end, String where) throws DamagedImageException {
        boolean slash = from < end && array[from] == '/';
        byte[] path = new byte[end - from + (slash ? 0 : 1)];
        path[0] = '/';
        System.arraycopy(array, from, path, slash ? 0 : 1, end - from);
        for (byte b : path) {
            if (b == 0) {
                throw new DamagedImageException("packages: a listed path holds a NUL", where);
            }
        }
        return GuestPath.of(path);
    }
}

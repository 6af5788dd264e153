package org.imginspect.engine.libguestfs;

/** A call of libguestfs failed. What that means for the image is for the caller to say. */
final class GuestfsException extends Exception {
    private static final long serialVersionUID = 1L;

    /** No such file or directory. */
    static final int ENOENT = 2;
    /** A path's part is no directory. */
    static final int ENOTDIR = 20;

    private final String call;
    private final String reason;
    private final int errno;

    /**
     * @param call the function's name without {@code guestfs_}
     * @param reason what the library said
     * @param errno Linux' number of the error; 0 if the binding does not tell
     */
    GuestfsException(String call, String reason, int errno) {
        super(call + ": " + reason);
        this.call = call;
        this.reason = reason;
        this.errno = errno;
    }

    String call() {
        return call;
    }

    /** What the library said, in one line, without the name of the call in front. */
    String reason() {
        String line = reason.strip().replace('\n', ' ').replace('\r', ' ');
        return line.startsWith(call + ": ") ? line.substring(call.length() + 2) : line;
    }

    /** 0 if the binding does not tell. */
    int errno() {
        return errno;
    }
}

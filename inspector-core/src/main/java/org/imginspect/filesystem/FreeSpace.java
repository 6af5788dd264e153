package org.imginspect.filesystem;

import org.imginspect.error.ImageException;

/** Which bytes of a volume no file shows, by the file system's own maps. Read when it is asked for; one thread at a time. */
public interface FreeSpace {
    /** Told of stretches of bytes of the volume. */
    @FunctionalInterface
    interface Sink {
        /** @param length 1 or more */
        void run(long start, long length) throws ImageException;
    }

    /** How many bytes are free: the sum of what {@link #free} tells of, without what lies behind the file system's end. */
    long freeBytes() throws ImageException;

    /** The file system's size; the volume may be larger. */
    long sizeBytes();

    /**
     * What is allocated to nothing, ascending, neighbours joined; at last what lies behind the file system's end.
     *
     * @throws org.imginspect.error.DamagedImageException if a map contradicts itself
     */
    void free(Sink sink) throws ImageException;

    /**
     * What is allocated to a regular file and is behind its end, or was never written by it: in no particular order, but what is near
     * in the volume is told of together.
     */
    void slack(Sink sink) throws ImageException;
}

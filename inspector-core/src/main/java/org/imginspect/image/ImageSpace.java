package org.imginspect.image;

import org.imginspect.error.ImageException;

/** How a container keeps the disk in its file. Answers when it is asked; opening a container costs nothing for it. */
public interface ImageSpace {
    /**
     * How many bytes of the file hold what lies in {@code [start, start + length)} of the disk and nothing else: those of the units of
     * allocation that lie wholly inside, as they are stored, compressed or not. What reads as zeros without being stored takes none.
     *
     * @throws ImageException if the container's tables cannot be read
     */
    long storedBytes(long start, long length) throws ImageException;

    /**
     * Compares all of the container's metadata with itself. Reads every table and no data.
     *
     * @throws org.imginspect.error.LimitExceededException if the file has too many units to be counted in memory
     */
    ImageCheck check() throws ImageException;
}

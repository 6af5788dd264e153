package org.imginspect.compare;

import org.imginspect.error.ImageException;

/**
 * One thing that is compared. Each image is read for itself first, so that what cannot be read is known to be of one image, and nothing is
 * compared with it.
 *
 * @param <S> what is read of one image
 */
interface Section<S> {
    /** {@code packages}. */
    String id();

    /** For people: {@code Packages}. */
    String title();

    /** Reads what is compared. Catches nothing. */
    S look(ImageView image) throws ImageException;

    /** Compares what was read. */
    void compare(S before, S after, Differences found);
}

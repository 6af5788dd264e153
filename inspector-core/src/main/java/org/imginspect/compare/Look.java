package org.imginspect.compare;

import java.util.Optional;
import org.imginspect.error.ImageException;

/**
 * What a section saw of one image, or why it could not.
 *
 * @param seen present unless {@code problem} is
 */
record Look<S>(Optional<S> seen, Optional<String> problem) {
    /** Where what cannot be read as a whole becomes part of the report. */
    static <S> Look<S> at(Section<S> section, ImageView image) {
        try {
            return new Look<>(Optional.of(section.look(image)), Optional.empty());
        } catch (ImageException e) {
            return new Look<>(Optional.empty(), Optional.of(e.problem().message()));
        }
    }
}

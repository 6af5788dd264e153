package org.imginspect.facts.yaml;

import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.error.LimitExceededException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.io.Limits;

/** What a text holds as one YAML document. */
public sealed interface YamlDocument {
    /**
     * It is YAML.
     *
     * @param root empty if there is nothing but blanks and comments
     */
    record Parsed(Optional<YamlValue> root) implements YamlDocument {}

    /**
     * A program that reads it with PyYAML's safe loader gets an error.
     *
     * @param line where, from 1
     * @param message why, lower case, without a full stop
     */
    record Invalid(int line, String message) implements YamlDocument {}

    /**
     * Reads a text.
     *
     * @param where the file, for the message of an exception
     * @throws LimitExceededException beyond {@link Limits#YAML_CHARACTERS}, {@link Limits#YAML_DEPTH} or {@link Limits#YAML_ALIASES}
     * @throws UnsupportedFeatureException if it holds a set, an ordered map or pairs ({@code !!set}, {@code !!omap}, {@code !!pairs}), or a
     *     collection that holds itself, a line of more than 131072 characters, or a line break of YAML 1.1 only (U+0085, U+2028, U+2029)
     */
    static YamlDocument parse(String text, String where, Limits limits) throws ImageException {
        return new YamlReader(where, limits).read(text);
    }
}

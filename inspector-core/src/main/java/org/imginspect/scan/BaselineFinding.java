package org.imginspect.scan;

import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.imginspect.check.Level;

/**
 * A finding as an earlier report has it. Its texts are those of that report: escaped already, and as hostile as any file is.
 *
 * @param check the id of its check, which need not exist any more
 * @param params what the check was told
 * @param level what it counted as
 * @param file the guest's file it was in, as that report prints paths; empty for the disk itself
 * @param line the line in that file, from 1; empty if it had none
 * @param fingerprint its name in both reports, see {@link Fingerprint}
 */
public record BaselineFinding(
        String check,
        Map<String, String> params,
        Level level,
        String message,
        Optional<String> file,
        OptionalInt line,
        String fingerprint) {
    public BaselineFinding {
        params = Collections.unmodifiableMap(new TreeMap<>(params));
        Objects.requireNonNull(check);
        Objects.requireNonNull(level);
        Objects.requireNonNull(message);
        Objects.requireNonNull(file);
        Objects.requireNonNull(line);
        Objects.requireNonNull(fingerprint);
    }
}

package org.imginspect.facts;

import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.Optional;

/**
 * What the caller gives beside the image. The files are the host's and named by the caller, never by an image; nobody reads them before
 * a check wants them. One that cannot be used is {@link InvalidInputException}, not a property of the image.
 *
 * @param date the day that release dates, ages and expiries are compared with
 * @param passwordGuessing whether password hashes are tried against the defaults of vendors
 * @param secretsRules a file of rules in gitleaks' TOML format; empty for none beside the built-in ones
 * @param repoMetadata a directory with the metadata of package repositories or advisories; empty for none
 * @param yara a directory with YARA rules; empty for none
 */
public record Inputs(
        LocalDate date,
        boolean passwordGuessing,
        Optional<Path> secretsRules,
        Optional<Path> repoMetadata,
        Optional<Path> yara) {
    /** The files that may be given. A check that runs on request can be asked for by giving one. */
    public enum Kind {
        SECRETS_RULES,
        REPO_METADATA,
        YARA
    }

    public Inputs {
        Objects.requireNonNull(date);
        Objects.requireNonNull(secretsRules);
        Objects.requireNonNull(repoMetadata);
        Objects.requireNonNull(yara);
    }

    /** Today by the host's clock in UTC, guessing on, no files. */
    public static Inputs defaults() {
        return new Inputs(LocalDate.now(ZoneOffset.UTC), true, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Whether a file of this kind was given. */
    public boolean has(Kind kind) {
        return switch (kind) {
            case SECRETS_RULES -> secretsRules.isPresent();
            case REPO_METADATA -> repoMetadata.isPresent();
            case YARA -> yara.isPresent();
        };
    }

    public Inputs withDate(LocalDate day) {
        return new Inputs(day, passwordGuessing, secretsRules, repoMetadata, yara);
    }

    public Inputs withPasswordGuessing(boolean wanted) {
        return new Inputs(date, wanted, secretsRules, repoMetadata, yara);
    }

    public Inputs withSecretsRules(Path file) {
        return new Inputs(date, passwordGuessing, Optional.of(file), repoMetadata, yara);
    }

    public Inputs withRepoMetadata(Path directory) {
        return new Inputs(date, passwordGuessing, secretsRules, Optional.of(directory), yara);
    }

    public Inputs withYara(Path directory) {
        return new Inputs(date, passwordGuessing, secretsRules, repoMetadata, Optional.of(directory));
    }
}

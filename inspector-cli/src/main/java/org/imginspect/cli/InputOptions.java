package org.imginspect.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import org.imginspect.facts.Inputs;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options by which something is given to the checks beside the image. */
final class InputOptions {
    @Option(
            names = "--date",
            paramLabel = "YYYY-MM-DD",
            description = "The day that ends of life and ages are compared with. Default: today.")
    private @Nullable String date;

    @Option(
            names = "--no-password-guessing",
            description = "Do not try the default passwords of vendors on password hashes.")
    private boolean noPasswordGuessing;

    @Option(
            names = "--secrets-rules",
            paramLabel = "FILE",
            description = "Look for secrets by these rules too: a TOML file as gitleaks reads it.")
    private @Nullable Path secretsRules;

    @Option(
            names = "--repo-metadata",
            paramLabel = "DIR",
            description = "Compare installed packages with this metadata: apt's Packages, rpm's repodata, OSV files.")
    private @Nullable Path repoMetadata;

    @Option(names = "--yara", paramLabel = "DIR", description = "Look for malware by the YARA rules in this directory.")
    private @Nullable Path yara;

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    Inputs inputs() {
        Inputs inputs = Inputs.defaults().withPasswordGuessing(!noPasswordGuessing);
        if (date != null) {
            inputs = inputs.withDate(day(date));
        }
        if (secretsRules != null) {
            if (!Files.isRegularFile(secretsRules) || !Files.isReadable(secretsRules)) {
                throw wrong("--secrets-rules: cannot be read: " + secretsRules);
            }
            inputs = inputs.withSecretsRules(secretsRules);
        }
        if (repoMetadata != null) {
            inputs = inputs.withRepoMetadata(directory("--repo-metadata", repoMetadata));
        }
        return yara == null ? inputs : inputs.withYara(directory("--yara", yara));
    }

    private LocalDate day(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeParseException e) {
            throw wrong("--date is '" + text + "', but must be a day like 2026-11-21");
        }
    }

    private Path directory(String option, Path path) {
        if (!Files.isDirectory(path) || !Files.isReadable(path)) {
            throw wrong(option + ": no such directory: " + path);
        }
        return path;
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}

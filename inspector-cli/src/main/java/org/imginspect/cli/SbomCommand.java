package org.imginspect.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.error.Problem;
import org.imginspect.sbom.Inventory;
import org.imginspect.sbom.SbomFormat;
import org.imginspect.scan.OpenedImage;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Writes a software bill of materials. */
@Command(
        name = "sbom",
        description = "Write a software bill of materials: the operating system and every installed package.",
        footer = {
            "",
            "Files that no package owns are not listed. Exit code 3: the package database could not be read (then nothing",
            "is written), or part of the disk could not (then the bill says that it is incomplete).",
            "",
            "Examples:",
            "  imginspect sbom -o disk.cdx.json disk.qcow2",
            "  imginspect sbom -f spdx --date 2026-11-21 --hash -o disk.spdx.json disk.qcow2"
        })
final class SbomCommand extends ImageCommand {
    @Option(
            names = {"-f", "--format-of-bill"},
            paramLabel = "FORMAT",
            defaultValue = "cyclonedx",
            description = "cyclonedx (1.6, JSON), cyclonedx-xml, or spdx (2.3, JSON). Default: cyclonedx.")
    private String format = "cyclonedx";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Write the bill there instead of to standard output.")
    private @Nullable Path output;

    @Option(
            names = "--hash",
            description = "Tell the SHA-256 of the image's file, which has to be read whole for that.")
    private boolean hash;

    @Option(
            names = "--date",
            paramLabel = "YYYY-MM-DD",
            description = "When the bill was made. Default: SOURCE_DATE_EPOCH if it is set, otherwise now.")
    private @Nullable String date;

    SbomCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    int look(OpenedImage opened, PrintWriter out) throws ImageException {
        SbomFormat chosen = SbomFormat.named(format)
                .orElseThrow(() ->
                        wrong("-f is '" + format + "', but must be one of " + String.join(", ", SbomFormat.ids())));
        Instant created = created(System.getenv("SOURCE_DATE_EPOCH"));
        if (output != null) {
            ReportTarget.requireWritable(output, List.of(image()), commandLine());
        }
        Optional<Problem> problem = opened.guest().rootProblem();
        if (problem.isPresent()) {
            terminal().complain(problem.get().message());
            return ExitCodes.INCOMPLETE;
        }
        Inventory inventory = Inventory.of(opened, image(), created);
        if (hash) {
            terminal().progress("reading " + image().getFileName());
            inventory = inventory.withHash(image());
        }
        terminal().endProgress();
        try {
            if (output == null) {
                out.flush();
                chosen.write(inventory, terminal().stdout());
                terminal().stdout().flush();
            } else {
                try (OutputStream file = Files.newOutputStream(output)) {
                    chosen.write(inventory, file);
                }
            }
        } catch (IOException e) {
            terminal().complain("cannot write the bill: " + e.getMessage());
            return ExitCodes.OUTPUT;
        }
        inventory.gaps().forEach(gap -> terminal().complain("incomplete: " + gap));
        return inventory.isComplete() ? ExitCodes.OK : ExitCodes.INCOMPLETE;
    }

    /** SOURCE_DATE_EPOCH as reproducible-builds.org has it: seconds since 1970. */
    private Instant created(@Nullable String epoch) {
        try {
            if (date != null) {
                return LocalDate.parse(date).atStartOfDay(ZoneOffset.UTC).toInstant();
            }
            return epoch == null || epoch.isEmpty() ? Instant.now() : Instant.ofEpochSecond(Long.parseLong(epoch));
        } catch (DateTimeException e) {
            throw wrong("--date is '" + date + "', but must be a day like 2026-11-21");
        } catch (NumberFormatException e) {
            throw wrong("SOURCE_DATE_EPOCH is '" + epoch + "', but must be a number of seconds since 1970");
        }
    }
}

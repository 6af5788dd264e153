package org.imginspect.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.report.ReportFormat;
import org.imginspect.report.ReportStyle;
import org.imginspect.scan.Baseline;
import org.imginspect.scan.InvalidBaselineException;
import org.imginspect.scan.ScanReport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that say what is reported, how, and where to. */
final class ReportOptions {
    /** The formats as the help names them. */
    static final class Formats extends ArrayList<String> {
        private static final long serialVersionUID = 1L;

        Formats() {
            super(ReportFormat.ids());
        }
    }

    @Option(
            names = {"-f", "--report"},
            paramLabel = "FORMAT[=FILE]",
            completionCandidates = Formats.class,
            description =
                    "Report format, into a file if one is named: ${COMPLETION-CANDIDATES}. Default: text. May be repeated.")
    private List<String> formats = new ArrayList<>();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Write the report there instead of to standard output.")
    private @Nullable Path output;

    @Option(
            names = {"-v", "--verbose"},
            description = "Text: list every requirement with its title, also those that are met or do not apply.")
    private boolean verbose;

    @Option(
            names = "--baseline",
            paramLabel = "FILE",
            description = "Compare with this earlier report (-f json) of the same image: what is new, still there, or"
                    + " fixed. Only what is new makes the image fail.")
    private @Nullable Path baseline;

    @Option(
            names = "--color",
            paramLabel = "WHEN",
            defaultValue = "auto",
            description = "Colours in text: ${COMPLETION-CANDIDATES}. Default: auto, on terminals without NO_COLOR.")
    private ColourChoice colour = ColourChoice.AUTO;

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    private List<ReportTarget> targets = List.of();
    /** What each image is compared with. */
    private List<Optional<Baseline>> read = List.of();

    /**
     * Makes sure, before an hour is spent on scanning, that reports can be written and compared.
     *
     * @param baselines what each image's settings file says to compare it with; the option wins
     * @throws ParameterException if they cannot
     */
    void prepare(List<Path> images, List<Optional<Path>> baselines) {
        targets = ReportTarget.parse(formats, output, images, spec.commandLine());
        read = new ArrayList<>();
        try {
            Optional<Baseline> given = Optional.ofNullable(baseline).map(Baseline::read);
            given.ifPresent(before -> before.requireAll(images));
            for (int i = 0; i < images.size(); i++) {
                Optional<Baseline> own =
                        given.isPresent() ? given : baselines.get(i).map(Baseline::read);
                if (given.isEmpty() && own.isPresent()) {
                    own.get().requireAll(List.of(images.get(i)));
                }
                read.add(own);
            }
        } catch (InvalidBaselineException e) {
            throw new ParameterException(
                    spec.commandLine(), (baseline == null ? "" : "--baseline: ") + e.getMessage(), e);
        }
    }

    /** Whether a format that was asked for shows the lines around findings; reading them takes time. */
    boolean showsLines() {
        return targets.stream().anyMatch(target -> target.format().id().equals("html"));
    }

    /** The reports beside the earlier ones, where there are some. */
    List<ScanReport> compared(List<ScanReport> reports) {
        List<ScanReport> compared = new ArrayList<>();
        for (int i = 0; i < reports.size(); i++) {
            ScanReport report = reports.get(i);
            boolean alone = reports.size() == 1 || baseline == null;
            compared.add(
                    read.get(i).map(before -> before.compare(report, alone)).orElse(report));
        }
        return compared;
    }

    /** Writes every report; the exit code, which is {@code code} unless one could not be written. */
    int write(List<ScanReport> reports, int code, Terminal terminal) throws IOException {
        int result = code;
        for (ReportTarget target : targets) {
            result = write(target, reports, result, terminal);
        }
        return result;
    }

    private int write(ReportTarget target, List<ScanReport> reports, int code, Terminal terminal) throws IOException {
        if (target.file().isEmpty()) {
            try {
                PrintWriter out = spec.commandLine().getOut();
                target.writeTo(out, reports, terminal.style(colour).withVerbose(verbose));
                out.flush();
            } catch (StandardOutput.Failed e) {
                return e.isBrokenPipe()
                        ? code
                        : ErrorMessages.outputFailed(e, spec.commandLine().getErr());
            }
            return code;
        }
        try (Writer out = Files.newBufferedWriter(target.file().get())) {
            target.writeTo(out, reports, ReportStyle.PLAIN.withVerbose(verbose));
        } catch (IOException e) {
            terminal.complain("cannot write " + target.file().get() + ": " + e.getMessage());
            return ExitCodes.OUTPUT;
        }
        return code;
    }
}

package org.imginspect.cli;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.report.ReportFormat;
import org.imginspect.report.ReportStyle;
import org.imginspect.scan.ScanReport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/**
 * One {@code -f}: a format and where it goes.
 *
 * @param file empty for standard output
 */
record ReportTarget(ReportFormat format, Optional<Path> file) {

    /**
     * What the options ask for; text on standard output if they say nothing.
     *
     * @throws ParameterException for an unknown format, two reports for one place, or a file that cannot be written or is an image
     */
    static List<ReportTarget> parse(
            List<String> formats, @Nullable Path output, List<Path> images, CommandLine command) {
        List<ReportTarget> targets = new ArrayList<>();
        boolean outputUsed = false;
        for (String text : formats.isEmpty() ? List.of("text") : formats) {
            int equals = text.indexOf('=');
            String id = equals < 0 ? text : text.substring(0, equals);
            ReportFormat format = ReportFormat.named(id)
                    .orElseThrow(() -> new ParameterException(
                            command,
                            "-f is '" + id + "', but must be one of " + String.join(", ", ReportFormat.ids())));
            Optional<Path> file =
                    equals < 0 ? Optional.ofNullable(output) : Optional.of(Path.of(text.substring(equals + 1)));
            outputUsed |= equals < 0 && output != null;
            for (ReportTarget other : targets) {
                if (other.file.equals(file)) {
                    throw new ParameterException(
                            command,
                            "two reports for " + file.map(Path::toString).orElse("standard output")
                                    + "; give each a file with -f FORMAT=FILE");
                }
            }
            file.ifPresent(path -> requireWritable(path, images, command));
            targets.add(new ReportTarget(format, file));
        }
        if (output != null && !outputUsed) {
            throw new ParameterException(command, "-o has no report to write: every -f names a file of its own");
        }
        return targets;
    }

    /** @throws ParameterException if a report cannot be written there, or an image lies there */
    static void requireWritable(Path file, List<Path> images, CommandLine command) {
        for (Path image : images) {
            if (isSame(file, image)) {
                throw new ParameterException(command, "the report would overwrite the image " + image);
            }
        }
        Path parent = file.toAbsolutePath().getParent();
        if (Files.isDirectory(file) || parent == null || !Files.isDirectory(parent)) {
            throw new ParameterException(command, "the report cannot be written to " + file);
        }
    }

    private static boolean isSame(Path file, Path image) {
        try {
            return Files.exists(file) && Files.exists(image) && Files.isSameFile(file, image);
        } catch (IOException e) {
            return file.toAbsolutePath()
                    .normalize()
                    .equals(image.toAbsolutePath().normalize());
        }
    }

    /** Writes the reports. Text on standard output leaves out images that could not be opened: standard error told of them. */
    void writeTo(Writer out, List<ScanReport> reports, ReportStyle style) throws IOException {
        List<ScanReport> shown = reports;
        if (file.isEmpty() && format.id().equals("text")) {
            shown = reports.stream()
                    .filter(report -> report.failure().isEmpty())
                    .toList();
        }
        if (!shown.isEmpty()) {
            format.write(shown, style, out);
        }
    }
}

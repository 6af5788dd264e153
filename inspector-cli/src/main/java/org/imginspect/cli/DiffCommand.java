package org.imginspect.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.imginspect.check.Check;
import org.imginspect.compare.DiffFormat;
import org.imginspect.compare.DiffReport;
import org.imginspect.compare.ImageDiff;
import org.imginspect.error.ImageException;
import org.imginspect.facts.InvalidInputException;
import org.imginspect.profile.InvalidProfileException;
import org.imginspect.profile.Profiles;
import org.imginspect.scan.Inspector;
import org.imginspect.scan.InvalidParameterException;
import org.imginspect.scan.ScanRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Compares two images. */
@Command(
        name = "diff",
        description = "Tell what changed from one image to another: checks, packages, units, accounts, files and more.",
        footer = {
            "",
            "Exit codes: 0 no difference, 1 differences, 3 something could not be read (there may be differences",
            "that are not known, beside those that are told), 4 an image cannot be opened.",
            "",
            "Examples:",
            "  imginspect diff yesterday.qcow2 today.qcow2",
            "  imginspect diff -f markdown yesterday.qcow2 today.qcow2 > comment.md"
        },
        sortOptions = false)
final class DiffCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(index = "0", paramLabel = "BEFORE", description = "The older disk image.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path before;

    @Parameters(index = "1", paramLabel = "AFTER", description = "The newer disk image.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path after;

    @Option(
            names = {"-f", "--report"},
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text, json or markdown. Default: text.")
    private String format = "text";

    @Option(
            names = "--contents",
            description = "Compare files outside packages byte by byte where they do not differ in size.")
    private boolean contents;

    @Option(names = "--deep", description = "Run checks too that read most of the disk; implies --contents.")
    private boolean deep;

    @Option(
            names = {"-p", "--profile"},
            paramLabel = "PROFILE",
            split = ",",
            description = "Compare what these marketplaces' requirements come to ('profiles' lists them).")
    private List<String> profiles = new ArrayList<>();

    @Option(
            names = "--set",
            paramLabel = "[CHECK.]PARAMETER=VALUE",
            description = "Tell a check or the profiles what no image can tell, as for 'scan'. May be repeated.")
    private Map<String, String> parameters = new LinkedHashMap<>();

    @Mixin
    private InputOptions inputs = new InputOptions();

    @Mixin
    private ImageOptions options = new ImageOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    DiffCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        DiffFormat writer = DiffFormat.named(format)
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(),
                        "-f is '" + format + "', but must be one of " + String.join(", ", DiffFormat.ids())));
        DiffReport report;
        try {
            Inspector inspector = options.inspector();
            report = new ImageDiff(inspector).compare(request(inspector), contents || deep);
        } catch (ImageException e) {
            terminal.complain(e.problem().message());
            return ExitCodes.UNOPENED;
        } catch (InvalidInputException | InvalidParameterException | InvalidProfileException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
        terminal.endProgress();
        PrintWriter out = spec.commandLine().getOut();
        writer.write(report, out);
        out.flush();
        return report.status().exitCode();
    }

    private ScanRequest request(Inspector inspector) {
        ScanRequest request = options.request(List.of(before, after), terminal)
                .withInputs(inputs.inputs())
                .withDeep(deep);
        for (Map.Entry<String, String> parameter : parameters.entrySet()) {
            request = request.withParameter(parameter.getKey(), parameter.getValue());
        }
        if (!profiles.isEmpty()) {
            Profiles known =
                    new Profiles(inspector.checks().stream().map(Check::info).toList());
            for (String profile : profiles) {
                request = request.withProfile(known.load(profile));
            }
        }
        return request;
    }
}

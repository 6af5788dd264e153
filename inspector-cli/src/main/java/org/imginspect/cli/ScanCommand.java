package org.imginspect.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.imginspect.check.Check;
import org.imginspect.facts.InvalidInputException;
import org.imginspect.profile.InvalidProfileException;
import org.imginspect.profile.Profiles;
import org.imginspect.scan.InvalidParameterException;
import org.imginspect.scan.ScanReport;
import org.imginspect.scan.ScanRequest;
import org.imginspect.scan.Status;
import org.imginspect.scan.UnknownCheckException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs the checks. */
@Command(name = "scan", description = "Check images and report what is wrong with them.", sortOptions = false)
final class ScanCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(arity = "1..*", paramLabel = "IMAGE", description = "Disk images: raw or qcow2.")
    private List<Path> images = new ArrayList<>();

    @Mixin
    private ReportOptions reporting = new ReportOptions();

    @Option(
            names = "--fail-on",
            paramLabel = "LEVEL",
            defaultValue = "error",
            description = "Exit with 1 from this level of findings on: ${COMPLETION-CANDIDATES}. Default: error.")
    private FailOn failOn = FailOn.ERROR;

    @Option(
            names = "--check",
            paramLabel = "ID",
            description = "Run only this check or glob, also if it otherwise runs on request only. May be repeated.")
    private List<String> checks = new ArrayList<>();

    @Option(names = "--skip", paramLabel = "ID", description = "Do not run this check or glob. May be repeated.")
    private List<String> skipped = new ArrayList<>();

    @Option(names = "--deep", description = "Run checks too that read most of the disk.")
    private boolean deep;

    @Option(
            names = "--set",
            paramLabel = "[CHECK.]PARAMETER=VALUE",
            description = "Tell a check something and run it ('checks' lists parameters), or tell the profiles what no"
                    + " image can tell ('profiles show' lists it). May be repeated.")
    private Map<String, String> parameters = new LinkedHashMap<>();

    @Option(
            names = {"-p", "--profile"},
            paramLabel = "PROFILE",
            split = ",",
            description = "Judge by this marketplace's requirements ('profiles' lists them) or by a file."
                    + " Several are separated by commas.")
    private List<String> profiles = new ArrayList<>();

    @Mixin
    private InputOptions inputs = new InputOptions();

    @Mixin
    private ImageOptions options = new ImageOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    ScanCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        ScanRequest request = options.request(images, terminal)
                .withInputs(inputs.inputs())
                .withFailOn(failOn.level())
                .withDeep(deep);
        for (Map.Entry<String, String> parameter : parameters.entrySet()) {
            request = request.withParameter(parameter.getKey(), parameter.getValue());
        }
        request = withProfiles(request);
        for (String check : checks) {
            request = request.withCheck(check);
        }
        for (String check : skipped) {
            request = request.withSkipped(check);
        }
        reporting.prepare(images);
        request = request.withExcerpts(reporting.showsLines());
        List<ScanReport> reports;
        try {
            reports = options.inspector().scan(request);
        } catch (UnknownCheckException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage() + "; 'imginspect checks' lists them", e);
        } catch (InvalidParameterException | InvalidInputException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
        terminal.endProgress();
        for (ScanReport report : reports) {
            report.failure().ifPresent(problem -> terminal.complain(problem.message()));
        }
        reports = reporting.compared(reports);
        return reporting.write(reports, Status.worst(reports).exitCode(), terminal);
    }

    private ScanRequest withProfiles(ScanRequest request) {
        if (profiles.isEmpty()) {
            return request;
        }
        Profiles known = new Profiles(
                options.inspector().checks().stream().map(Check::info).toList());
        ScanRequest judged = request;
        try {
            for (String profile : profiles) {
                judged = judged.withProfile(known.load(profile));
            }
        } catch (InvalidProfileException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
        return judged;
    }
}

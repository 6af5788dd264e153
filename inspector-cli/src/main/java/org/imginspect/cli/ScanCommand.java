package org.imginspect.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.imginspect.facts.InvalidInputException;
import org.imginspect.scan.Inspector;
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

    @Parameters(arity = "1..*", paramLabel = "IMAGE", description = "Disk images.")
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

    @Mixin
    private ProfileOptions judging = new ProfileOptions();

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
        for (String check : checks) {
            request = request.withCheck(check);
        }
        for (String check : skipped) {
            request = request.withSkipped(check);
        }
        Inspector inspector = options.inspector();
        List<ProfileOptions.Judged> judged = judging.judge(request, images, inspector);
        reporting.prepare(
                images, judged.stream().map(ProfileOptions.Judged::baseline).toList());
        List<ScanReport> reports;
        try {
            reports = inspector.scan(judged.stream()
                    .map(each -> each.request().withExcerpts(reporting.showsLines()))
                    .toList());
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
}

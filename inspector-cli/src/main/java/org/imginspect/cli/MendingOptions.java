package org.imginspect.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.imginspect.facts.InvalidInputException;
import org.imginspect.scan.Inspector;
import org.imginspect.scan.InvalidParameterException;
import org.imginspect.scan.ScanReport;
import org.imginspect.scan.ScanRequest;
import org.imginspect.scan.UnknownCheckException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What is to be mended, by the options of a scan. */
final class MendingOptions {
    @Mixin
    private ProfileOptions judging = new ProfileOptions();

    @Option(names = "--check", paramLabel = "ID", description = "Mend only this check or glob. May be repeated.")
    private List<String> checks = new ArrayList<>();

    @Option(names = "--skip", paramLabel = "ID", description = "Do not mend this check or glob. May be repeated.")
    private List<String> skipped = new ArrayList<>();

    @Mixin
    private InputOptions inputs = new InputOptions();

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    ScanReport scan(Path image, ImageOptions options, Terminal terminal) {
        ScanRequest request = options.request(List.of(image), terminal).withInputs(inputs.inputs());
        for (String check : checks) {
            request = request.withCheck(check);
        }
        for (String check : skipped) {
            request = request.withSkipped(check);
        }
        Inspector inspector = options.inspector();
        ScanRequest judged =
                judging.judge(request, List.of(image), inspector).get(0).request();
        try {
            ScanReport report = inspector.scan(judged).get(0);
            terminal.endProgress();
            return report;
        } catch (UnknownCheckException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage() + "; 'imginspect checks' lists them", e);
        } catch (InvalidParameterException | InvalidInputException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }
}

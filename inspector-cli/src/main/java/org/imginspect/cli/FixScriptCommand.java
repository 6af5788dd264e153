package org.imginspect.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.imginspect.check.Check;
import org.imginspect.error.ImageException;
import org.imginspect.facts.InvalidInputException;
import org.imginspect.guest.GuestPath;
import org.imginspect.profile.InvalidProfileException;
import org.imginspect.profile.Profiles;
import org.imginspect.remedy.FixScript;
import org.imginspect.scan.InvalidParameterException;
import org.imginspect.scan.OpenedImage;
import org.imginspect.scan.ScanReport;
import org.imginspect.scan.ScanRequest;
import org.imginspect.scan.UnknownCheckException;
import org.imginspect.scan.Unseen;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes what would mend an image. */
@Command(
        name = "fix-script",
        description = "Write a shell script that would mend what a scan finds, and virt-customize's commands to run it"
                + " in a copy of the image. Neither is run, and the image is only read.",
        sortOptions = false)
final class FixScriptCommand implements Callable<Integer> {
    private static final String SHELL = "fix.sh";
    private static final String VIRT_CUSTOMIZE = "fix.virt-customize";

    private final Terminal terminal;

    @Parameters(index = "0", paramLabel = "IMAGE", description = "A disk image: raw or qcow2.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path image;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            description = "Write " + SHELL + " and " + VIRT_CUSTOMIZE + " there. Default: the current directory.")
    private @Nullable Path directory;

    @Option(names = "--stdout", description = "Print the shell script instead.")
    private boolean stdout;

    @Option(
            names = {"-p", "--profile"},
            paramLabel = "PROFILE",
            split = ",",
            description = "Mend what keeps the image from meeting these marketplaces' requirements.")
    private List<String> profiles = new ArrayList<>();

    @Option(
            names = "--set",
            paramLabel = "[CHECK.]PARAMETER=VALUE",
            description = "Tell a check or the profiles something, as with scan. May be repeated.")
    private Map<String, String> parameters = new LinkedHashMap<>();

    @Option(names = "--check", paramLabel = "ID", description = "Mend only this check or glob. May be repeated.")
    private List<String> checks = new ArrayList<>();

    @Option(names = "--skip", paramLabel = "ID", description = "Do not mend this check or glob. May be repeated.")
    private List<String> skipped = new ArrayList<>();

    @Mixin
    private InputOptions inputs = new InputOptions();

    @Mixin
    private ImageOptions options = new ImageOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    FixScriptCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, ImageException {
        Path into = directory == null ? Path.of("") : directory;
        if (stdout && directory != null) {
            throw new ParameterException(spec.commandLine(), "--stdout and -o cannot both be given");
        }
        if (!stdout && !Files.isDirectory(into.toAbsolutePath())) {
            throw new ParameterException(spec.commandLine(), "-o is '" + into + "', but must be a directory");
        }
        ScanReport report = scan();
        if (report.failure().isPresent()) {
            terminal.complain(report.failure().get().message());
            return ExitCodes.UNOPENED;
        }
        FixScript script = FixScript.of(report);
        if (!script.isEmpty() && !hasShell()) {
            terminal.complain(
                    "the guest has no /bin/sh: the script cannot run in it and only tells what is to be done");
            script = script.withoutShell();
        }
        PrintWriter out = spec.commandLine().getOut();
        if (stdout) {
            out.print(script.shell());
        } else {
            for (Map.Entry<String, String> file : Map.of(
                            SHELL, script.shell(), VIRT_CUSTOMIZE, script.virtCustomize(SHELL))
                    .entrySet()) {
                Path path = into.resolve(file.getKey());
                if (Files.exists(path) && Files.exists(image) && Files.isSameFile(path, image)) {
                    throw new ParameterException(spec.commandLine(), path + " would overwrite the image");
                }
                try {
                    Files.write(path, file.getValue().getBytes(StandardCharsets.UTF_8));
                } catch (IOException e) {
                    terminal.complain("cannot write " + path + ": " + e.getMessage());
                    return ExitCodes.OUTPUT;
                }
            }
            out.println(
                    script.isEmpty()
                            ? "Nothing that a script can mend; " + into.resolve(SHELL) + " says so."
                            : into.resolve(SHELL) + " would mend "
                                    + script.mended().size() + " checks");
            if (!script.leftToPeople().isEmpty()) {
                out.println(script.leftToPeople().size()
                        + " checks and requirements are left to do by hand; they stand at its end");
            }
        }
        out.flush();
        List<Unseen> unseen = report.unseen();
        unseen.forEach(each -> terminal.complain("could not be read: " + each.what()));
        return unseen.isEmpty() ? ExitCodes.OK : ExitCodes.INCOMPLETE;
    }

    private boolean hasShell() throws ImageException {
        try (OpenedImage opened = options.inspector().open(image, options.request(List.of(image), terminal))) {
            return opened.guest().tree().exists(GuestPath.of("/bin/sh"));
        }
    }

    private ScanReport scan() {
        ScanRequest request = options.request(List.of(image), terminal).withInputs(inputs.inputs());
        for (String check : checks) {
            request = request.withCheck(check);
        }
        for (String check : skipped) {
            request = request.withSkipped(check);
        }
        for (Map.Entry<String, String> parameter : parameters.entrySet()) {
            request = request.withParameter(parameter.getKey(), parameter.getValue());
        }
        Profiles known = new Profiles(
                options.inspector().checks().stream().map(Check::info).toList());
        try {
            for (String profile : profiles) {
                request = request.withProfile(known.load(profile));
            }
            ScanReport report = options.inspector().scan(request).get(0);
            terminal.endProgress();
            return report;
        } catch (UnknownCheckException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage() + "; 'imginspect checks' lists them", e);
        } catch (InvalidProfileException | InvalidParameterException | InvalidInputException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }
}

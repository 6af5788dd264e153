package org.imginspect.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.imginspect.error.ImageException;
import org.imginspect.guest.GuestPath;
import org.imginspect.remedy.FixScript;
import org.imginspect.scan.OpenedImage;
import org.imginspect.scan.ScanReport;
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

    @Parameters(index = "0", paramLabel = "IMAGE", description = "A disk image.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path image;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            description = "Write " + SHELL + " and " + VIRT_CUSTOMIZE + " there. Default: the current directory.")
    private @Nullable Path directory;

    @Option(names = "--stdout", description = "Print the shell script instead.")
    private boolean stdout;

    @Mixin
    private MendingOptions mending = new MendingOptions();

    @Mixin
    private ImageOptions options = new ImageOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    FixScriptCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws ImageException {
        Path into = directory == null ? Path.of("") : directory;
        if (stdout && directory != null) {
            throw wrong("--stdout and -o cannot both be given");
        }
        if (!stdout && !Files.isDirectory(into.toAbsolutePath())) {
            throw wrong("-o is '" + into + "', but must be a directory");
        }
        ScanReport report = mending.scan(image, options, terminal);
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
        if (stdout) {
            spec.commandLine().getOut().print(script.shell());
        } else if (!write(into.resolve(SHELL), script.shell())
                || !write(into.resolve(VIRT_CUSTOMIZE), script.virtCustomize(SHELL))) {
            return ExitCodes.OUTPUT;
        } else {
            String mends = script.isEmpty()
                    ? " says that there is nothing that a script can mend"
                    : " would mend " + script.mended().size() + " checks";
            String left = script.leftToPeople().isEmpty()
                    ? ""
                    : "; at its end stand " + script.leftToPeople().size() + " that are left to do by hand";
            spec.commandLine().getOut().println(into.resolve(SHELL) + mends + left);
        }
        report.unseen().forEach(each -> terminal.complain("could not be read: " + each.what()));
        return report.unseen().isEmpty() ? ExitCodes.OK : ExitCodes.INCOMPLETE;
    }

    private boolean hasShell() throws ImageException {
        try (OpenedImage opened = options.inspector().open(image, options.request(List.of(image), terminal))) {
            return opened.guest().tree().exists(GuestPath.of("/bin/sh"));
        }
    }

    private boolean write(Path path, String text) {
        try {
            if (Files.exists(path) && Files.isSameFile(path, image)) {
                throw wrong(path + " would overwrite the image");
            }
            Files.write(path, text.getBytes(StandardCharsets.UTF_8));
            return true;
        } catch (IOException e) {
            terminal.complain("cannot write " + path + ": " + e.getMessage());
            return false;
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}

package org.imginspect.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.imginspect.error.ImageException;
import org.imginspect.error.Problem;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.scan.OpenedImage;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A command that looks into one image. */
abstract class ImageCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(index = "0", paramLabel = "IMAGE", description = "A disk image.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path image;

    @Mixin
    private ImageOptions options = new ImageOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    ImageCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Does the work and answers the exit code. */
    abstract int look(OpenedImage opened, PrintWriter out) throws ImageException;

    @Override
    public final Integer call() throws ImageException {
        OpenedImage opened;
        try {
            opened = options.inspector().open(image, options.request(List.of(image), terminal));
        } catch (ImageException e) {
            terminal.complain(e.problem().message());
            return ExitCodes.UNOPENED;
        }
        try (opened) {
            terminal.endProgress();
            return look(opened, out());
        }
    }

    final Terminal terminal() {
        return terminal;
    }

    /** The host file that is looked into. */
    final Path image() {
        return image;
    }

    final CommandLine commandLine() {
        return spec.commandLine();
    }

    final PrintWriter out() {
        return spec.commandLine().getOut();
    }

    final ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    /** The guest's tree, or with {@code --volume} that of one file system; empty after a complaint. */
    final Optional<GuestTree> tree(OpenedImage opened, @Nullable String volume) {
        if (volume != null) {
            Optional<GuestTree> tree = opened.guest().volume(volume);
            if (tree.isEmpty()) {
                terminal.complain(
                        "no opened file system is called '" + volume + "'; 'imginspect layout' shows what there is");
            }
            return tree;
        }
        Optional<Problem> problem = opened.guest().rootProblem();
        if (problem.isPresent()) {
            terminal.complain(problem.get().message());
            terminal.complain("with --volume PATH you can look into a file system that 'imginspect layout' shows");
            return Optional.empty();
        }
        return Optional.of(opened.guest().tree());
    }

    /** A path as the user types it. */
    final GuestPath guestPath(String text) {
        if (!text.startsWith("/") || text.indexOf('\0') >= 0) {
            throw wrong("'" + text + "' is no absolute path");
        }
        return GuestPath.of(text);
    }
}

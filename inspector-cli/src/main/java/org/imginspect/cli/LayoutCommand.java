package org.imginspect.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import org.imginspect.report.LayoutDrawing;
import org.imginspect.scan.OpenedImage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Draws the disk. */
@Command(
        name = "layout",
        description =
                "Draw the disk: partitions to scale, volumes, file systems, whether they were read, and what is mounted where.")
final class LayoutCommand extends ImageCommand {
    @Option(
            names = "--color",
            paramLabel = "WHEN",
            defaultValue = "auto",
            description = "Colours: ${COMPLETION-CANDIDATES}. Default: auto.")
    private ColourChoice colour = ColourChoice.AUTO;

    LayoutCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    int look(OpenedImage opened, PrintWriter out) {
        try {
            LayoutDrawing.write(opened.guest(), terminal().style(colour), out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return opened.guest().storage().unread().isEmpty() ? ExitCodes.OK : ExitCodes.INCOMPLETE;
    }
}

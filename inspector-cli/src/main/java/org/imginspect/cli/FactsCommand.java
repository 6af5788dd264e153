package org.imginspect.cli;

import java.io.PrintWriter;
import java.util.List;
import org.imginspect.error.Problem;
import org.imginspect.report.Escape;
import org.imginspect.scan.FactListing;
import org.imginspect.scan.Inspector;
import org.imginspect.scan.OpenedImage;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows what the checks know of a guest. */
@Command(name = "facts", description = "Show what is known of the guest: the facts that checks build on.")
final class FactsCommand extends ImageCommand {
    @Parameters(index = "1", arity = "0..1", paramLabel = "AREA", description = "Only this area: os, boot, users, ...")
    private @Nullable String area;

    FactsCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    int look(OpenedImage opened, PrintWriter out) {
        FactListing listing = new Inspector().facts(opened);
        List<String> areas = listing.areas();
        if (area != null && !areas.contains(area)) {
            throw wrong("no facts of the area '" + area + "'; there are " + String.join(", ", areas));
        }
        if (opened.guest().rootProblem().isPresent()) {
            Problem problem = opened.guest().rootProblem().get();
            terminal().complain(problem.message());
            return ExitCodes.INCOMPLETE;
        }
        boolean complete = true;
        for (String one : areas) {
            if (area == null || area.equals(one)) {
                complete &= listing.write(one, line -> out.println(Escape.line(line)));
            }
        }
        return complete ? ExitCodes.OK : ExitCodes.INCOMPLETE;
    }
}

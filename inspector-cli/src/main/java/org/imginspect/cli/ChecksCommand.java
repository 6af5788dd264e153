package org.imginspect.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.imginspect.check.Area;
import org.imginspect.check.Check;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Parameter;
import org.imginspect.check.RunMode;
import org.imginspect.scan.Inspector;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists the checks. */
@Command(
        name = "checks",
        description = "List all checks: the gravest level of their findings, when they run, what they can be told.")
final class ChecksCommand implements Callable<Integer> {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    @SuppressWarnings("UnusedVariable") // picocli asks for it
    private boolean help;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    ChecksCommand(Terminal terminal) {}

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        @Nullable Area area = null;
        for (Check check : new Inspector().checks()) {
            CheckInfo info = check.info();
            if (info.area() != area) {
                if (area != null) {
                    out.println();
                }
                area = info.area();
                out.println(area.title());
            }
            String level = info.level().name().toLowerCase(Locale.ROOT);
            String when =
                    info.mode() == RunMode.ALWAYS ? "" : ", " + info.mode().id();
            out.println("  " + info.id() + " ".repeat(Math.max(1, 42 - info.id().length())) + level + when);
            out.println("    " + info.title());
            for (Parameter parameter : info.parameters()) {
                out.println("    --set " + info.id() + "." + parameter.name() + "="
                        + parameter.preset().orElse(parameter.kind().name()) + ": " + parameter.meaning());
            }
        }
        return ExitCodes.OK;
    }
}

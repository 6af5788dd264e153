package org.imginspect.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.imginspect.report.Escape;
import org.imginspect.scan.Diagnosis;
import org.imginspect.scan.Engines;
import org.imginspect.scan.GuestfsBinding;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Tells what works on this machine. */
@Command(name = "doctor", description = "Tell which engines work on this machine and what to install.")
final class DoctorCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(
            names = "--guestfs-binding",
            paramLabel = "BINDING",
            defaultValue = "auto",
            description = "How libguestfs is called: ${COMPLETION-CANDIDATES}. Default: auto.")
    private GuestfsBinding binding = GuestfsBinding.AUTO;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    @SuppressWarnings("UnusedVariable") // picocli asks for it
    private boolean help;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    DoctorCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        out.println("embedded engine: works (nothing to install)");
        List<Diagnosis> found = Engines.builtIn(binding).diagnoseLibguestfs(terminal::progress);
        terminal.endProgress();
        boolean works = true;
        for (Diagnosis one : found) {
            works &= one.state() != Diagnosis.State.MISSING;
        }
        out.println("libguestfs engine: " + (works ? "works" : "does not work"));
        for (Diagnosis one : found) {
            String state = one.state().name().toLowerCase(Locale.ROOT);
            out.println("  " + state + " ".repeat(9 - state.length()) + Escape.line(one.name() + ": " + one.detail()));
            if (!one.fix().isEmpty()) {
                out.println("           " + Escape.line(one.fix()));
            }
        }
        return works ? ExitCodes.OK : ExitCodes.ABSENT;
    }
}

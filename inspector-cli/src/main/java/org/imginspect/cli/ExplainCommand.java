package org.imginspect.cli;

import java.util.concurrent.Callable;
import org.imginspect.scan.Inspector;
import org.imginspect.scan.UnknownCheckException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows the page of a check. */
@Command(name = "explain", description = "Tell why a check matters, what fails, what passes and how to mend it.")
final class ExplainCommand implements Callable<Integer> {
    @Parameters(paramLabel = "ID", description = "A check, such as ssh.host-keys-absent; 'checks' lists them.")
    private String id = "";

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    @SuppressWarnings("UnusedVariable") // picocli asks for it
    private boolean help;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    ExplainCommand(Terminal terminal) {}

    @Override
    public Integer call() {
        try {
            spec.commandLine().getOut().println(Inspector.page(id).stripTrailing());
        } catch (UnknownCheckException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage() + "; 'imginspect checks' lists them", e);
        }
        return ExitCodes.OK;
    }
}

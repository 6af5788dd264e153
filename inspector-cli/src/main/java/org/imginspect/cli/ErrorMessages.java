package org.imginspect.cli;

import java.io.PrintWriter;
import java.util.List;
import org.imginspect.engine.ToolVersion;
import org.imginspect.error.ImageException;
import org.imginspect.profile.InvalidProfileException;
import org.imginspect.report.Escape;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is said when a command cannot do its work: one line, a hint, an exit code. */
final class ErrorMessages {
    private ErrorMessages() {}

    /** Wrong use of the command line. */
    static int usage(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        PrintWriter err = command.getErr();
        String name = command.getCommandSpec().qualifiedName();
        List<String> similar = List.of();
        String message = String.valueOf(e.getMessage());
        if (e instanceof UnmatchedArgumentException unmatched) {
            String first = unmatched.getUnmatched().get(0);
            similar = unmatched.getSuggestions();
            if (!command.getSubcommands().isEmpty() && !first.startsWith("-")) {
                message = "no command is called '" + first + "'";
            }
        }
        if (e.getCause() instanceof InvalidProfileException invalid) {
            // A line for each mistake; they begin with the file's name, which keeps its case.
            invalid.mistakes().forEach(mistake -> err.println("imginspect: " + Escape.line(mistake)));
        } else {
            err.println("imginspect: " + Escape.line(lowerCase(message)));
        }
        String help = "Try '" + name + " --help'.";
        if (!similar.isEmpty()) {
            List<String> few = similar.subList(0, Math.min(3, similar.size()));
            help = "Did you mean '" + String.join("' or '", few) + "'? " + help;
        }
        err.println(help);
        return ExitCodes.USAGE;
    }

    /** Anything a command threw. */
    static int thrown(Exception e, CommandLine command, Terminal terminal) {
        if (e instanceof StandardOutput.Failed failed) {
            return outputFailed(failed, command.getErr());
        }
        if (e instanceof ParameterException wrong) {
            terminal.endProgress();
            return usage(wrong, new String[0]);
        }
        if (e instanceof ImageException unread) {
            terminal.complain(unread.problem().message());
            return ExitCodes.INCOMPLETE;
        }
        terminal.complain(
                e.getMessage() == null || !e.getMessage().startsWith("bug in ") ? "bug: " + e : e.getMessage());
        PrintWriter err = command.getErr();
        err.println("This is a mistake in imginspect, not in the image. Please report it with these lines:");
        err.println("  imginspect " + ToolVersion.get() + ", Java " + System.getProperty("java.version") + ", "
                + System.getProperty("os.name") + " " + System.getProperty("os.arch") + ", command "
                + command.getCommandSpec().name());
        Throwable cause = e.getCause() == null ? e : e.getCause();
        int lines = 0;
        for (StackTraceElement element : cause.getStackTrace()) {
            if (lines++ == 12) {
                break;
            }
            err.println("    at " + element);
        }
        return ExitCodes.BUG;
    }

    /** Standard output is gone: quiet if its reader went away, which is no failure. */
    static int outputFailed(StandardOutput.Failed e, PrintWriter err) {
        if (e.isBrokenPipe()) {
            return ExitCodes.OK;
        }
        Throwable cause = e.getCause() == null ? e : e.getCause();
        err.println("imginspect: cannot write to standard output: " + cause.getMessage());
        return ExitCodes.OUTPUT;
    }

    /** Memory ran out in spite of the limits. */
    static int exhausted(VirtualMachineError e, PrintWriter err) {
        err.println("imginspect: " + (e instanceof OutOfMemoryError ? "out of memory" : "stack overflow")
                + "; IMGINSPECT_JAVA_OPTS=-Xmx1g gives it more, a lower --limit lets it need less");
        return ExitCodes.BUG;
    }

    private static String lowerCase(String message) {
        boolean sentence = message.length() > 1 && Character.isLowerCase(message.charAt(1));
        return sentence ? Character.toLowerCase(message.charAt(0)) + message.substring(1) : message;
    }
}

package org.imginspect.cli;

import java.io.PrintWriter;
import org.imginspect.report.Escape;
import org.imginspect.report.ReportStyle;
import org.jspecify.annotations.Nullable;

/**
 * What lies around the command: its output, and whether people look at it. Java cannot tell whether a single stream is a terminal,
 * so the launcher says so in system properties.
 */
final class Terminal {
    private final StandardOutput stdout;
    private final PrintWriter stderr;
    private final boolean stdoutTerminal = Boolean.getBoolean("imginspect.stdout.terminal");
    private final boolean stderrTerminal = Boolean.getBoolean("imginspect.stderr.terminal");
    private boolean progressShown;

    Terminal(StandardOutput stdout, PrintWriter stderr) {
        this.stdout = stdout;
        this.stderr = stderr;
    }

    /** For bytes that are no text. Flush what was printed before it. */
    StandardOutput stdout() {
        return stdout;
    }

    boolean isStdoutTerminal() {
        return stdoutTerminal;
    }

    /** How a report on standard output looks; NO_COLOR as no-color.org has it: set and not empty. */
    ReportStyle style(ColourChoice choice) {
        @Nullable String noColour = System.getenv("NO_COLOR");
        boolean colour = switch (choice) {
            case ALWAYS -> true;
            case NEVER -> false;
            case AUTO ->
                stdoutTerminal && (noColour == null || noColour.isEmpty()) && !"dumb".equals(System.getenv("TERM"));
        };
        return new ReportStyle(colour, ReportStyle.PLAIN.columns());
    }

    /** Shows in one line, which the next one replaces, what is being done; only where somebody watches. */
    void progress(String what) {
        if (stderrTerminal) {
            String text = Escape.line(what);
            stderr.print("\r\u001b[K" + (text.length() > 76 ? text.substring(0, 76) : text));
            stderr.flush();
            progressShown = true;
        }
    }

    /** Takes the progress line away. To be called before anything is printed. */
    void endProgress() {
        if (progressShown) {
            stderr.print("\r\u001b[K");
            stderr.flush();
            progressShown = false;
        }
    }

    /** One line on standard error. */
    void complain(String message) {
        endProgress();
        stderr.println("imginspect: " + Escape.line(message));
    }
}

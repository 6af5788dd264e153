package org.imginspect.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** Where the process begins and ends. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        StandardOutput stdout = new StandardOutput(new FileOutputStream(FileDescriptor.out));
        OutputStream stderr = new FileOutputStream(FileDescriptor.err);
        System.exit(run(args, stdout, stderr));
    }

    /** One run; both streams are flushed at its end. Reports are UTF-8 whatever the locale, so that they are the same everywhere. */
    static int run(String[] args, StandardOutput stdout, OutputStream stderr) {
        PrintWriter out = new PrintWriter(new OutputStreamWriter(stdout, StandardCharsets.UTF_8), false);
        PrintWriter err = new PrintWriter(new OutputStreamWriter(stderr, StandardCharsets.UTF_8), true);
        int code;
        try {
            code = Commands.line(args, new Terminal(stdout, err))
                    .setOut(out)
                    .setErr(err)
                    .execute(args);
            out.flush();
            stdout.flush();
        } catch (StandardOutput.Failed e) {
            code = ErrorMessages.outputFailed(e, err);
        } catch (OutOfMemoryError | StackOverflowError e) {
            // Left alone it would end the process with 1, which means findings.
            code = ErrorMessages.exhausted(e, err);
        }
        err.flush();
        return code;
    }
}

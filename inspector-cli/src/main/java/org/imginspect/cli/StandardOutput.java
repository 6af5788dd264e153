package org.imginspect.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;

/**
 * Standard output whose failures cannot be overlooked: {@link java.io.PrintWriter} swallows an {@link IOException}, and a command
 * whose reader has gone away would work on for nothing.
 */
final class StandardOutput extends OutputStream {
    /** Nobody reads, or nothing can be written. */
    static final class Failed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Failed(IOException cause) {
            super(cause);
        }

        /** Whether the reader went away, as {@code | head} does: no reason to complain. */
        boolean isBrokenPipe() {
            String message = getCause() == null ? null : getCause().getMessage();
            return message != null && message.toLowerCase(Locale.ROOT).contains("broken pipe");
        }
    }

    private final OutputStream out;
    private boolean failed;

    StandardOutput(OutputStream out) {
        this.out = new BufferedOutputStream(out, 64 * 1024);
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        if (failed) {
            return; // Told already; the flushes on the way out must not tell again.
        }
        try {
            out.write(bytes, offset, length);
        } catch (IOException e) {
            failed = true;
            throw new Failed(e);
        }
    }

    @Override
    public void flush() {
        if (failed) {
            return;
        }
        try {
            out.flush();
        } catch (IOException e) {
            failed = true;
            throw new Failed(e);
        }
    }
}

package org.imginspect.facts.units;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.io.ByteSource;

/** The first line of a script, which names its interpreter. */
public final class ScriptHead {
    /** {@code BINPRM_BUF_SIZE} of Linux: what execve(2) looks at. */
    private static final int LENGTH = 256;

    private ScriptHead() {}

    /**
     * The interpreter that {@code #!} names.
     *
     * @return empty if there is no such file, or if it is no script
     */
    public static Optional<String> interpreter(GuestTree tree, GuestPath file) throws ImageException {
        Optional<ByteSource> opened = tree.open(file);
        if (opened.isEmpty()) {
            return Optional.empty();
        }
        byte[] head;
        try (ByteSource source = opened.get()) {
            head = new byte[(int) Math.min(LENGTH, source.size())];
            source.readFully(0, head, 0, head.length);
        }
        if (head.length < 3 || head[0] != '#' || head[1] != '!') {
            return Optional.empty();
        }
        String line = new String(head, 2, head.length - 2, StandardCharsets.UTF_8);
        int end = line.indexOf('\n');
        String text = (end < 0 ? line : line.substring(0, end)).strip();
        int blank = 0;
        while (blank < text.length() && text.charAt(blank) != ' ' && text.charAt(blank) != '\t') {
            blank++;
        }
        return blank == 0 ? Optional.empty() : Optional.of(text.substring(0, blank));
    }
}

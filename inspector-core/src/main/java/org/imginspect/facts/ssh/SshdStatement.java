package org.imginspect.facts.ssh;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.imginspect.guest.GuestPath;

/**
 * One line that sets something for sshd, or one {@code -o} of its command line.
 *
 * @param keyword in lower case, as it is written: an old name is not replaced by the new one
 * @param arguments quotes and the comment at the end taken off
 * @param within the {@code Match} blocks it stands in, the outermost first: more than one where a block includes a file that has blocks; none
 *     if it holds for every connection
 * @param file where it is written; of an option of the command line the file that gives the option
 * @param line from 1; empty if the file counts as a whole
 */
public record SshdStatement(
        String keyword, List<String> arguments, List<SshdMatch> within, GuestPath file, OptionalInt line) {
    public SshdStatement {
        arguments = List.copyOf(arguments);
        within = List.copyOf(within);
    }

    /** Whether sshd takes it for the settings that hold before anybody connects: outside of all blocks, or in {@code Match all}. */
    public boolean isGlobal() {
        for (SshdMatch match : within) {
            if (!match.isAll()) {
                return false;
            }
        }
        return true;
    }

    /** The innermost block it stands in. */
    public Optional<SshdMatch> block() {
        return within.isEmpty() ? Optional.empty() : Optional.of(within.get(within.size() - 1));
    }

    /** What stands behind the keyword, joined by blanks. */
    public String text() {
        return String.join(" ", arguments);
    }
}

package org.imginspect.cli;

import java.time.temporal.ChronoUnit;
import org.imginspect.guest.Node;

/** How {@code ls -l} writes mode and time: as GNU ls does with {@code --time-style=full-iso} in UTC, seconds. */
final class ModeText {
    private ModeText() {}

    /** {@code drwxr-xr-x}. */
    static String of(Node node) {
        int mode = node.permissions();
        StringBuilder text = new StringBuilder(10);
        text.append(
                switch (node.kind()) {
                    case FILE -> '-';
                    case DIRECTORY -> 'd';
                    case SYMLINK -> 'l';
                    case CHARACTER_DEVICE -> 'c';
                    case BLOCK_DEVICE -> 'b';
                    case FIFO -> 'p';
                    case SOCKET -> 's';
                });
        for (int shift = 6; shift >= 0; shift -= 3) {
            int bits = (mode >> shift) & 7;
            text.append((bits & 4) != 0 ? 'r' : '-').append((bits & 2) != 0 ? 'w' : '-');
            boolean execute = (bits & 1) != 0;
            boolean special = (mode & (01000 << (shift / 3))) != 0; // sticky, setgid, setuid: 01000, 02000, 04000
            char mark = shift == 0 ? 't' : 's';
            text.append(special ? (execute ? mark : Character.toUpperCase(mark)) : (execute ? 'x' : '-'));
        }
        return text.toString();
    }

    /** {@code 2026-11-21T08:15:00Z}. */
    static String time(Node node) {
        return node.modified().truncatedTo(ChronoUnit.SECONDS).toString();
    }
}

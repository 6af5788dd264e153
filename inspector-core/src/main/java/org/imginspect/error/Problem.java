package org.imginspect.error;

import java.util.Objects;
import java.util.OptionalLong;

/**
 * One thing that could not be read, in the words a report prints.
 *
 * @param kind which of the four kinds
 * @param what what was found before what is allowed: {@code ext4: extent depth 9 exceeds 5}
 * @param where the storage path that was being read, {@code disk.qcow2 > gpt:1}; empty if nothing was open yet
 * @param offsetBytes the byte offset inside {@code where}; empty if the problem has no single place
 */
public record Problem(Kind kind, String what, String where, OptionalLong offsetBytes) {

    /** The four kinds, in the words of the reports. */
    public enum Kind {
        /** The bytes contradict the format. */
        DAMAGED,
        /** Valid, but not supported by this engine. */
        UNSUPPORTED,
        /** A cap of our own was reached; the text names it. */
        LIMIT,
        /** The host could not deliver the bytes, or an engine died. */
        UNREADABLE
    }

    public Problem {
        Objects.requireNonNull(kind);
        Objects.requireNonNull(what);
        Objects.requireNonNull(where);
        Objects.requireNonNull(offsetBytes);
    }

    /** {@code ext4: extent depth 9 exceeds 5 [disk.qcow2 > gpt:1 @ 0x1c00400]}. */
    public String message() {
        if (where.isEmpty()) {
            return what;
        }
        return offsetBytes.isPresent()
                ? what + " [" + where + " @ 0x" + Long.toHexString(offsetBytes.getAsLong()) + "]"
                : what + " [" + where + "]";
    }
}

package org.imginspect.facts.sudo;

import java.util.List;
import java.util.Optional;

/**
 * One entry of a list in sudoers: a user, host, runas user, group or command.
 *
 * @param text the name without its mark ({@code %}, {@code +}, {@code #}) and with escapes undone; of a command its path; empty text for {@link Kind#ALL}
 *     and {@link Kind#MYSELF}
 * @param arguments of a command, as a shell would not read them; empty if any are allowed, two quotation marks if none are
 * @param digests of a command, {@code sha256:…}; none if its content does not matter
 * @param negated whether {@code !} stands before it
 */
public record SudoMember(Kind kind, String text, Optional<String> arguments, List<String> digests, boolean negated) {
    /** What it is. */
    public enum Kind {
        ALL,
        /** A name in capitals; what it stands for depends on the list. One that is not defined is a plain name to sudo. */
        ALIAS,
        /** A user, host or group; of hosts a wildcard pattern too. */
        NAME,
        /** {@code #1000}. */
        ID,
        /** {@code %wheel}. */
        GROUP,
        /** {@code %#100}. */
        GROUP_ID,
        /** {@code %:name}, of a group provider that is no part of Unix. */
        OTHER_GROUP,
        /** {@code +name}. */
        NETGROUP,
        /** An address or network. */
        ADDRESS,
        /** A path, a directory with a slash at its end, a wildcard pattern, a regular expression, {@code sudoedit} or {@code list}. */
        COMMAND,
        /** {@code ()}: whoever calls. */
        MYSELF
    }

    public SudoMember {
        digests = List.copyOf(digests);
    }

    static SudoMember of(Kind kind, String text) {
        return new SudoMember(kind, text, Optional.empty(), List.of(), false);
    }

    SudoMember negated(boolean not) {
        return new SudoMember(kind, text, arguments, digests, not);
    }

    SudoMember withDigests(List<String> found) {
        return new SudoMember(kind, text, arguments, found, negated);
    }

    /** As it would be written in sudoers. */
    @Override
    public String toString() {
        String plain = switch (kind) {
            case ALL -> "ALL";
            case ALIAS, NAME, ADDRESS -> text;
            case ID -> "#" + text;
            case GROUP -> "%" + text;
            case GROUP_ID -> "%#" + text;
            case OTHER_GROUP -> "%:" + text;
            case NETGROUP -> "+" + text;
            case COMMAND -> text + arguments.map(args -> " " + args).orElse("");
            case MYSELF -> "";
        };
        return negated ? "!" + plain : plain;
    }
}

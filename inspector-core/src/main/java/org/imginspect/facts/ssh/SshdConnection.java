package org.imginspect.facts.ssh;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What is known of a connection: what {@code sshd -T -C user=…,host=…,addr=…,laddr=…,lport=…} is told. What is empty is not known, and a
 * {@code Match} that asks for it may hold or not.
 *
 * @param groups the names of the groups the user is in; empty if the user is not known
 * @param invalidUser whether passwd has no such user; empty if that is not known
 */
public record SshdConnection(
        Optional<String> user,
        Optional<List<String>> groups,
        Optional<Boolean> invalidUser,
        Optional<String> host,
        Optional<String> address,
        Optional<String> localAddress,
        OptionalInt localPort) {
    /** Nothing is known. */
    public static final SshdConnection UNKNOWN = new SshdConnection(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            OptionalInt.empty());

    /** A user of the image, from anywhere. */
    public static SshdConnection of(String user, List<String> groups) {
        return new SshdConnection(
                Optional.of(user),
                Optional.of(List.copyOf(groups)),
                Optional.of(false),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                OptionalInt.empty());
    }
}

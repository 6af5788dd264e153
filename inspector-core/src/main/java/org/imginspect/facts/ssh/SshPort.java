package org.imginspect.facts.ssh;

import java.util.OptionalInt;
import org.imginspect.guest.GuestPath;

/**
 * A TCP port on which an SSH server answers.
 *
 * @param unit what opens it: {@code ssh.service}, {@code ssh.socket}
 * @param address as it is written, brackets taken off; empty text: every address
 * @param port from 1 to 65535
 * @param file what says so; where it is built in, the server's unit
 * @param line in that file, from 1; empty if it is built in
 */
public record SshPort(String unit, String address, int port, GuestPath file, OptionalInt line) {
    /** Whether only programs of the same machine reach it. */
    public boolean isLocal() {
        return address.startsWith("127.") || address.equals("localhost") || address.equals("::1");
    }
}

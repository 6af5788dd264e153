package org.imginspect.facts.ssh;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.imginspect.facts.Fact;
import org.imginspect.facts.units.Start;
import org.imginspect.guest.GuestPath;

/**
 * The SSH servers that lie on the disk. The fact is absent if none does.
 *
 * @param servers those that start first; at least one
 */
public record SshServers(List<Server> servers) implements Fact {
    /** Whose program it is. */
    public enum Product {
        OPENSSH,
        DROPBEAR
    }

    /**
     * One server: one unit with its command line, or a program that no unit starts.
     *
     * @param unit the name of the service that runs it; empty if none does
     * @param start whether it starts at boot; its socket's if one waits for connections in its place. Empty if there is no init system, or no unit
     * @param config of OpenSSH; of dropbear empty
     * @param options its command line without the program, variables put in; dropbear's whole configuration
     * @param ports on which it answers once it is started; none if it serves one connection that somebody else takes for it
     */
    public record Server(
            Product product,
            Optional<String> unit,
            GuestPath program,
            Optional<Start> start,
            Optional<SshdConfig> config,
            List<String> options,
            List<SshPort> ports) {
        public Server {
            options = List.copyOf(options);
            ports = List.copyOf(ports);
        }

        /** Whether it, or the socket that stands for it, starts at boot. */
        public boolean starts() {
            return start.map(Start::atBoot).orElse(false);
        }
    }

    public SshServers {
        servers = List.copyOf(servers);
        if (servers.isEmpty()) {
            throw new IllegalArgumentException("no server is no fact");
        }
    }

    /** The ports on which servers that start at boot answer, each once. */
    public List<SshPort> ports() {
        Set<SshPort> ports = new LinkedHashSet<>();
        for (Server server : servers) {
            if (server.starts()) {
                ports.addAll(server.ports());
            }
        }
        return List.copyOf(ports);
    }

    /** The configurations of OpenSSH's servers that start; if none does, those of all. */
    public List<SshdConfig> configs() {
        Set<SshdConfig> starting = new LinkedHashSet<>();
        Set<SshdConfig> all = new LinkedHashSet<>();
        for (Server server : servers) {
            if (server.config().isPresent()) {
                all.add(server.config().get());
                if (server.starts()) {
                    starting.add(server.config().get());
                }
            }
        }
        return new ArrayList<>(starting.isEmpty() ? all : starting);
    }
}

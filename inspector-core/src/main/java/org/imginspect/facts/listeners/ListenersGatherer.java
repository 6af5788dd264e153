package org.imginspect.facts.listeners;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.imginspect.error.ImageException;
import org.imginspect.facts.FactGatherer;
import org.imginspect.facts.Facts;
import org.imginspect.facts.ssh.SshPort;
import org.imginspect.facts.ssh.SshServers;
import org.imginspect.facts.units.BootServices;
import org.imginspect.facts.units.Container;
import org.imginspect.facts.units.Containers;
import org.imginspect.facts.units.Setting;
import org.imginspect.facts.units.Unit;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/** Goes through what starts at boot: socket units by their own lines, known daemons by their configuration, docker's containers by their ports. */
public final class ListenersGatherer implements FactGatherer<Listeners> {
    /** Stateless. */
    public ListenersGatherer() {}

    @Override
    public Class<Listeners> type() {
        return Listeners.class;
    }

    @Override
    public Optional<Listeners> gather(GuestTree tree, Facts others) throws ImageException {
        Optional<BootServices> services = others.find(BootServices.class);
        if (services.isEmpty()) {
            return Optional.empty();
        }
        List<Listener> found = new ArrayList<>();
        boolean docker = false;
        for (BootServices.Started started : services.get().started()) {
            if (!started.start().atBoot()) {
                continue; // Its socket is there by itself.
            }
            Unit unit = started.unit();
            if (unit.name().endsWith(".socket")) {
                socket(unit, found);
            } else if (unit.name().endsWith(".service")) {
                String name = unit.name().substring(0, unit.name().length() - ".service".length());
                int at = name.indexOf('@');
                name = at < 0 ? name : name.substring(0, at);
                docker |= name.equals("docker");
                for (Daemon daemon : Daemon.ALL) {
                    if (daemon.units().contains(name)) {
                        add(new DaemonPorts(tree, daemon, unit).find(), found);
                    }
                }
            }
        }
        Optional<SshServers> ssh = others.find(SshServers.class);
        if (ssh.isPresent()) {
            for (SshPort port : ssh.get().ports()) {
                Listener listener = new Listener(
                        port.unit(), "tcp", Endpoint.every(port.address()), port.port(), port.file(), port.line());
                add(List.of(listener), found);
            }
        }
        Optional<Containers> containers = docker ? others.find(Containers.class) : Optional.empty();
        if (containers.isPresent()) {
            for (Container container : containers.get().all()) {
                container(container, found);
            }
        }
        return Optional.of(new Listeners(found));
    }

    /** The same port by two units of one daemon (postgresql and its instance) counts once. */
    private static void add(List<Listener> more, List<Listener> found) {
        for (Listener each : more) {
            boolean known = false;
            for (Listener other : found) {
                known |= other.port() == each.port()
                        && other.protocol().equals(each.protocol())
                        && other.address().equals(each.address())
                        && other.file().equals(each.file());
            }
            if (!known) {
                found.add(each);
            }
        }
    }

    /** {@code ListenStream=} and {@code ListenDatagram=} (systemd.socket(5)): a port, or an address and a port; a path is no port. */
    private static void socket(Unit unit, List<Listener> into) {
        for (String key : new String[] {"ListenStream", "ListenDatagram"}) {
            for (Setting setting : unit.list("Socket", key)) {
                Optional<Endpoint> endpoint = Endpoint.parse(setting.value());
                if (endpoint.isPresent() && !setting.value().startsWith("vsock:")) {
                    into.add(new Listener(
                            unit.name(),
                            key.equals("ListenStream") ? "tcp" : "udp",
                            endpoint.get().address(),
                            endpoint.get().port(),
                            setting.file(),
                            OptionalInt.of(setting.line())));
                }
            }
        }
    }

    private static void container(Container container, List<Listener> into) {
        if (container.restart().isEmpty() || container.restart().equals("no")) {
            return; // docker does not start it.
        }
        for (String port : container.ports()) {
            int slash = port.lastIndexOf('/');
            Optional<Endpoint> endpoint = Endpoint.parse(port.substring(0, slash));
            GuestPath file = container.file();
            if (endpoint.isPresent()) {
                into.add(new Listener(
                        "container " + container.name(),
                        port.substring(slash + 1),
                        endpoint.get().address(),
                        endpoint.get().port(),
                        file,
                        OptionalInt.empty()));
            }
        }
    }
}

package org.imginspect.facts.ssh;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.facts.FactGatherer;
import org.imginspect.facts.Facts;
import org.imginspect.facts.units.BootServices;
import org.imginspect.facts.units.ExecCommand;
import org.imginspect.facts.units.Setting;
import org.imginspect.facts.units.Start;
import org.imginspect.facts.units.Unit;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.Node;

/** Finds the SSH servers: every unit that runs sshd or dropbear, started or not, and the programs that none runs. Empty if there is none. */
public final class SshServersGatherer implements FactGatherer<SshServers> {
    private static final String[] PROGRAMS = {
        "/usr/sbin/sshd", "/usr/bin/sshd", "/usr/local/sbin/sshd", "/usr/sbin/dropbear", "/usr/bin/dropbear"
    };
    private static final String[] UNITS = {"ssh", "sshd", "dropbear"};
    private static final String[] SOCKETS = {"ssh.socket", "sshd.socket", "dropbear.socket"};

    /** Nothing to be told: a gatherer has no state. */
    public SshServersGatherer() {}

    @Override
    public Class<SshServers> type() {
        return SshServers.class;
    }

    @Override
    public Optional<SshServers> gather(GuestTree tree, Facts others) throws ImageException {
        List<SshServers.Server> servers = new ArrayList<>();
        Optional<BootServices> services = others.find(BootServices.class);
        if (services.isPresent()) {
            ServerUnits units = new ServerUnits(tree, others, services.get());
            Map<String, Unit> sockets = new LinkedHashMap<>();
            Map<String, Unit> candidates = new LinkedHashMap<>();
            for (BootServices.Started started : services.get().started()) {
                String name = started.unit().name();
                (name.endsWith(".socket") ? sockets : candidates).put(name, started.unit());
            }
            for (String name : UNITS) {
                Optional<Unit> unit = services.get().find(name);
                unit.ifPresent(found -> candidates.putIfAbsent(found.name(), found));
            }
            for (String name : SOCKETS) {
                Optional<Unit> unit = services.get().find(name);
                unit.ifPresent(found -> sockets.putIfAbsent(found.name(), found));
            }
            for (Unit socket : sockets.values()) {
                units.addSocket(socket);
            }
            for (Unit service : candidates.values()) {
                units.addService(service);
            }
            servers.addAll(units.servers());
        }
        for (String program : PROGRAMS) {
            GuestPath path = GuestPath.of(program);
            if (tree.stat(path).map(Node::isFile).orElse(false) && !isRun(tree, path, servers)) {
                servers.add(unstarted(tree, others, path));
            }
        }
        servers.sort(Comparator.comparing(server -> !server.starts()));
        return servers.isEmpty() ? Optional.empty() : Optional.of(new SshServers(servers));
    }

    private static boolean isRun(GuestTree tree, GuestPath program, List<SshServers.Server> servers)
            throws ImageException {
        for (SshServers.Server server : servers) {
            if (server.program().equals(program)
                    || tree.resolve(server.program()).equals(tree.resolve(program))) {
                return true;
            }
        }
        return false;
    }

    private static SshServers.Server unstarted(GuestTree tree, Facts facts, GuestPath program) throws ImageException {
        boolean openSsh = program.name().text().equals("sshd");
        return new SshServers.Server(
                openSsh ? SshServers.Product.OPENSSH : SshServers.Product.DROPBEAR,
                Optional.empty(),
                program,
                Optional.empty(),
                openSsh
                        ? Optional.of(SshdConfigs.read(tree, facts, program, new SshdCommandLine(List.of())))
                        : Optional.empty(),
                List.of(),
                List.of());
    }

    /** The servers that units run. */
    private static final class ServerUnits {
        private final GuestTree tree;
        private final Facts facts;
        private final BootServices services;
        private final List<SshServers.Server> servers = new ArrayList<>();
        private final List<SshServers.Server> idle = new ArrayList<>();
        private final Map<String, Boolean> servedBySocket = new LinkedHashMap<>();

        ServerUnits(GuestTree tree, Facts facts, BootServices services) {
            this.tree = tree;
            this.facts = facts;
            this.services = services;
        }

        /** Sockets that nobody starts are of no interest where there are services. */
        List<SshServers.Server> servers() {
            return servers.isEmpty() ? idle : servers;
        }

        /** A socket whose service is a server. */
        void addSocket(Unit socket) throws ImageException {
            if (socket.load() != Unit.Load.LOADED) {
                return;
            }
            String prefix = socket.name().substring(0, socket.name().length() - ".socket".length());
            boolean each = socket.setting("Socket", "Accept")
                    .map(setting -> isTrue(setting.value()))
                    .orElse(false);
            String name = socket.setting("Socket", "Service")
                    .map(Setting::value)
                    .orElse(prefix + (each ? "@connection.service" : ".service"));
            Optional<Unit> service = services.find(name);
            if (service.isEmpty()) {
                return;
            }
            Optional<Command> command = command(service.get());
            if (command.isEmpty()) {
                return;
            }
            Start start = services.start(socket.name());
            if (!each) {
                servedBySocket.put(service.get().name(), start.atBoot());
            }
            List<SshPort> ports = new ArrayList<>();
            SshServers.Server server = server(service.get(), command.get(), socket.name(), Optional.of(start), ports);
            for (Setting setting : SocketAddresses.of(tree, socket, server.config())) {
                SshdPorts.stream(socket.name(), setting.value(), setting.file(), OptionalInt.of(setting.line()))
                        .ifPresent(ports::add);
            }
            (start.reason() == Start.Reason.NOT_WANTED ? idle : servers)
                    .add(new SshServers.Server(
                            server.product(),
                            server.unit(),
                            server.program(),
                            server.start(),
                            server.config(),
                            server.options(),
                            ports));
        }

        /** A service that is a server and that no started socket stands for. */
        void addService(Unit service) throws ImageException {
            if (service.load() != Unit.Load.LOADED && !isUsual(service.name())) {
                return;
            }
            Optional<Command> command = command(service);
            if (command.isEmpty() || servedBySocket.getOrDefault(service.name(), false)) {
                return;
            }
            Start start = services.start(service.name());
            if (start.reason() == Start.Reason.NOT_WANTED
                    && !tree.exists(command.get().program())) {
                return; // A unit that was left behind.
            }
            servers.add(server(service, command.get(), service.name(), Optional.of(start), List.of()));
        }

        private static boolean isUsual(String name) {
            return name.equals("ssh.service") || name.equals("sshd.service") || name.equals("dropbear.service");
        }

        private SshServers.Server server(
                Unit service, Command command, String opener, Optional<Start> start, List<SshPort> given)
                throws ImageException {
            boolean socket = opener.endsWith(".socket");
            List<String> options = new ArrayList<>();
            for (Word word : command.words()) {
                options.add(word.text());
            }
            if (command.program().name().text().equals("dropbear")) {
                return new SshServers.Server(
                        SshServers.Product.DROPBEAR,
                        Optional.of(service.name()),
                        command.program(),
                        start,
                        Optional.empty(),
                        options,
                        socket ? given : Dropbear.ports(service, command.words()));
            }
            SshdCommandLine line = new SshdCommandLine(command.words());
            SshdConfig config = SshdConfigs.read(tree, facts, command.program(), line);
            return new SshServers.Server(
                    SshServers.Product.OPENSSH,
                    Optional.of(service.name()),
                    command.program(),
                    start,
                    Optional.of(config),
                    options,
                    socket || line.oneConnection()
                            ? given
                            : SshdPorts.of(service.name(), service.file(), config, line.ports()));
        }

        private record Command(GuestPath program, List<Word> words) {}

        /** Empty if the unit runs no SSH server. */
        private Optional<Command> command(Unit unit) throws ImageException {
            for (ExecCommand each : ExecCommand.of(unit)) {
                String program = each.program();
                String name = program.substring(program.lastIndexOf('/') + 1);
                if (name.equals("sshd") || name.equals("dropbear")) {
                    GuestPath path =
                            program.startsWith("/") ? GuestPath.of(program) : GuestPath.of("/usr/sbin/" + name);
                    return Optional.of(new Command(path, CommandWords.of(tree, unit, each)));
                }
                boolean shell = name.equals("sh") || name.equals("bash") || name.equals("dash") || name.equals("env");
                if (shell && String.join(" ", each.arguments()).contains("bin/sshd ")) {
                    throw new UnsupportedFeatureException(
                            "sshd: " + unit.name() + " starts it from a shell, whose words are not understood",
                            each.file() + ":" + each.line());
                }
            }
            String bare = unit.name().endsWith(".service")
                    ? unit.name().substring(0, unit.name().length() - ".service".length())
                    : unit.name();
            return isUsual(unit.name()) && unit.list("Service", "ExecStart").isEmpty()
                    ? script(unit, bare)
                    : Optional.empty();
        }

        /** An init script, or a job that a shell runs: its command line is that of its distribution. */
        private Optional<Command> script(Unit unit, String name) throws ImageException {
            for (String program : PROGRAMS) {
                boolean dropbear = name.equals("dropbear");
                GuestPath path = GuestPath.of(program);
                if (path.name().text().equals(dropbear ? "dropbear" : "sshd")
                        && tree.stat(path).map(Node::isFile).orElse(false)) {
                    return Optional.of(new Command(path, InitScripts.words(tree, unit, name)));
                }
            }
            return Optional.empty();
        }

        private static boolean isTrue(String value) {
            return switch (value.toLowerCase(java.util.Locale.ROOT)) {
                case "1", "yes", "y", "true", "t", "on" -> true;
                default -> false;
            };
        }
    }
}

package org.imginspect.facts.units;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.imginspect.error.ImageException;
import org.imginspect.facts.Facts;
import org.imginspect.facts.boot.BootEntry.Argument;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.Node;

/** OpenRC: the services of the run levels sysinit and boot and of the default one (openrc(8)), and inittab's terminals. */
final class OpenRc implements Init {
    private static final GuestPath LEVELS = GuestPath.of("/etc/runlevels");
    private static final GuestPath SCRIPTS = GuestPath.of("/etc/init.d");

    private final GuestTree tree;
    private final Facts facts;

    OpenRc(GuestTree tree, Facts facts) {
        this.tree = tree;
        this.facts = facts;
    }

    @Override
    public InitSystem system() {
        return InitSystem.OPENRC;
    }

    @Override
    public Optional<Unit> find(String unit) throws ImageException {
        return unit.endsWith(".service") ? script(Sysv.service(unit)) : Optional.empty();
    }

    @Override
    public Set<String> names() throws ImageException {
        Set<String> names = new LinkedHashSet<>();
        for (GuestName script : tree.list(SCRIPTS)) {
            names.add(script.text() + ".service");
        }
        return names;
    }

    private Optional<Unit> script(String service) throws ImageException {
        GuestPath path = SCRIPTS.resolve(service);
        return tree.stat(path).map(Node::isFile).orElse(false)
                ? Optional.of(new Unit(service + ".service", Unit.Load.LOADED, path, Optional.empty(), List.of()))
                : Optional.empty();
    }

    @Override
    public BootTarget target() throws ImageException {
        Optional<Argument> said = BootArguments.of(facts).last("softlevel");
        if (said.isPresent()
                && !said.get().value().isEmpty()
                && said.get().value().indexOf('\0') < 0) {
            return new BootTarget(
                    said.get().value(),
                    Optional.of(said.get().file()),
                    OptionalInt.of(said.get().line()),
                    tree.list(LEVELS.resolve(said.get().value())).isEmpty()
                            ? Optional.of("the run level " + said.get().value() + " has no services")
                            : Optional.empty());
        }
        for (Inittab.Line line : Inittab.read(tree).lines()) {
            List<String> words = Wishes.words(line.process());
            if (words.size() == 2
                    && words.get(0).endsWith("openrc")
                    && line.action().equals("wait")) {
                return new BootTarget(
                        words.get(1), Optional.of(Inittab.FILE), OptionalInt.of(line.line()), Optional.empty());
            }
        }
        return new BootTarget("default", Optional.empty(), OptionalInt.empty(), Optional.empty());
    }

    /** The links of the run levels that are entered, by the service's name; a directory in a run level is another one stacked on it. */
    private Map<String, GuestPath> links() throws ImageException {
        Map<String, GuestPath> links = new LinkedHashMap<>();
        List<String> levels = new ArrayList<>(List.of("sysinit", "boot", target().name()));
        for (int i = 0; i < levels.size(); i++) {
            GuestPath directory = LEVELS.resolve(levels.get(i));
            for (GuestName name : tree.list(directory)) {
                GuestPath link = directory.resolve(name);
                Optional<Node> node = tree.stat(link);
                if (node.isPresent() && node.get().isDirectory()) {
                    if (!levels.contains(name.text())) {
                        levels.add(name.text());
                    }
                } else if (node.isPresent()) {
                    links.putIfAbsent(name.text(), link);
                }
            }
        }
        return links;
    }

    @Override
    public Start start(String unit) throws ImageException {
        Optional<Unit> found = find(unit);
        if (found.isEmpty()) {
            return Start.of(Start.Reason.ABSENT, "there is no service " + Sysv.service(unit));
        }
        GuestPath link = links().get(Sysv.service(unit));
        return link == null
                ? Start.of(
                        Start.Reason.NOT_WANTED,
                        found.get().file(),
                        0,
                        Sysv.service(unit) + " is in no run level that is entered at boot")
                : Start.of(
                        Start.Reason.WANTED,
                        link,
                        0,
                        "the run level " + link.parent().orElseThrow().name().text() + " has it");
    }

    @Override
    public List<BootServices.Started> started() throws ImageException {
        List<BootServices.Started> started = new ArrayList<>();
        for (Map.Entry<String, GuestPath> link : links().entrySet()) {
            Optional<Unit> unit = script(link.getKey());
            if (unit.isPresent()) {
                started.add(
                        new BootServices.Started(unit.get(), start(unit.get().name())));
            }
        }
        return started;
    }

    @Override
    public Start login(String terminal) throws ImageException {
        Start service = start("agetty." + terminal + ".service");
        if (service.atBoot()) {
            return service;
        }
        Optional<Inittab.Line> line = Inittab.read(tree).login(terminal, "");
        return line.isPresent()
                ? Start.of(Start.Reason.WANTED, Inittab.FILE, line.get().line(), "init runs it")
                : Start.of(Start.Reason.NOT_WANTED, "no line of /etc/inittab runs a login on " + terminal);
    }
}

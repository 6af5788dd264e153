package org.imginspect.facts.units;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.imginspect.error.ImageException;
import org.imginspect.facts.Facts;
import org.imginspect.facts.boot.BootEntry.Argument;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/** System V init: the links of the default run level and of {@code rcS.d}, and inittab's lines. */
final class Sysv implements Init {
    private final GuestTree tree;
    private final Facts facts;
    private final SysvScripts scripts;

    Sysv(GuestTree tree, Facts facts) {
        this.tree = tree;
        this.facts = facts;
        this.scripts = new SysvScripts(tree);
    }

    /** {@code ssh} of {@code ssh.service}; another type stays as it is, and no script is called so. */
    static String service(String unit) {
        return unit.endsWith(".service") ? unit.substring(0, unit.length() - ".service".length()) : unit;
    }

    @Override
    public InitSystem system() {
        return InitSystem.SYSV;
    }

    @Override
    public Optional<Unit> find(String unit) throws ImageException {
        return unit.endsWith(".service") ? script(scripts, service(unit)) : Optional.empty();
    }

    @Override
    public Set<String> names() throws ImageException {
        return names(scripts);
    }

    static Set<String> names(SysvScripts scripts) throws ImageException {
        Set<String> names = new LinkedHashSet<>();
        for (String script : scripts.scripts().keySet()) {
            names.add(script + ".service");
        }
        return names;
    }

    static Optional<Unit> script(SysvScripts scripts, String service) throws ImageException {
        return scripts.script(service)
                .map(path -> new Unit(service + ".service", Unit.Load.LOADED, path, Optional.empty(), List.of()));
    }

    @Override
    public BootTarget target() throws ImageException {
        return level(tree, facts, "2");
    }

    /** The run level that init enters: the command line's, inittab's, or {@code otherwise}. */
    static BootTarget level(GuestTree tree, Facts facts, String otherwise) throws ImageException {
        for (Argument argument : BootArguments.of(facts).all()) {
            String word = argument.text();
            String level = switch (word) {
                case "single", "-s", "s", "S" -> "S";
                case "1", "2", "3", "4", "5" -> word;
                default -> "";
            };
            if (!level.isEmpty()) {
                return new BootTarget(
                        level, Optional.of(argument.file()), OptionalInt.of(argument.line()), Optional.empty());
            }
        }
        Optional<Inittab.Line> line = Inittab.read(tree).initdefault();
        if (line.isPresent()) {
            String level = line.get().levels().substring(0, 1);
            return new BootTarget(
                    level,
                    Optional.of(Inittab.FILE),
                    OptionalInt.of(line.get().line()),
                    "06".contains(level)
                            ? Optional.of("run level " + level + " switches the machine off or starts it anew")
                            : Optional.empty());
        }
        return new BootTarget(otherwise, Optional.empty(), OptionalInt.empty(), Optional.empty());
    }

    @Override
    public Start start(String unit) throws ImageException {
        return start(scripts, target().name(), unit);
    }

    /** What the links of a run level say. */
    static Start start(SysvScripts scripts, String level, String unit) throws ImageException {
        String service = service(unit);
        Optional<GuestPath> script = scripts.script(service);
        if (script.isEmpty() || service.equals(unit)) {
            return Start.of(Start.Reason.ABSENT, "there is no service " + service);
        }
        for (String each : new String[] {"S", level}) {
            for (SysvScripts.Link link : scripts.starts(each)) {
                if (link.service().equals(service)) {
                    return Start.of(Start.Reason.WANTED, link.path(), 0, "run level " + each + " starts it");
                }
            }
        }
        return Start.of(
                Start.Reason.NOT_WANTED, script.get(), 0, "run level " + level + " has no link that starts " + service);
    }

    @Override
    public List<BootServices.Started> started() throws ImageException {
        return started(scripts, target().name());
    }

    static List<BootServices.Started> started(SysvScripts scripts, String level) throws ImageException {
        List<BootServices.Started> started = new ArrayList<>();
        for (String each : new String[] {"S", level}) {
            for (SysvScripts.Link link : scripts.starts(each)) {
                Optional<Unit> unit = script(scripts, link.service());
                if (unit.isPresent()) {
                    started.add(new BootServices.Started(
                            unit.get(),
                            Start.of(Start.Reason.WANTED, link.path(), 0, "run level " + each + " starts it")));
                }
            }
        }
        return started;
    }

    @Override
    public Start login(String terminal) throws ImageException {
        Optional<Inittab.Line> line = Inittab.read(tree).login(terminal, target().name());
        return line.isPresent()
                ? Start.of(Start.Reason.WANTED, Inittab.FILE, line.get().line(), "init runs it")
                : Start.of(
                        Start.Reason.NOT_WANTED,
                        "no line of /etc/inittab runs a login on " + terminal + " in run level " + target().name());
    }
}

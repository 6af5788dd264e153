package org.imginspect.facts.units;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.facts.Facts;
import org.imginspect.facts.boot.BootEntry.Argument;
import org.imginspect.facts.os.OperatingSystem;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.jspecify.annotations.Nullable;

/** systemd as process 1. What needs the command line or all units is computed when it is first asked for. */
final class Systemd implements Init {
    private final GuestTree tree;
    private final Facts facts;
    private final SystemdUnits units;
    private @Nullable Boot boot;

    /** What is computed once: the way from the default target. */
    private record Boot(
            BootTarget target,
            Wishes wishes,
            Map<String, Wish> masked,
            Conditions conditions,
            Transaction transaction,
            Map<String, Start> onDemand,
            List<GuestPath> unknownGenerators) {}

    Systemd(GuestTree tree, Facts facts) throws ImageException {
        this.tree = tree;
        this.facts = facts;
        this.units = new SystemdUnits(tree, new UnitDirectories(tree));
    }

    @Override
    public InitSystem system() {
        return InitSystem.SYSTEMD;
    }

    @Override
    public Optional<Unit> find(String unit) throws ImageException {
        return units.find(unit);
    }

    @Override
    public BootTarget target() throws ImageException {
        return boot().target;
    }

    private Boot boot() throws ImageException {
        Boot known = boot;
        if (known == null) {
            known = compute();
            boot = known;
        }
        return known;
    }

    private Boot compute() throws ImageException {
        BootArguments arguments = BootArguments.of(facts);
        Wishes wishes = new Wishes(units);
        Map<String, Wish> masked = masks(arguments);
        BootTarget target = new DefaultTarget(units, arguments, masked).find();
        Generators generators = new Generators(tree, arguments);
        generators.addTo(wishes, units, target.name());
        boolean firstBoot = FirstBoot.isNext(tree, arguments);
        if (firstBoot) {
            new FirstBoot(tree, units).addTo(wishes, disablesAtFirstBoot());
        }
        Transaction transaction = new Transaction(units, wishes, masked, tree.limits());
        transaction.start(target.name());
        Optional<Wish> failure = transaction.failure(target.name());
        if (failure.isPresent()) {
            target = new BootTarget(
                    target.name(),
                    Optional.of(failure.get().file()),
                    failure.get().line() > 0 ? OptionalInt.of(failure.get().line()) : OptionalInt.empty(),
                    Optional.of(target.name() + " cannot be started, because "
                            + failure.get().unit() + ", which it requires, cannot"));
        }
        Conditions conditions = new Conditions(tree, arguments, firstBoot);
        Map<String, Start> onDemand =
                new OnDemand(units, conditions).of(transaction.all().keySet());
        return new Boot(target, wishes, masked, conditions, transaction, onDemand, generators.unknown());
    }

    /** Whether systemd was built with {@code first-boot-full-preset}. */
    private boolean disablesAtFirstBoot() throws ImageException {
        Optional<OperatingSystem> os = facts.find(OperatingSystem.class);
        if (os.isEmpty()) {
            return false;
        }
        String version = os.get().version().orElse("");
        int dot = version.indexOf('.');
        String major = dot < 0 ? version : version.substring(0, dot);
        if (major.isEmpty() || major.length() > 4 || !major.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return false;
        }
        int number = Integer.parseInt(major);
        return switch (os.get().id()) {
            case "fedora" -> number >= 38;
            case "rhel", "centos", "rocky", "almalinux", "ol" -> number >= 10;
            default -> false;
        };
    }

    /** {@code systemd.mask=}; a name without a suffix is a service's (systemd-debug-generator(8)). */
    private static Map<String, Wish> masks(BootArguments arguments) {
        Map<String, Wish> masks = new HashMap<>();
        for (Argument argument : arguments.named("systemd.mask")) {
            if (!argument.value().isEmpty()) {
                String unit = UnitName.complete(argument.value());
                masks.putIfAbsent(
                        unit,
                        new Wish(
                                unit,
                                false,
                                argument.file(),
                                argument.line(),
                                "the kernel's command line says " + argument.text()));
            }
        }
        return masks;
    }

    @Override
    public Set<String> names() {
        return units.directories().names();
    }

    @Override
    public Start start(String asked) throws ImageException {
        Optional<Unit> unit = units.find(asked);
        String name = unit.map(Unit::name).orElse(asked);
        if (unit.isPresent()) {
            switch (unit.get().load()) {
                case MASKED -> {
                    return Start.of(Start.Reason.MASKED, unit.get().file(), 0, name + " is masked");
                }
                case BROKEN -> {
                    return Start.of(
                            Start.Reason.REFUSED,
                            unit.get().file(),
                            0,
                            "systemd refuses " + name + ": "
                                    + unit.get().defect().orElse(""));
                }
                case LOADED -> {
                    // Whether it starts is the question.
                }
            }
        }
        Boot now = boot();
        Wish mask = now.masked.get(name);
        if (mask != null) {
            return Start.of(Start.Reason.MASKED, mask.file(), mask.line(), name + " is masked: " + mask.why());
        }
        if (unit.isEmpty() && !now.wishes.isMade(name)) {
            return Start.of(Start.Reason.ABSENT, "there is no unit " + name);
        }
        if (now.transaction.all().containsKey(name)) {
            return pulled(now, unit, name);
        }
        Optional<Wish> maybe = now.transaction.all().isEmpty() ? Optional.empty() : now.transaction.maybe(name);
        if (maybe.isPresent()) {
            throw new UnsupportedFeatureException(
                    "systemd: a requirement cannot be had, so that it is not known whether " + name
                            + " starts without it",
                    maybe.get().file().toString());
        }
        Start onDemand = now.onDemand.get(name);
        return onDemand != null ? onDemand : notPulled(now, unit, name);
    }

    private static Start pulled(Boot now, Optional<Unit> unit, String name) throws ImageException {
        if (unit.isPresent()) {
            Optional<Setting> condition = now.conditions.notMet(unit.get());
            if (condition.isPresent()) {
                return Start.of(
                        Start.Reason.CONDITION,
                        condition.get().file(),
                        condition.get().line(),
                        name + " is not started because " + condition.get().key() + "="
                                + condition.get().value() + " does not hold");
            }
        }
        Optional<Wish> wish = now.transaction.all().getOrDefault(name, Optional.empty());
        return wish.isPresent()
                ? Start.of(
                        Start.Reason.WANTED,
                        wish.get().file(),
                        wish.get().line(),
                        wish.get().why())
                : new Start(Start.Reason.WANTED, now.target.because(), now.target.line(), "the machine boots into it");
    }

    private Start notPulled(Boot now, Optional<Unit> unit, String name) throws ImageException {
        if (now.target.problem().isPresent() && now.transaction.all().isEmpty()) {
            return new Start(
                    Start.Reason.REQUIREMENT,
                    now.target.because(),
                    now.target.line(),
                    name + " does not start: " + now.target.problem().get());
        }
        Optional<Start> elsewhere = new Activation(tree, units.directories()).of(name);
        if (elsewhere.isPresent()) {
            return elsewhere.get();
        }
        if (!now.unknownGenerators.isEmpty()) {
            throw new UnsupportedFeatureException(
                    "systemd generator whose work is not known, so that it cannot be told whether " + name + " starts",
                    now.unknownGenerators.get(0).toString());
        }
        for (GuestPath link : units.directories().wishesFor(name)) {
            String directory = link.parent().orElseThrow().name().text();
            String wisher = directory.substring(0, directory.lastIndexOf('.'));
            return Start.of(
                    Start.Reason.NOT_WANTED,
                    link,
                    0,
                    "only " + wisher + " wants " + name + ", and nothing starts that at boot");
        }
        GuestPath file =
                unit.isPresent() ? unit.get().file() : now.wishes.made().get(name);
        return file == null
                ? Start.of(Start.Reason.NOT_WANTED, "nothing that starts at boot wants " + name)
                : Start.of(
                        Start.Reason.NOT_WANTED,
                        file,
                        0,
                        name + " is not enabled: nothing that starts at boot wants it");
    }

    @Override
    public List<BootServices.Started> started() throws ImageException {
        Boot now = boot();
        List<BootServices.Started> started = new ArrayList<>();
        for (String name : now.transaction.all().keySet()) {
            add(name, started);
        }
        if (!now.transaction.all().isEmpty()) {
            for (Map.Entry<String, Optional<Wish>> unsure :
                    now.transaction.unsure().entrySet()) {
                Optional<Unit> unit = units.find(unsure.getKey());
                Optional<Wish> wish = unsure.getValue();
                if (unit.isPresent()
                        && wish.isPresent()
                        && now.conditions.notMet(unit.get()).isEmpty()) {
                    started.add(new BootServices.Started(
                            unit.get(),
                            Start.of(
                                    Start.Reason.WANTED,
                                    wish.get().file(),
                                    wish.get().line(),
                                    wish.get().why() + ", though a requirement cannot be had")));
                }
            }
        }
        for (String name : now.onDemand.keySet()) {
            if (!now.transaction.all().containsKey(name)) {
                add(name, started);
            }
        }
        return started;
    }

    /** A virtual terminal gets its login from logind when somebody switches to it; the first one is started by getty.target. */
    @Override
    public Start login(String terminal) throws ImageException {
        // getty@ is for virtual terminals, serial-getty@ for all others; an image may use one for the other.
        boolean virtual = terminal.length() > 3 && terminal.startsWith("tty") && Character.isDigit(terminal.charAt(3));
        Start first = start((virtual ? "getty@" : "serial-getty@") + terminal + ".service");
        if (first.atBoot()) {
            return first;
        }
        Start second = start((virtual ? "serial-getty@" : "getty@") + terminal + ".service");
        if (second.atBoot()) {
            return second;
        }
        // A service of the image's own may run a getty there.
        for (BootServices.Started each : started()) {
            for (Setting command : each.unit().list("Service", "ExecStart")) {
                if (each.start().atBoot()
                        && Inittab.isLogin(command.value())
                        && Wishes.words(command.value()).contains(terminal)) {
                    return each.start();
                }
            }
        }
        return first.reason() == Start.Reason.NOT_WANTED && terminal.startsWith("ttyS")
                ? new Start(
                        Start.Reason.NOT_WANTED,
                        first.because(),
                        first.line(),
                        "nothing starts a login on " + terminal + ": the kernel's command line has no console="
                                + terminal + ", for which systemd-getty-generator would, and no unit is enabled")
                : first;
    }

    private void add(String name, List<BootServices.Started> into) throws ImageException {
        Start start = start(name);
        if (start.when() == Start.When.NEVER) {
            return;
        }
        Optional<Unit> unit = units.find(name);
        GuestPath script = boot().wishes.made().get(name);
        if (unit.isPresent()) {
            into.add(new BootServices.Started(unit.get(), start));
        } else if (script != null) {
            into.add(new BootServices.Started(
                    new Unit(name, Unit.Load.LOADED, script, Optional.empty(), List.of()), start));
        }
    }
}

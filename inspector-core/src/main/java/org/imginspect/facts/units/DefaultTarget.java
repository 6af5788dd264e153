package org.imginspect.facts.units;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.imginspect.error.ImageException;
import org.imginspect.facts.boot.BootEntry.Argument;
import org.imginspect.guest.GuestPath;

/** What systemd boots into (kernel-command-line(7), bootup(7)): the last word of the command line that names a unit, else default.target. */
final class DefaultTarget {
    private static final String RESCUE = "rescue.target";

    private final SystemdUnits units;
    private final BootArguments arguments;
    private final Map<String, Wish> masked;

    DefaultTarget(SystemdUnits units, BootArguments arguments, Map<String, Wish> masked) {
        this.units = units;
        this.arguments = arguments;
        this.masked = masked;
    }

    BootTarget find() throws ImageException {
        String name = "default.target";
        Optional<Argument> said = Optional.empty();
        for (Argument argument : arguments.all()) {
            String unit = unit(argument);
            if (!unit.isEmpty()) {
                name = unit;
                said = Optional.of(argument);
            }
        }
        Optional<GuestPath> because = said.map(Argument::file);
        OptionalInt line = said.isPresent() ? OptionalInt.of(said.get().line()) : OptionalInt.empty();
        if (said.isEmpty()) {
            List<GuestPath> places = units.directories().places(name);
            because = places.isEmpty() ? Optional.empty() : Optional.of(places.get(0));
        }
        Optional<Unit> unit = units.find(name);
        String problem = "";
        if (unit.isEmpty()) {
            problem = because.isPresent() && said.isEmpty() ? name + " leads to no unit" : "there is no unit " + name;
        } else if (unit.get().load() == Unit.Load.MASKED
                || masked.containsKey(unit.get().name())) {
            problem = name + " is masked";
        } else if (unit.get().load() == Unit.Load.BROKEN) {
            problem = name + " cannot be read";
        }
        // do_queue_default_job() of systemd's main.c falls back to rescue.target.
        return problem.isEmpty()
                ? new BootTarget(unit.orElseThrow().name(), because, line, Optional.empty())
                : new BootTarget(RESCUE, because, line, Optional.of(problem));
    }

    /** {@code parse_proc_cmdline_item()} of systemd's main.c, {@code runlevel_to_target()}; empty text if it names nothing. */
    private static String unit(Argument argument) {
        return switch (argument.text()) {
            case "emergency", "-b" -> "emergency.target";
            case "rescue", "single", "-s", "s", "S", "1" -> RESCUE;
            case "2", "3", "4" -> "multi-user.target";
            case "5" -> "graphical.target";
            default ->
                argument.name().equals("systemd.unit") && UnitName.isValid(argument.value()) ? argument.value() : "";
        };
    }
}

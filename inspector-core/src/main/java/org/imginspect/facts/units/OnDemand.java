package org.imginspect.facts.units;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.imginspect.error.ImageException;

/** What the sockets, timers and paths among the units that start would start later. */
final class OnDemand {
    private final SystemdUnits units;
    private final Conditions conditions;

    OnDemand(SystemdUnits units, Conditions conditions) {
        this.units = units;
        this.conditions = conditions;
    }

    Map<String, Start> of(Set<String> active) throws ImageException {
        Map<String, Start> found = new LinkedHashMap<>();
        for (String name : active) {
            Optional<Unit> unit = units.find(name);
            if (unit.isEmpty() || unit.get().load() != Unit.Load.LOADED) {
                continue;
            }
            String section = switch (UnitName.type(name)) {
                case ".socket" -> "Socket";
                case ".timer" -> "Timer";
                case ".path" -> "Path";
                default -> "";
            };
            if (section.isEmpty() || conditions.notMet(unit.get()).isPresent()) {
                continue;
            }
            Optional<Setting> named = unit.get().setting(section, section.equals("Socket") ? "Service" : "Unit");
            String base = name.substring(0, name.length() - UnitName.type(name).length());
            boolean each = section.equals("Socket")
                    && unit.get()
                            .setting("Socket", "Accept")
                            .map(setting -> Wishes.isTrue(setting.value()))
                            .orElse(false);
            String target = named.isPresent()
                    ? Specifiers.expand(named.get().value(), name).orElse("")
                    : base + (each ? "@.service" : ".service");
            Optional<Unit> started = UnitName.isValid(target) ? units.find(target) : Optional.empty();
            if (started.isPresent() && started.get().load() == Unit.Load.LOADED) {
                String what = switch (section) {
                    case "Socket" -> "starts it on the first connection";
                    case "Timer" -> "starts it when its time comes";
                    default -> "starts it when its path changes";
                };
                found.putIfAbsent(
                        started.get().name(),
                        Start.of(Start.Reason.ON_DEMAND, unit.get().file(), 0, name + " " + what));
            }
        }
        return found;
    }
}

package org.imginspect.compare;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.imginspect.error.ImageException;
import org.imginspect.facts.units.BootServices;
import org.imginspect.facts.units.Start;
import org.imginspect.facts.units.Unit;

/** Which units there are, and whether they start. */
final class UnitsSection implements Section<Map<String, String>> {
    @Override
    public String id() {
        return "units";
    }

    @Override
    public String title() {
        return "Units and services";
    }

    @Override
    public Map<String, String> look(ImageView image) throws ImageException {
        Map<String, String> seen = new TreeMap<>();
        Optional<BootServices> services = image.facts().find(BootServices.class);
        if (services.isEmpty()) {
            return seen;
        }
        BootServices boot = services.get();
        seen.put("init system", boot.init().title());
        seen.put("what the machine boots into", boot.target().name());
        for (String name : boot.names()) {
            Optional<Unit> unit = boot.find(name);
            // An alias is told by the unit that it leads to.
            if (unit.isPresent() && unit.get().name().equals(name)) {
                seen.put(name, words(boot.start(name).reason()));
            }
        }
        for (BootServices.Started started : boot.started()) {
            seen.putIfAbsent(started.unit().name(), words(started.start().reason()));
        }
        return seen;
    }

    /** How a start is told: for people, and never the same words for two reasons. */
    private static String words(Start.Reason reason) {
        return switch (reason) {
            case WANTED -> "starts at boot";
            case ON_DEMAND -> "starts on demand";
            case ABSENT -> "not there";
            case MASKED -> "masked";
            case REFUSED -> "refused by the init system";
            case CONDITION -> "not started: a condition is not met";
            case REQUIREMENT -> "not started: what it requires does not";
            case NOT_WANTED -> "not started: nothing wants it";
        };
    }

    @Override
    public void compare(Map<String, String> before, Map<String, String> after, Differences found) {
        Set<String> names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        for (String name : names) {
            Optional<String> was = Optional.ofNullable(before.get(name));
            Optional<String> is = Optional.ofNullable(after.get(name));
            if (!was.equals(is)) {
                Change.Kind kind =
                        was.isEmpty() ? Change.Kind.ADDED : is.isEmpty() ? Change.Kind.REMOVED : Change.Kind.CHANGED;
                found.add(new Change(kind, name, "", was, is));
            }
        }
    }
}

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
final class UnitsSection implements Section<UnitsSection.Units> {
    /**
     * The units of one image by their names.
     *
     * @param states whether they start
     * @param problems why that is not known of the others
     */
    record Units(Map<String, String> states, Map<String, String> problems) {}

    @Override
    public String id() {
        return "units";
    }

    @Override
    public String title() {
        return "Units and services";
    }

    @Override
    public Units look(ImageView image) throws ImageException {
        Map<String, String> states = new TreeMap<>();
        Map<String, String> problems = new TreeMap<>();
        Optional<BootServices> services = image.facts().find(BootServices.class);
        if (services.isEmpty()) {
            return new Units(states, problems);
        }
        BootServices boot = services.get();
        states.put("init system", boot.init().title());
        states.put("what the machine boots into", boot.target().name());
        for (String name : boot.names()) {
            try {
                Optional<Unit> unit = boot.find(name);
                // An alias is told by the unit that it leads to.
                if (unit.isPresent() && unit.get().name().equals(name)) {
                    states.put(name, words(boot.start(name).reason()));
                }
            } catch (ImageException e) {
                // Of this unit only: told as unread when the images are compared.
                problems.put(name, e.problem().message());
            }
        }
        for (BootServices.Started started : boot.started()) {
            if (!problems.containsKey(started.unit().name())) {
                states.putIfAbsent(started.unit().name(), words(started.start().reason()));
            }
        }
        return new Units(states, problems);
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
    public void compare(Units before, Units after, Differences found) {
        before.problems.values().forEach(why -> found.unread(Side.BEFORE, why));
        after.problems.values().forEach(why -> found.unread(Side.AFTER, why));
        Set<String> names = new TreeSet<>(before.states.keySet());
        names.addAll(after.states.keySet());
        names.removeAll(before.problems.keySet());
        names.removeAll(after.problems.keySet());
        for (String name : names) {
            Optional<String> was = Optional.ofNullable(before.states.get(name));
            Optional<String> is = Optional.ofNullable(after.states.get(name));
            if (!was.equals(is)) {
                Change.Kind kind =
                        was.isEmpty() ? Change.Kind.ADDED : is.isEmpty() ? Change.Kind.REMOVED : Change.Kind.CHANGED;
                found.add(new Change(kind, name, "", was, is));
            }
        }
    }
}

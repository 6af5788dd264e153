package org.imginspect.compare;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.imginspect.error.ImageException;
import org.imginspect.facts.units.BootServices;
import org.imginspect.facts.units.Start;
import org.imginspect.facts.units.Unit;

/** Which units there are, and whether they start. */
final class UnitsSection implements Section<Map<String, Properties>> {
    @Override
    public String id() {
        return "units";
    }

    @Override
    public String title() {
        return "Units and services";
    }

    @Override
    public Map<String, Properties> look(ImageView image) throws ImageException {
        Map<String, Properties> seen = new TreeMap<>();
        Optional<BootServices> services = image.facts().find(BootServices.class);
        if (services.isEmpty()) {
            return seen;
        }
        BootServices boot = services.get();
        seen.put(
                "init system",
                new Properties()
                        .with("name", boot.init().title())
                        .with("boots into", boot.target().name()));
        for (String name : boot.names()) {
            Optional<Unit> unit = boot.find(name);
            // An alias is told by the unit that it leads to.
            if (unit.isPresent() && unit.get().name().equals(name)) {
                seen.put(
                        name,
                        new Properties().with("at boot", words(boot.start(name).reason())));
            }
        }
        for (BootServices.Started started : boot.started()) {
            seen.putIfAbsent(
                    started.unit().name(),
                    new Properties().with("at boot", words(started.start().reason())));
        }
        return seen;
    }

    /** How a start is told: for people, and never the same words for two reasons. */
    private static String words(Start.Reason reason) {
        return switch (reason) {
            case WANTED -> "starts";
            case ON_DEMAND -> "starts on demand";
            case ABSENT -> "is not there";
            case MASKED -> "is masked";
            case REFUSED -> "is refused";
            case CONDITION -> "does not start: a condition is not met";
            case REQUIREMENT -> "does not start: what it requires does not";
            case NOT_WANTED -> "does not start: nothing wants it";
        };
    }

    @Override
    public void compare(Map<String, Properties> before, Map<String, Properties> after, Differences found) {
        Properties.compareAll(before, after, found);
    }
}

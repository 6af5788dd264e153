package org.imginspect.checks.services;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.check.CheckContext;
import org.imginspect.check.Parameter;
import org.imginspect.error.ImageException;
import org.imginspect.facts.units.BootServices;
import org.imginspect.facts.units.InitSystem;
import org.imginspect.facts.units.Unit;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.Node;

/** The units that are the product's: those that were named, otherwise those that somebody put in by hand. */
final class ProductUnits {
    /** The parameter of the checks that ask for them. */
    static final Parameter UNITS = Parameter.list("units", "the units of the product, such as app.service");

    static final String NONE =
            "the product's units were not named (units=app.service), and none was put into the image by hand";

    private static final String[] BY_HAND = {"/etc/systemd/system", "/usr/local/lib/systemd/system"};
    private static final String[] VENDOR = {"/usr/lib/systemd/system", "/lib/systemd/system"};
    private static final String[] TYPES = {".service", ".socket", ".timer", ".path"};

    private ProductUnits() {}

    /**
     * Their names. By hand: files of their own in {@code /etc} and {@code /usr/local} which can be enabled (they have a section Install) and do
     * not stand in for a unit of the distribution.
     */
    static List<String> of(CheckContext context, BootServices services) throws ImageException {
        List<String> named = context.params().list(UNITS);
        if (!named.isEmpty() || services.init() != InitSystem.SYSTEMD) {
            return named;
        }
        List<String> found = new ArrayList<>();
        for (String directory : BY_HAND) {
            for (GuestName entry : context.tree().list(GuestPath.of(directory))) {
                String name = entry.text();
                GuestPath path = GuestPath.of(directory).resolve(entry);
                if (isUnit(name)
                        && !found.contains(name)
                        && context.tree().lstat(path).map(Node::isFile).orElse(false)
                        && !isVendor(context, name)
                        && canBeEnabled(services, name)) {
                    found.add(name);
                }
            }
        }
        return found;
    }

    private static boolean isUnit(String name) {
        for (String type : TYPES) {
            if (name.endsWith(type) && !name.contains("@.")) {
                return true;
            }
        }
        return false;
    }

    private static boolean isVendor(CheckContext context, String name) throws ImageException {
        for (String directory : VENDOR) {
            if (context.tree().lstat(GuestPath.of(directory).resolve(name)).isPresent()) {
                return true;
            }
        }
        return false;
    }

    private static boolean canBeEnabled(BootServices services, String name) throws ImageException {
        Optional<Unit> unit = services.find(name);
        return unit.isPresent()
                && (!unit.get().list("Install", "WantedBy").isEmpty()
                        || !unit.get().list("Install", "RequiredBy").isEmpty());
    }
}
